"""Person identifiers that outlive a run: carried over by the records that a person is made of.

An event of the history says what became of `person_id`, with the other person in `other_person_id`:
new (none); merge (its records went to the other, the identifier ceased); split (some of its records are now
the other's); gone (none of its records is there any more).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

EventKind = Literal["merge", "split", "new", "gone"]


@dataclass(frozen=True)
class Event:
    event: EventKind
    person_id: str
    other_person_id: str | None = None


@dataclass(frozen=True)
class Carried:
    """The person of each record, and what changed since the run before, in a settled order."""

    person_of: dict[str, str]
    events: list[Event]


def carry_over(clusters: Mapping[str, int], before: Mapping[str, str], new_id: Callable[[], str]) -> Carried:
    """Name each cluster (record id to cluster) after the person before with whom it shares most records."""
    shared = Counter((clusters[record], person) for record, person in before.items() if record in clusters)
    name_of = _largest_overlaps(shared)
    fresh = []
    for cluster in dict.fromkeys(clusters.values()):
        if cluster not in name_of:
            name_of[cluster] = new_id()
            fresh.append(name_of[cluster])
    went_to: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (cluster, person), count in shared.items():
        went_to[person].append((-count, name_of[cluster]))
    kept = set(name_of.values())
    events = [Event("new", person) for person in fresh]
    for person in sorted(set(before.values())):
        events += _fate(person, person in kept, [name for _, name in sorted(went_to[person])])
    return Carried({record: name_of[cluster] for record, cluster in clusters.items()}, events)


def _largest_overlaps(shared: Mapping[tuple[int, str], int]) -> dict[int, str]:
    """One person before for each cluster at most, and the other way round; the largest overlap first."""
    name_of: dict[int, str] = {}
    taken: set[str] = set()
    for (cluster, person), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if cluster not in name_of and person not in taken:
            name_of[cluster] = person
            taken.add(person)
    return name_of


def _fate(person: str, kept: bool, heirs: list[str]) -> list[Event]:
    """What became of a person before; `heirs` have its records now, the most first."""
    if kept:
        return [Event("split", person, heir) for heir in heirs if heir != person]
    if not heirs:
        return [Event("gone", person)]
    return [Event("merge", person, heirs[0])] + [Event("split", person, heir) for heir in heirs[1:]]
