"""From scored pairs to people: the best pairs first, and no merge against gross conflict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass
class Facts:
    """What is known of one cluster that two people cannot share."""

    numbers: dict[str, set[str]] = field(default_factory=dict)  # kind of identifier: values
    born: set[str] = field(default_factory=set)  # eight digits


def conflict(a: Facts, b: Facts) -> bool:
    """Different identifiers of one kind, or dates of birth further apart than a slip of the pen."""
    for kind, values in a.numbers.items():
        others = b.numbers.get(kind)
        if others and values.isdisjoint(others):
            return True
    return any(not same_birth(one, other) for one in a.born for other in b.born)


def same_birth(one: str, other: str) -> bool:
    """Equal, one digit off, two neighbours, or day and month exchanged."""
    if one == other or one[:4] + one[6:] + one[4:6] == other:
        return True
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1


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
