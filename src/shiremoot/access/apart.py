"""Several people under one decision: those of whom there are facts are decided again, each with their own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from shiremoot.access.reading import Block, matchable, read
from shiremoot.access.recording import Recorded
from shiremoot.access.standing import PLAIN, Standing
from shiremoot.decisions.kernel import Decision, decide
from shiremoot.people.store import Publish


def decided_for(standing: Standing, decision: Decision) -> Decision:
    """The same request and grants, for somebody with this standing."""
    if standing == PLAIN:
        return decision
    request = replace(decision.request, forbidding=standing.forbidding, consents=standing.consents)
    return decide(request, decision.grants)


def compared_apart(publish: Publish, recorded: Recorded) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """People whose facts change what they may be matched on: they, and the fields that are left."""
    general = recorded.decision
    for standing, people in recorded.facts.alike.items():
        decision = decided_for(standing, general)
        if standing.hidden:
            yield people, frozenset()
        elif decision.showing != general.showing:
            yield people, matchable(publish, decision)


def living_at(publish: Publish, uprn: str, recorded: Recorded, on: date) -> list[str]:
    """Who lives at a place on a day, as fields say that may be shown of each of them in every row."""
    found = publish.at_place(uprn, on, recorded.facts.suspects)
    decisions = _decisions(found, recorded)
    granted = {id(decision): matchable(publish, decision) for decision in decisions.values()}
    return [each for each, sources in found.items() if sources & granted[id(decisions[each])]]


def read_each(publish: Publish, person_ids: Iterable[str], recorded: Recorded) -> list[Block]:
    """Read what may be shown of these people, of each under their own facts."""
    together: dict[int, list[str]] = defaultdict(list)
    decisions = _decisions(person_ids, recorded)
    for person_id, decision in decisions.items():
        together[id(decision)].append(person_id)
    blocks = []
    for people in together.values():
        blocks += read(publish, people, recorded, decisions[people[0]])
    return blocks


def _decisions(person_ids: Iterable[str], recorded: Recorded) -> dict[str, Decision]:
    """Each person's decision; those with the same facts have the same object."""
    standings = {person_id: recorded.facts.of(person_id) for person_id in person_ids}
    distinct = {standing: decided_for(standing, recorded.decision) for standing in set(standings.values())}
    return {person_id: distinct[standing] for person_id, standing in standings.items()}
