"""What it takes until an agreement is in force for some parties: it hangs on the state it is in. Pure."""

from collections.abc import Iterable, Sequence

from shiremoot.dates import day_month, day_of
from shiremoot.gateway.agreements.states import State
from shiremoot.roadmap.usecases.known import Begun, Known, Version
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
    fact, steps = _of_state(agreement, parties, lead, known, below)
    if strangers:
        fact = f"{called(strangers, known)} cannot sign: {not_there(strangers)}. {fact}"
    return fact, registered(strangers, known).then(steps)


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


def drafted(agreement: str, lead: str, known: Known) -> Steps:
    """Of what nobody has drafted yet."""
    words = f"Draft {known.title(agreement)}, and send it out for signature"
    return Steps((Step(lead, Do.DRAFT, agreement, words, place_of(agreement, known)),))


def new_version(agreement: str, lead: str, what: str, parties: Sequence[str], known: Known) -> Steps:
    """Written by whoever leads it, and then signed by these parties. `what`: it is to say."""
    newest = known.newest(agreement)
    owner = newest.lead if newest else lead
    place = place_of(agreement, known)
    words = f"Write a new version of {known.title(agreement)} {what}, and send it out for signature"
    return Steps((Step(owner, Do.NEW_VERSION, agreement, words, place),)).then(
        _signed(agreement, parties, known)
    )


def _of_state(
    agreement: str, parties: Sequence[str], lead: str, known: Known, below: frozenset[str]
) -> tuple[str, Steps]:
    begun, newest = known.drafts.get(agreement), known.newest(agreement)
    if begun is not None:
        return _written(agreement, parties, begun, known)
    if newest is None:
        return "Nobody has drafted it.", drafted(agreement, lead, known).then(
            _signed(agreement, parties, known)
        )
    if newest.last_day < day_of(known.at):
        fact = f"Version {newest.number} ended on {day_month(newest.last_day)}."
        return fact, new_version(agreement, lead, "with a later end", parties, known)
    if outside := [party for party in parties if party not in newest.parties]:
        fact = f"{called(outside, known)} is no party to version {newest.number}, which is {newest.state}."
        what = f"to which {called(outside, known)} is a party"
        return fact, new_version(agreement, lead, what, parties, known)
    return _sent_out(agreement, parties, newest, known, below)


def _written(agreement: str, parties: Sequence[str], begun: Begun, known: Known) -> tuple[str, Steps]:
    title = known.title(agreement)
    words = _TO_DO[begun.state].format(title=title)
    place = Place("Agreements", "agreements")
    send = Steps((Step(begun.owner, Do.SEND_OUT, agreement, words, place),))
    state = "being drafted" if begun.state is State.DRAFT else begun.state.value
    fact = f"Version {begun.number} is {state} at {known.called(begun.owner)}."
    return fact, send.then(_signed(agreement, parties, known))


def _sent_out(
    agreement: str, parties: Sequence[str], newest: Version, known: Known, below: frozenset[str]
) -> tuple[str, Steps]:
    """A version whose text can no longer change."""
    unsigned = [party for party in parties if party not in newest.signed]
    steps = _signed(agreement, unsigned, known, newest.said)
    facts = [f"Version {newest.number} is {newest.state}."]
    if unsigned:
        facts.append(f"{called(unsigned, known)} {'has' if len(unsigned) == 1 else 'have'} not signed.")
    if newest.state is State.SUSPENDED:
        resume = f"Resume {newest.title}, or say what is to be mended first"
        place = place_of(agreement, known)
        steps = steps.beside(Steps((Step(newest.lead, Do.RESUME, agreement, resume, place),)))
    if newest.state is State.NOT_YET:
        words = f"Wait: {newest.title} begins on {day_month(newest.begins)}"
        wait = Step("", Do.WAIT, agreement, words, place_of(agreement, known))
        steps = steps.beside(Steps((wait,)))
    if newest.under and newest.under not in below | {agreement}:
        above, more = until_in_force(newest.under, parties, newest.lead, known, below | {agreement})
        if more.now:
            facts.append(f"It stands under {known.title(newest.under)}. {above}")
            steps = steps.beside(more)
    if not steps.now:
        facts.append(f"None of its flows in force joins {called(parties, known)}.")
        what = f"with a flow that joins {called(parties, known)}"
        steps = new_version(agreement, newest.lead, what, parties, known)
    return " ".join(facts), steps


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
