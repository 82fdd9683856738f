"""Person identifiers that outlive a run: carried over by the records that a person is made of.

An event of the history says what became of `person_id`, with the other person in `other_person_id`:
new (none); merge (its records went to the other, the identifier ceased); split (some of its records are now
the other's); gone (none of its records is there any more); restored (none: it had ceased by a merge, and is
that of records again that had it then).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

EventKind = Literal["merge", "split", "new", "gone", "restored"]


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
    former_of: dict[str, str]
    """Record → the identifier that it had until a merge; the last of them, where it had several."""


def carry_over(
    clusters: Mapping[str, int],
    before: Mapping[str, str],
    new_id: Callable[[], str],
    former: Mapping[str, str] | None = None,
    born: Mapping[str, int] | None = None,
) -> Carried:
    """Name each cluster (record id to cluster) after the person before with whom it shares most records.

    Records that a merge brought (`former`, the `former_of` of the run before) count after those that were
    always called so, and a cluster without a name gets back what most of its records were called before a
    merge: parting who was merged undoes the merge. Of identifiers with as many records the older one stays;
    `born` says in which order they were given.
    """
    former, born = former or {}, born or {}
    shared = Counter((clusters[record], person) for record, person in before.items() if record in clusters)
    own = Counter(
        (clusters[record], person)
        for record, person in before.items()
        if record in clusters and record not in former
    )
    name_of = _largest_overlaps(shared, own, born)
    restored = _restored(clusters, former, name_of, born)
    fresh = []
    for cluster in dict.fromkeys(clusters.values()):
        if cluster not in name_of:
            name_of[cluster] = new_id()
            fresh.append(name_of[cluster])
    went_to: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (cluster, person), count in shared.items():
        went_to[person].append((-count, name_of[cluster]))
    kept = set(name_of.values())
    events = [Event("new", person) for person in fresh] + [Event("restored", person) for person in restored]
    for person in sorted(set(before.values())):
        events += _fate(person, person in kept, [name for _, name in sorted(went_to[person])])
    person_of = {record: name_of[cluster] for record, cluster in clusters.items()}
    return Carried(person_of, events, _former(person_of, before, former))


def _former(
    person_of: Mapping[str, str], before: Mapping[str, str], former: Mapping[str, str]
) -> dict[str, str]:
    in_use = set(person_of.values())
    known = {**former, **{record: person for record, person in before.items() if person not in in_use}}
    return {
        record: person for record, person in known.items() if record in person_of and person not in in_use
    }


def _restored(
    clusters: Mapping[str, int],
    former: Mapping[str, str],
    name_of: dict[int, str],
    born: Mapping[str, int],
) -> list[str]:
    """Give ceased identifiers back to clusters without one; those that were given."""
    taken = set(name_of.values())
    shared = Counter(
        (clusters[record], person)
        for record, person in former.items()
        if record in clusters and clusters[record] not in name_of and person not in taken
    )
    found = _largest_overlaps(shared, shared, born)
    name_of |= found
    return sorted(found.values())


def _largest_overlaps(
    shared: Mapping[tuple[int, str], int], own: Mapping[tuple[int, str], int], born: Mapping[str, int]
) -> dict[int, str]:
    """One person for each cluster at most, and the other way round; the largest overlap first."""
    name_of: dict[int, str] = {}
    taken: set[str] = set()

    def rank(each: tuple[int, str]) -> tuple[int, int, int, tuple[int, str]]:
        return -own.get(each, 0), -shared[each], born.get(each[1], 0), each

    for cluster, person in sorted(shared, key=rank):
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
