"""Two records beside each other, and a question about them, in words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shiremoot.access.reading import Block
from shiremoot.contracts import vocabulary
from shiremoot.matching.clusters import ONE_SOURCE

from .judging import Asked
from .questions import Kind


@dataclass(frozen=True)
class Line:
    """What each record says of one thing; `mark` is *same*, *differs* or *one only*."""

    label: str
    left: str
    right: str
    mark: str


def said(blocks: Iterable[Block]) -> dict[str, str]:
    """Meaning → what the record's rows say; the first that says anything."""
    found: dict[str, str] = {}
    for block in blocks:
        for row in block.rows:
            for meaning, value in row.values.items():
                found.setdefault(meaning, value)
    return found


def side_by_side(left: Sequence[Block], right: Sequence[Block]) -> list[Line]:
    """Each thing that either says, in the vocabulary's order; those that differ say so."""
    one, other = said(left), said(right)
    return [
        Line(
            known.label,
            known.words(one.get(meaning, "")),
            known.words(other.get(meaning, "")),
            _mark(one.get(meaning), other.get(meaning)),
        )
        for meaning, known in vocabulary().items()
        if meaning in one or meaning in other
    ]


def _mark(one: str | None, other: str | None) -> str:
    if one is None or other is None:
        return "one only"
    return "same" if one.casefold() == other.casefold() else "differs"


@dataclass(frozen=True)
class Told:
    """A question in words: what was done with the pair, and what each answer would change."""

    kind: str
    effect: str
    chance: str


def told(question: Asked) -> Told:
    """*Two people who were not joined*; *Same: joins two people known to 6 services*."""
    if question.report:
        others = "1 other record" if question.changes == 1 else f"{question.changes} other records"
        return Told("Reported as somebody else's", f"“Not the same” parts it from {others}", "")
    found = question.question
    assert found is not None
    datasets = "1 dataset" if found.sources == 1 else f"{found.sources} datasets"
    chance = f"{_percent(found.probability)} likely the same person, by the model"
    records = f"{found.records} records in {datasets}"
    match found.kind:
        case Kind.JOINED | Kind.MERGED:
            done = "Joined, but not surely" if found.kind is Kind.JOINED else "Two people until this run"
            return Told(done, f"“Not the same” parts one person with {records}", chance)
        case Kind.REFUSED:
            effect = f"“The same” joins two people with {records}"
            return Told(f"Not joined: {_against(found.reason)}", effect, chance)
        case _:
            return Told("Not joined, but close", f"“The same” joins two people with {records}", chance)


def _against(reason: str) -> str:
    """What a refused merge says; the reason is a fact's name or what is known of a source."""
    if reason == ONE_SOURCE:
        return "both have a record in a dataset that has one for each person"
    return f"records of the two people disagree in their {reason}"


def _percent(chance: float) -> str:
    """Never 0 or 100: nothing is certain here."""
    return f"{min(max(chance, 0.001), 0.999):.1%}"
