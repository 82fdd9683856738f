"""From scored pairs to people: the best pairs first, and no merge against gross conflict."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .strings import within_edits

BORN = "date of birth"


_SURE, _SURE_ALONE = 0.95, 0.99
"""How surely a conflict speaks for two people: to be heard, and to be heard against the pair that has it."""


@dataclass(slots=True)
class Facts:
    """What is known of one cluster that two people cannot share."""

    numbers: dict[str, set[str]] = field(default_factory=dict)  # kind of identifier: values
    born: Counter[str] = field(default_factory=Counter)  # eight digits: how many records say so
    records: int = 1


@dataclass(frozen=True)
class Trust:
    """How far a kind of fact may stand against a merge.

    `tolerated`: how large a share of the pairs of records that the merge brings together may conflict.
    `alone`: also where the merge is of two records, whose weight has counted the conflict already.
    """

    tolerated: float
    alone: bool


Trusts = Mapping[str, Trust]
"""By kind of fact; one that is not there refuses nothing."""


class Refused(NamedTuple):
    """A pair (row numbers) along which no merge was made, and the kind of fact that stood against it."""

    left: int
    right: int
    reason: str


def trust(same_person: float, others: float) -> Trust | None:
    """The trust in a kind of fact, by the shares of pairs of one person, and of others, that conflict in it.

    A merge is tolerated up to the share of conflicts at which conflicts and agreements speak as much for one
    person as for two. None where a conflict does not speak for two people as surely as a merge must be sure
    of one.
    """
    same_person, others = max(same_person, 1e-6), min(others, 1 - 1e-6)
    if same_person / others > (1 - _SURE) / _SURE:
        return None
    against, for_it = math.log(others / same_person), math.log((1 - same_person) / (1 - others))
    return Trust(for_it / (for_it + against), same_person / others <= (1 - _SURE_ALONE) / _SURE_ALONE)


def conflict(a: Facts, b: Facts, trusts: Trusts) -> str | None:
    """The kind of fact that the two cannot share: an identifier of which both have values, and none within a
    slip of the other's; or too many dates of birth too far apart.
    """
    alone = a.records == b.records == 1
    heard = {kind: trust for kind, trust in trusts.items() if trust.alone or not alone}
    for kind, values in a.numbers.items():
        others = b.numbers.get(kind)
        if others and kind in heard and not _near(values, others):
            return kind
    if BORN not in heard:
        return None
    apart = sum(
        a.born[one] * b.born[other] for one in a.born for other in b.born if not near_birth(one, other)
    )
    return BORN if apart > heard[BORN].tolerated * a.born.total() * b.born.total() else None


def _near(values: set[str], others: set[str]) -> bool:
    return not values.isdisjoint(others) or any(
        within_edits(one, other, 1, exchanged=True) for one in values for other in others
    )


def near_birth(one: str, other: str) -> bool:
    """Equal, day and month exchanged, or at most two digits different."""
    if one[:4] + one[6:] + one[4:6] == other:
        return True
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 2


def cluster(
    pairs: Iterable[tuple[int, int]], facts: Sequence[Facts], trusts: Trusts
) -> tuple[list[int], list[Refused]]:
    """Merge along `pairs` (row numbers, the best first) where nothing conflicts.

    Returns each row's cluster (the lowest row number in it) and the merges that were refused, each once.
    """
    leader = list(range(len(facts)))
    known = list(facts)
    refused: dict[tuple[int, int], Refused] = {}
    for left, right in pairs:
        one, other = sorted((_find(leader, left), _find(leader, right)))
        if one == other:
            continue
        reason = conflict(known[one], known[other], trusts)
        if reason is not None:
            refused.setdefault((one, other), Refused(left, right, reason))
            continue
        leader[other] = one
        known[one] = _together(known[one], known[other])
    return [_find(leader, row) for row in range(len(leader))], list(refused.values())


def _find(leader: list[int], row: int) -> int:
    while leader[row] != row:
        leader[row] = leader[leader[row]]
        row = leader[row]
    return row


def _together(a: Facts, b: Facts) -> Facts:
    kinds = a.numbers.keys() | b.numbers.keys()
    numbers = {kind: a.numbers.get(kind, set()) | b.numbers.get(kind, set()) for kind in kinds}
    return Facts(numbers, a.born + b.born, a.records + b.records)
