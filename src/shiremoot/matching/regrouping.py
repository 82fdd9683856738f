"""The blocks of a standing linkage when records come and go: which pairs are looked at now and were not, and
which no longer are.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from . import pairs
from .model import Rule
from .run import bits, households_of, least_of
from .standing import Base
from .ways import Index, Sizes, Way, distinct, pairs_of, sides

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_THREADS = 2


@dataclass(frozen=True)
class _Grown:
    """The records of one way: those of the files, which have dead ones among them, and those that came since,
    now and `before`.
    """

    files: Index
    came: Index
    gone: Index
    came_before: Index
    gone_before: Index

    def counts(self, wanted: Keys) -> tuple[Ints, Ints]:
        """How many records had each key before, and have it now."""
        whole = self.files.count(wanted)
        before = whole + self.came_before.count(wanted) - self.gone_before.count(wanted)
        return before, whole + self.came.count(wanted) - self.gone.count(wanted)

    def changed(self) -> Keys:
        """The keys of which the files alone do not say how many records they have."""
        each = (self.came, self.gone, self.came_before, self.gone_before)
        return distinct(np.concatenate([index.keys for index in each]))


def _grown(base: Base, way: Way, alive_before: Flags) -> _Grown:
    def index(rows: Ints) -> Index:
        return Index.of(base.keys(way, rows), rows)

    size = base.size
    came, came_before = (size + np.flatnonzero(alive[size:]) for alive in (base.alive, alive_before))
    gone, gone_before = (np.flatnonzero(~alive[:size]) for alive in (base.alive, alive_before))
    return _Grown(base.files[way], index(came), index(gone), index(came_before), index(gone_before))


@dataclass(frozen=True)
class Regrouped:
    """A rule's blocks now. Blocks of `limit` pairs are too large. `going` ones (by key) have become so;
    `coming` ones no longer are.
    """

    rule: Rule
    left: _Grown
    right: _Grown
    sizes: Sizes
    limit: int
    going: Keys
    coming: Keys

    def compared(self, keys: Keys) -> Keys:
        """The keys of blocks that are compared now; 0 for others."""
        each, places = np.unique(keys, return_inverse=True)
        counts = pairs_of(self.rule, self.left.counts(each)[1], self.right.counts(each)[1])
        return np.where((counts < self.limit) & (counts > 0), each, np.uint64(0))[places]


def regrouped(base: Base, alive_before: Flags, ended: Ints, came: Ints) -> list[Regrouped]:
    """Each rule's blocks after some rows have ended and some have come."""
    grown = {way: _grown(base, way, alive_before) for way in base.ways}
    touched = np.concatenate([ended, came])
    keys = {way: base.keys(way, touched) for way in base.ways}
    living = int(alive_before.sum()), int(base.alive.sum())

    def of(rule: Rule, sizes: Sizes) -> Regrouped:
        left, right = (grown[way] for way in sides(rule))
        own = distinct(np.concatenate([keys[way] for way in set(sides(rule))]))
        return _regrouped(rule, left, right, sizes, own, living)

    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(of, base.model.rules, base.state.sizes))


def _regrouped(
    rule: Rule, left: _Grown, right: _Grown, sizes: Sizes, own: Keys, living: tuple[int, int]
) -> Regrouped:
    """`own`: the keys of rows that ended or came. `living`: how many rows there were, and are."""
    then, now = _pairs(rule, left, right, own)
    new_sizes = sizes.changed(then, now)
    limit_then, limit = sizes.limit(living[0]), new_sizes.limit(living[1])
    if limit != limit_then:
        # Blocks in which nothing has changed may have become too large too, or no longer be so
        others = np.setdiff1d(_near(rule, left, right, *sorted((limit_then, limit))), own)
        more = _pairs(rule, left, right, others)
        own = np.concatenate([own, others])
        then, now = np.concatenate([then, more[0]]), np.concatenate([now, more[1]])
    going = (then > 0) & (then < limit_then) & (now >= limit)
    coming = (then >= limit_then) & (now < limit) & (now > 0)
    return Regrouped(rule, left, right, new_sizes, limit, np.sort(own[going]), np.sort(own[coming]))


def _pairs(rule: Rule, left: _Grown, right: _Grown, keys: Keys) -> tuple[Ints, Ints]:
    of_right = right.counts(keys)
    of_left = of_right if left is right else left.counts(keys)
    return pairs_of(rule, of_left[0], of_right[0]), pairs_of(rule, of_left[1], of_right[1])


def _near(rule: Rule, left: _Grown, right: _Grown, least: int, most: int) -> Keys:
    """Keys that may have `least` pairs or more, but fewer than `most`: all such, and some others."""
    keys, counts = right.files.sizes()
    of_left = counts if left is right else left.files.count(keys)
    held = pairs_of(rule, of_left, counts)
    return distinct(np.concatenate([keys[(held >= least) & (held < most)], left.changed(), right.changed()]))


@dataclass(frozen=True)
class Lost:
    """Pairs that are no more: all that are `gone` of the main files, and which are `kept` of those that came
    since. `ends`: the living records of strong pairs among those that went just now.
    """

    gone: Ints
    kept: Flags
    ends: Ints


