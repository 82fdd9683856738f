"""What a flow rests on, in the words that practitioners read. Pure: ids in, sentences out."""

from collections.abc import Iterable, Mapping

from shiremoot.gateway.agreements.file import Clause, SideLaw
from shiremoot.law import Law
from shiremoot.law.items import Item
from shiremoot.law.wording import in_sentence


def basis_words(flow: Clause, law: Law) -> str:
    """The flow's own sentence, or one made from its ids, side by side where the two rest on different law."""
    return flow.basis or _both({side: _bases(said, law) for side, said in _sides(flow)})


def power_words(flow: Clause, law: Law) -> str:
    return flow.power or _both({side: _powers(said, law) for side, said in _sides(flow)})


def _sides(flow: Clause) -> Iterable[tuple[str, SideLaw]]:
    return (("Provider", flow.provider_law or SideLaw()), ("Recipient", flow.recipient_law or SideLaw()))


def _both(said: Mapping[str, str]) -> str:
    words = {side: sentence for side, sentence in said.items() if sentence}
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return ". ".join(f"{side}: {sentence}" for side, sentence in words.items())


def _bases(side: SideLaw, law: Law) -> str:
    named: tuple[tuple[Mapping[str, Item], str], ...] = (
        (law.bases, side.basis),
        (law.recognised_interests, side.recognised_interest),
        (law.part_3_bases, side.part_3_basis),
        (law.conditions, side.condition),
        (law.schedule_1, side.schedule_1),
        (law.schedule_1, side.offence_condition),
        (law.article_10, side.offence_condition),
        (law.schedule_8, side.schedule_8),
    )
    return "; ".join(
        f"{shelf[name].citation}, {in_sentence(shelf[name].label)}" for shelf, name in named if name in shelf
    )


def _powers(side: SideLaw, law: Law) -> str:
    return "; ".join(law.powers[name].citation for name in side.powers if name in law.powers)
