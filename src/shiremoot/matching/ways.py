"""Blocks of records that stay: for each way to group them the keys in order, and each rule's blocks by size.

A rule groups left records by its left columns and right ones by its right columns; most rules have the same
on both sides, and one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from .blocking import Capped, dearest
from .groups import ordered
from .lookup import ranges
from .model import Rule

Keys = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
Way = tuple[str, ...]
_Whole = TypeVar("_Whole", np.int64, np.uint64)


def sides(rule: Rule) -> tuple[Way, Way]:
    return tuple(left for left, _ in rule), tuple(right for _, right in rule)


def ways_of(rules: Sequence[Rule]) -> list[Way]:
    return list(dict.fromkeys(way for rule in rules for way in sides(rule)))


def distinct(values: npt.NDArray[_Whole]) -> npt.NDArray[_Whole]:
    """Each value once, rising. As `np.unique` does by hashing, which takes several times as long."""
    rising = np.sort(values)
    first: npt.NDArray[np.bool_] = np.append(True, rising[1:] != rising[:-1])[: len(rising)]
    found: npt.NDArray[_Whole] = rising[first]
    return found


@dataclass(frozen=True)
class Index:
    """Some records of one way: their keys, rising, and their rows in that order; none without a key."""

    keys: Keys
    order: Rows

    @classmethod
    def of(cls, keys: Keys, rows: Ints) -> Index:
        """The records at `rows`, which rise, with their keys."""
        order, in_order = ordered(keys, 64)
        return cls(in_order, rows[order].astype(np.int32))

    def sizes(self) -> tuple[Keys, Ints]:
        """Each key, and how many records have it."""
        starts = np.flatnonzero(np.append(True, self.keys[1:] != self.keys[:-1])[: len(self.keys)])
        return self.keys[starts], np.diff(np.append(starts, len(self.keys)))

    def ranges(self, wanted: Keys) -> tuple[Ints, Ints]:
        """From where to where the records of each wanted key (rising) stand in the order."""
        return ranges(self.keys, wanted)

    def count(self, wanted: Keys) -> Ints:
        starts, ends = self.ranges(wanted)
        return ends - starts

    def members(self, wanted: Keys) -> list[Rows]:
        """The records of each wanted key."""
        return [self.order[start:end] for start, end in zip(*self.ranges(wanted), strict=True)]


def pairs_of(rule: Rule, left: Ints, right: Ints) -> Ints:
    """How many pairs a rule has in blocks of so many left and right records."""
    return right * (right - 1) // 2 if len(set(sides(rule))) == 1 else left * right


@dataclass(frozen=True)
class Sizes:
    """How many blocks a rule has of each number of pairs, rising; blocks without pairs are none."""

    pairs: Ints
    blocks: Ints

    @classmethod
    def of(cls, counts: Ints) -> Sizes:
        return cls(*np.unique(counts[counts > 0], return_counts=True))

    def changed(self, before: Ints, after: Ints) -> Sizes:
        """With some blocks that had so many pairs before and have so many after."""
        minus, plus = Sizes.of(before), Sizes.of(after)
        pairs = distinct(np.concatenate([self.pairs, minus.pairs, plus.pairs]))
        blocks = np.zeros(len(pairs), np.int64)
        for sizes, sign in ((self, 1), (minus, -1), (plus, 1)):
            blocks[np.searchsorted(pairs, sizes.pairs)] += sign * sizes.blocks
        return Sizes(pairs[blocks > 0], blocks[blocks > 0])

    def limit(self, records: int) -> int:
        """Blocks of so many pairs, and larger ones, are not compared."""
        return dearest(self.pairs, self.blocks, records)

    def capped(self, rule: Rule, records: int) -> Capped | None:
        over = self.pairs >= self.limit(records)
        if not over.any():
            return None
        return Capped(rule, int(self.blocks[over].sum()), int((self.pairs[over] * self.blocks[over]).sum()))