def lost_pairs(base: Base, ended: Ints, blocks: Sequence[Regrouped]) -> Lost:
    state = base.state
    numbers = base.touching_pairs(ended)
    kept = np.asarray(base.alive[state.rows].all(axis=1))
    over = [one for one in blocks if len(one.going)]
    if over:
        files = [rows for one in over for index in _indexes(one) for rows in index.members(one.going)]
        near = np.unique(base.touching_pairs(np.unique(np.concatenate(files)).astype(np.int64)))
        numbers = np.concatenate([numbers, near[_unblocked(base.pairs[near], base, over, blocks)]])
        kept &= ~_unblocked(state.rows, base, over, blocks)
    numbers = np.unique(numbers)
    numbers = numbers[base.kept[numbers]]
    sure = bits(base.threshold)
    strong = np.concatenate(
        [
            base.pairs[numbers[base.weights_of[numbers, 0] >= sure]],
            state.rows[~kept & (state.weights[:, 0] >= sure)],
        ]
    )
    ends = np.unique(strong).astype(np.int64)
    return Lost(np.concatenate([state.gone, numbers]), kept, ends[base.alive[ends]])


def _indexes(one: Regrouped) -> list[Index]:
    return [index for side in (one.left, one.right) for index in (side.files, side.came)]


def _unblocked(rows: Rows, base: Base, over: Sequence[Regrouped], blocks: Sequence[Regrouped]) -> Flags:
    """Which pairs were brought together by a block that is now too large, and by no other."""
    affected = np.zeros(len(rows), bool)
    for one in over:
        affected |= np.isin(_met(base, rows, one.rule), one.going)
    places = np.flatnonzero(affected)
    with ThreadPoolExecutor(_THREADS) as threads:
        for met in threads.map(lambda one: one.compared(_met(base, rows[places], one.rule)) != 0, blocks):
            affected[places[met]] = False
    return affected


def _met(base: Base, rows: Rows, rule: Rule) -> Keys:
    """The key by which a rule brings each pair together; 0 where it does not."""
    left, right = (base.keys(way, rows[:, at]) for at, way in enumerate(sides(rule)))
    return np.where(left == right, left, np.uint64(0))


@dataclass(frozen=True)
class Found:
    """Pairs of rows, and what they weigh as a match and as a household."""

    rows: Rows
    weights: Floats

    @property
    def match(self) -> Floats:
        return self.weights[:, 0]


def found_pairs(base: Base, came: Ints, blocks: Sequence[Regrouped]) -> tuple[Found, int]:
    """The pairs of new records, and of blocks that are compared now and were not; how many were seen."""
    state = base.alive.astype(np.uint8)
    state[came] = 2
    with ThreadPoolExecutor(_THREADS) as threads:
        probes = list(chain.from_iterable(threads.map(lambda one: probes_of(base, one, came), blocks)))
    seen, found = _scored(base, came, state, probes)
    every = [found]
    for one in blocks:
        if len(one.coming):
            rows = np.concatenate([rows for index in _indexes(one) for rows in index.members(one.coming)])
            members = np.unique(rows).astype(np.int64)
            members = np.setdiff1d(members[base.alive[members]], came)
            state = np.zeros(base.end, np.uint8)
            state[members] = 2
            more, found = _scored(base, members, state, probes_of(base, one, members, one.coming))
            every.append(found)
            seen += more
    rows, weights = (np.concatenate([getattr(one, name) for one in every]) for name in ("rows", "weights"))
    if len(every) > 1:
        # A pair of such a block may have been brought together by another
        _, first = np.unique(packed(rows), return_index=True)
        known = [base.pairs[_of(base, rows[first])], base.state.rows]
        first = first[~np.isin(packed(rows[first]), packed(np.concatenate(known)))]
        rows, weights = rows[first], weights[first]
    return Found(rows, weights), seen


def _of(base: Base, rows: Rows) -> Ints:
    """The numbers of the pairs of the main files that are still there and touch the left rows of these."""
    numbers = base.touching_pairs(np.unique(rows[:, 0]).astype(np.int64))
    return numbers[base.kept[numbers]]


def packed(rows: npt.NDArray[Any]) -> Ints:
    """Pairs as numbers."""
    numbers: Ints = rows[:, 0].astype(np.int64) << 32 | rows[:, 1]
    return numbers


Probe = tuple[Rows, int, Ints, Ints]


def probes_of(base: Base, one: Regrouped, batch: Ints, only: Keys | None = None) -> list[Probe]:
    """Where the records of a batch look for others under a rule: to the right of them and to the left."""
    left, right = sides(one.rule)
    looks = [(left, one.right, 0)] if left == right else [(left, one.right, 1), (right, one.left, 2)]
    found = []
    for own, others, side in looks:
        each, places = np.unique(base.keys(own, batch), return_inverse=True)
        open_ones = one.compared(each) if only is None else np.where(np.isin(each, only), each, np.uint64(0))
        for index in (others.files, others.came):
            if len(index.order):
                starts, ends = index.ranges(open_ones)
                found.append((index.order, side, starts[places], ends[places]))
    return found


def _scored(
    base: Base, batch: Ints, state: npt.NDArray[np.uint8], probes: Sequence[Probe]
) -> tuple[int, Found]:
    if not len(batch) or not probes:
        return 0, Found(np.empty((0, 2), np.int32), np.empty((0, 2)))
    orders, looks, starts, ends = map(list, zip(*probes, strict=True))
    made = pairs.Probes(
        batch, base.ranks, state, orders, looks, np.stack(starts, axis=1), np.stack(ends, axis=1)
    )
    seen, rows, weights, _ = pairs.score_probed(base.records, made, base.weights, *least_of(base.model))
    return seen, Found(rows, np.stack([weights[:, 0], households_of(weights, base.model)], axis=1))
