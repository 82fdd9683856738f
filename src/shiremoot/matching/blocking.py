"""Which pairs are looked at: records in blocks, rule by rule, and the blocks too large to compare."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from . import pairs
from .columns import Column, side_by_side
from .compiled import Compiled
from .groups import kept_blocks, ordered, sizes_of, with_next
from .model import Rule

Keys = npt.NDArray[np.uint64]
Groups = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]

_THREADS = min(4, os.cpu_count() or 1)  # each holds a few whole columns
MOST_PAIRS, MOST_PAIRS_OF_A_RECORD = 1_000_000, 4
"""What one rule may bring: so many pairs, or so many for each record, whichever is more."""


_NO_LIMIT = 1 << 62


@dataclass(frozen=True)
class Capped:
    """The largest blocks of a rule, which were not compared: all of its pairs would have been too many."""

    rule: Rule
    blocks: int
    pairs: int  # that they would have brought

    def __str__(self) -> str:
        columns = ", ".join(dict.fromkeys(left for left, _ in self.rule))
        return f"records alike in {columns} (blocks: {self.blocks:,}, pairs: {self.pairs:,})"


@dataclass(frozen=True)
class Blocks:
    """The pairs of some rules, for the inner loop; `pairs` counts them, those of several rules more than
    once. `groups` and `ways` are what `pairs.Rules` was given.
    """

    rules: pairs.Rules
    groups: Groups
    ways: list[tuple[int, int]]
    pairs: int
    capped: list[Capped]
    _of: Mapping[Rule, tuple[int, _Blocked]] = field(repr=False)

    def alone(self, rule: Rule) -> Blocks | None:
        """The pairs of one of the rules; None for a rule that is not among them."""
        if rule not in self._of:
            return None
        at, one = self._of[rule]
        made = pairs.Rules(self.groups, [self.ways[at]], [one.order], [one.edges])
        return Blocks(made, self.groups, [self.ways[at]], one.pairs, list(filter(None, [one.capped])), {})


@dataclass(frozen=True)
class _Blocked:
    """The blocks of one rule as `pairs.Rules` is given them, its pairs counted, and what was left out."""

    order: npt.NDArray[np.int32]
    edges: Counts
    pairs: int
    capped: Capped | None


def blocked(compiled: Compiled, rules: Sequence[Rule]) -> Blocks:
    """Every pair of each rule, but for those of its largest blocks where all would be too many."""
    with ThreadPoolExecutor(_THREADS) as threads:
        grouped = list(threads.map(lambda rule: _blocked(compiled, rule), rules))
    found = [one for one, _ in grouped]
    ways: list[tuple[int, int]] = []
    columns: list[Groups] = []
    for _, own in grouped:
        ways.append((len(columns), len(columns) + len(own) - 1))
        columns += own
    groups = side_by_side(columns or [np.zeros(len(compiled.codes), np.uint32)])
    made = pairs.Rules(groups, ways, [one.order for one in found], [one.edges for one in found])
    return Blocks(
        made,
        groups,
        ways,
        sum(one.pairs for one in found),
        [one.capped for one in found if one.capped],
        {rule: (at, one) for at, (rule, one) in enumerate(zip(rules, found, strict=True))},
    )


def _blocked(compiled: Compiled, rule: Rule) -> tuple[_Blocked, list[Groups]]:
    """And the block of each record (0: none): as left one of a pair and as right one, or as either."""
    left, right = ([compiled.columns[pair[side]] for pair in rule] for side in (0, 1))
    turned = any(one != other for one, other in rule)
    bases = [max(len(one.values), len(other.values)) for one, other in zip(left, right, strict=True)]
    (keys, *lefts), bits = _keys([right, left] if turned else [right], bases)
    order, in_order = ordered(keys, bits)
    sizes = sizes_of(in_order)
    if turned:
        known = in_order[np.cumsum(sizes) - sizes]
        places = np.searchsorted(known, lefts[0]).clip(max=max(len(known) - 1, 0))
        hit = (known[places] == lefts[0]) & (lefts[0] != 0) if len(known) else np.zeros(len(keys), bool)
        block_of_left = np.where(hit, places + 1, 0)
        counts = sizes * np.bincount(block_of_left, minlength=len(sizes) + 1)[1:]
    else:
        counts = sizes * (sizes - 1) // 2
    # Blocks without pairs, or with too many, are no blocks.
    kept, capped = _affordable(rule, counts, len(keys))
    of_right, inside, edges = kept_blocks(order, sizes, kept, len(keys))
    groups = [of_right]
    if turned:
        number = np.append(0, np.where(kept, np.cumsum(kept), 0)).astype(np.uint32)
        groups = [number[block_of_left], of_right]
    return _Blocked(inside, edges, int(counts[kept].sum()), capped), groups


def _keys(sides: list[list[Column]], bases: list[int]) -> tuple[list[Keys], int]:
    """One number for all values of a record, the same for the same values on each side; 0 where one is
    missing.

    And how many bits they need.
    """
    keys = [np.ones(len(side[0].codes), np.uint64) for side in sides]
    most = 1
    for at, base in enumerate(bases):
        if most * base >= 1 << 63:
            most, keys = _renumbered(keys)
        keys = [with_next(key, side[at].codes, base) for key, side in zip(keys, sides, strict=True)]
        most *= max(base, 1)
    return keys, most.bit_length()


def _renumbered(keys: list[Keys]) -> tuple[int, list[Keys]]:
    """The same by as many numbers as there are; 0 stays."""
    together = Column.of(pa.array(np.concatenate([np.zeros(1, np.uint64), *keys])))
    lengths = np.cumsum([1, *map(len, keys)])[:-1]
    return len(together.values), [part.astype(np.uint64) for part in np.split(together.codes, lengths)[1:]]


def _affordable(rule: Rule, counts: Counts, records: int) -> tuple[npt.NDArray[np.bool_], Capped | None]:
    """Which blocks to compare."""
    if counts.sum() <= most_pairs(records):
        return counts > 0, None
    limit = dearest(*np.unique(counts, return_counts=True), records)
    left_out = counts[counts >= limit]
    kept = (counts > 0) & (counts < limit)
    return kept, Capped(rule, len(left_out), int(left_out.sum())) if len(left_out) else None


def dearest(pairs: Counts, blocks: Counts, records: int) -> int:
    """Of how many pairs a block is too large for a rule among so many records: the smallest are compared,
    until the pairs are used up; of equal ones all or none. `blocks`: how many of each number of `pairs`.
    """
    fitting = np.searchsorted(np.cumsum(pairs * blocks), most_pairs(records), side="right")
    return int(pairs[fitting]) if fitting < len(pairs) else _NO_LIMIT


def most_pairs(records: int) -> int:
    return max(MOST_PAIRS, MOST_PAIRS_OF_A_RECORD * records)
