"""From scored pairs to people: the best pairs first, and no merge against gross conflict."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_TOLERATED = 1 / 3  # of the pairs of records that a merge would bring together


@dataclass(slots=True)
class Facts:
    """What is known of one cluster that two people cannot share."""

    numbers: dict[str, set[str]] = field(default_factory=dict)  # kind of identifier: values
    born: Counter[str] = field(default_factory=Counter)  # eight digits: how many records say so


def conflict(a: Facts, b: Facts) -> bool:
    """No common identifier of a kind that both have, or many dates of birth too far apart for a slip."""
    for kind, values in a.numbers.items():
        others = b.numbers.get(kind)
        if others and values.isdisjoint(others):
            return True
    apart = sum(
        a.born[one] * b.born[other] for one in a.born for other in b.born if not near_birth(one, other)
    )
    return apart > _TOLERATED * a.born.total() * b.born.total()


def near_birth(one: str, other: str) -> bool:
    """Equal, day and month exchanged, or at most two digits different."""
    if one[:4] + one[6:] + one[4:6] == other:
        return True
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 2


def cluster(pairs: Iterable[tuple[int, int]], facts: Sequence[Facts]) -> tuple[list[int], int]:
    """Merge along `pairs` (row numbers, the best first) where nothing conflicts.

    Returns each row's cluster (the lowest row number in it) and how many merges were refused.
    """
    leader = list(range(len(facts)))
    known = list(facts)
    refused = 0
    for left, right in pairs:
        one, other = _find(leader, left), _find(leader, right)
        if one == other:
            continue
        if conflict(known[one], known[other]):
            refused += 1
            continue
        one, other = min(one, other), max(one, other)
        leader[other] = one
        known[one] = _together(known[one], known[other])
    return [_find(leader, row) for row in range(len(leader))], refused


def _find(leader: list[int], row: int) -> int:
    while leader[row] != row:
        leader[row] = leader[leader[row]]
        row = leader[row]
    return row


def _together(a: Facts, b: Facts) -> Facts:
    kinds = a.numbers.keys() | b.numbers.keys()
    numbers = {kind: a.numbers.get(kind, set()) | b.numbers.get(kind, set()) for kind in kinds}
    return Facts(numbers, a.born | b.born)
