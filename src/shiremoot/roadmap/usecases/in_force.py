"""What it takes until an agreement is in force for some parties: it hangs on the state it is in. Pure."""

from collections.abc import Iterable, Sequence

from shiremoot.dates import day_month, day_of
from shiremoot.gateway.agreements.states import State
from shiremoot.roadmap.usecases.known import Known, Version
from shiremoot.roadmap.usecases.steps import Do, Place, Step, Steps

_TO_DO = {
    State.DRAFT: "Finish the draft of {title}, have its parties review it, and send it out for signature",
    State.IN_REVIEW: "Settle what its parties ask of the draft of {title}, and send it out for signature",
    State.CHECKED: "Send {title} out for signature: it is checked",
}


def place_of(agreement: str, known: Known) -> Place:
    """The page of the newest version; of one that was never sent out, the list, where its writers find it."""
    newest = known.newest(agreement)
    if newest is None:
        return Place("Agreements", "agreements")
    return Place(newest.title, "agreement", (agreement, newest.number))


def is_in_force(agreement: str, parties: Iterable[str], known: Known) -> bool:
    """For all of these parties, under whichever of its versions."""
    return set(parties) <= {
        party for version in known.versions.get(agreement, ()) for party in version.in_force_for
    }


def until_in_force(
    agreement: str, parties: Sequence[str], lead: str, known: Known, below: frozenset[str] = frozenset()
) -> tuple[str, Steps]:
    """How it stands, in a sentence, and the steps that are left; none where it is in force for them.

    `lead` drafts it where nobody has; `below`: agreements that stand under it, and have been looked at.
    """
    strangers = [party for party in parties if party not in known.there]
    if not strangers and is_in_force(agreement, parties, known):
        return f"It is in force for {called(parties, known)}.", Steps()
    newest = known.newest(agreement)
    fact, what = falls_short(newest, parties, known) if newest else ("", "")
    steps = Steps()
    if newest and not what:
        fact, steps = until_signed(agreement, newest, parties, known, below)
        if not steps.now:
            fact += f" None of its flows in force joins {called(parties, known)}."
            what = f"with a flow that joins {called(parties, known)}"
    if not steps.now:
        more, steps = another_version(agreement, what, parties, lead, known)
        fact = f"{fact} {more}".strip()
    if strangers:
        fact = f"{called(strangers, known)} cannot sign: {not_there(strangers)}. {fact}"
    return fact, registered(strangers, known).then(steps)


def until_signed(
    agreement: str, newest: Version, parties: Sequence[str], known: Known, below: frozenset[str] = frozenset()
) -> tuple[str, Steps]:
    """How the newest version stands between these parties of it, and what is left until it is in force."""
    unsigned = [party for party in parties if party not in newest.signed]
    steps, place = _signed(agreement, unsigned, known, newest.said), place_of(agreement, known)
    facts = [f"Version {newest.number} is {newest.state}."]
    if unsigned:
        facts.append(f"{called(unsigned, known)} {'has' if len(unsigned) == 1 else 'have'} not signed.")
    if newest.state is State.SUSPENDED:
        resume = f"Resume {newest.title}, or say what is to be mended first"
        steps = steps.beside(Steps((Step(newest.lead, Do.RESUME, agreement, resume, place),)))
    if newest.state is State.NOT_YET:
        wait = f"Wait: {newest.title} begins on {day_month(newest.begins)}"
        steps = steps.beside(Steps((Step("", Do.WAIT, agreement, wait, place),)))
    if newest.under and newest.under not in below | {agreement}:
        above, more = until_in_force(newest.under, parties, newest.lead, known, below | {agreement})
        if more.now:
            facts.append(f"It stands under {known.title(newest.under)}. {above}")
            steps = steps.beside(more)
    return " ".join(facts), steps


def falls_short(newest: Version, parties: Sequence[str], known: Known) -> tuple[str, str]:
    """Why no signature can bring it into force for them, and what another version is to say; or nothing."""
    if newest.last_day < day_of(known.at):
        return f"Version {newest.number} ended on {day_month(newest.last_day)}.", "with a later end"
    if outside := [party for party in parties if party not in newest.parties]:
        names = called(outside, known)
        fact = f"{names} is no party to version {newest.number}, which is {newest.state}."
        return fact, f"to which {names} is a party"
    return "", ""


def another_version(
    agreement: str, what: str, parties: Sequence[str], lead: str, known: Known
) -> tuple[str, Steps]:
    """Where no version there is will do: who writes the next one, `what` it is to say, and who signs it then.

    The first where there is none at all, which is the lead's to draft.
    """
    newest, begun = known.newest(agreement), known.drafts.get(agreement)
    title, place = known.title(agreement), place_of(agreement, known)
    fact = ""
    if begun is not None:
        state = "being drafted" if begun.state is State.DRAFT else begun.state.value
        fact = f"Version {begun.number} is {state} at {known.called(begun.owner)}."
        first = Step(begun.owner, Do.SEND_OUT, agreement, _TO_DO[begun.state].format(title=title), place)
    elif newest is not None:
        words = f"Write a new version of {title} {what}, and send it out for signature"
        first = Step(newest.lead, Do.NEW_VERSION, agreement, words, place)
    else:
        fact = "Nobody has drafted it."
        first = drafting(agreement, lead, known)
    return fact, Steps((first,)).then(_signed(agreement, parties, known))


def drafting(agreement: str, lead: str, known: Known) -> Step:
    words = f"Draft {known.title(agreement)}, and send it out for signature"
    return Step(lead, Do.DRAFT, agreement, words, place_of(agreement, known))


def not_there(strangers: Sequence[str]) -> str:
    """Why nothing can be had of organisations that are not registered, or are closed."""
    return "it is no organisation here" if len(strangers) == 1 else "they are no organisations here"


def registered(strangers: Iterable[str], known: Known) -> Steps:
    """Bringing organisations in, or whoever took over from them: the host's move."""
    place = Place("Organisations", "organisations")
    found = []
    for each in strangers:
        closed = each in known.names
        words = f"Register {each} as an organisation, with its people and its assurance"
        if closed:
            words = f"Name in the use case who took over from {known.names[each]}, which was closed"
        found.append(Step(known.host, Do.CORRECT if closed else Do.REGISTER, each, words, place))
    return Steps(tuple(found))


def _signed(
    agreement: str, parties: Iterable[str], known: Known, said: frozenset[str] = frozenset()
) -> Steps:
    """Each of these parties signs, or confirms what it is said to have signed elsewhere."""
    place, title = place_of(agreement, known), known.title(agreement)
    words = dict.fromkeys(said, f"Confirm here that you signed {title}")
    return Steps(
        tuple(Step(party, Do.SIGN, agreement, words.get(party, f"Sign {title}"), place) for party in parties)
    )


def called(organisations: Iterable[str], known: Known) -> str:
    return listed(known.called(each) for each in organisations)


def listed(words: Iterable[str]) -> str:
    """*A*, *A and B*, *A, B and C*"""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
