"""Kinds of pairs told apart by the patterns that they show: expectation–maximisation over counts of patterns.

A. P. Dempster, N. M. Laird and D. B. Rubin, JRSS B 39 (1977); for linkage, W. E. Winkler (1988). Pairs come
from several blocks, and a block lets only some levels of a comparison be seen (a block of one surname shows
no other). Each block has its own shares of the classes; what a class shows is common to all, and is seen in a
block cut down to the levels that the block lets through. So what is learned holds for all pairs, not just for
those in blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .mixing import completed, members_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_ROUNDS, _SETTLED = 300, 1e-7
_TINY = 1e-300


@dataclass(frozen=True)
class Seen:
    """The patterns of one block's pairs: `levels[pattern, comparison]`, counted through all comparisons."""

    levels: Ints
    counts: Floats


@dataclass(frozen=True)
class Mixture:
    """`shown[level, class]` sums to 1 over the levels of each comparison, missing ones (0) left out.

    `shares[block, class]`; `likelihood` is the natural logarithm, for the counts that it was learned from.
    """

    shown: Floats
    shares: Floats
    likelihood: float


@dataclass(frozen=True)
class Ladders:
    """How levels belong to comparisons: `of[level]` is the comparison; `missing` levels say nothing."""

    of: Ints
    missing: Flags

    @cached_property
    def first(self) -> Ints:
        """The first level of each comparison."""
        return np.flatnonzero(np.diff(self.of, prepend=-1))

    def totals(self, shown: Floats) -> Floats:
        """For each level the sum over its comparison."""
        sums: Floats = np.add.reduceat(shown, self.first)
        return sums[self.of]


def fit(blocks: Sequence[Seen], ladders: Ladders, start: Mixture, free: Flags, faith: Floats) -> Mixture:
    """Learn from the blocks, beginning at `start`; only what is `free[level, class]` is learned.

    `faith[level, class]` are pairs that are added to what is seen, so that nothing seen rarely becomes
    impossible.
    """
    shown, shares, before = start.shown, start.shares, -np.inf
    views = [_View(block, ladders) for block in blocks]
    total = before
    for _ in range(_ROUNDS):
        total = 0.0
        whole = faith.copy()
        new_shares = np.empty_like(shares)
        for at, view in enumerate(views):
            part, members = view.completed(shown, shares[at], whole)
            total += part
            new_shares[at] = members / max(members.sum(), _TINY)
        learned = whole / np.maximum(ladders.totals(whole), _TINY)
        shown, shares = np.where(free & ~ladders.missing[:, None], learned, shown), new_shares
        if total - before <= _SETTLED * abs(total):
            break
        before = total
    return Mixture(shown, shares, total)


def likelihood(blocks: Sequence[Seen], ladders: Ladders, mixture: Mixture) -> float:
    """The natural logarithm of how likely these patterns are."""
    nothing = np.zeros_like(mixture.shown)
    return sum(
        _View(block, ladders).completed(mixture.shown, shares, nothing)[0]
        for block, shares in zip(blocks, mixture.shares, strict=True)
    )


def amounts(seen: Seen, ladders: Ladders, shown: Floats, start: Floats, unrelated: float) -> Floats:
    """How many pairs of each class there are, in all, where nearly all of them but the last class's are seen.

    The last class has `unrelated` pairs, seen or not.
    """
    told = np.where(ladders.missing[:, None], 0, np.log(np.maximum(shown, _TINY)))
    many = start.astype(float)
    for _ in range(_ROUNDS):
        new = members_of(seen.levels, seen.counts, told, np.log(np.maximum(many, _TINY)))
        new[-1] = unrelated
        settled = np.abs(new - many).max() <= 1e-4 * seen.counts.sum()
        many = new
        if settled:
            break
    return many


class _View:
    """One block's patterns, without the comparisons of which the block lets only one level be seen."""

    def __init__(self, block: Seen, ladders: Ladders) -> None:
        self._counts, self._ladders = block.counts, ladders
        lets = np.zeros(len(ladders.of), bool)
        lets[np.unique(block.levels)] = True
        lets &= ~ladders.missing
        teaches = (ladders.totals(lets[:, None].astype(float)) > 1)[:, 0]
        self._lets = lets & teaches
        self._hides = ~lets & ~ladders.missing & teaches
        self._levels = np.ascontiguousarray(block.levels[:, teaches[ladders.first]])

    def completed(self, shown: Floats, shares: Floats, whole: Floats) -> tuple[float, Floats]:
        """The likelihood, and how many pairs belong to each class; adds to `whole` those that show a level:
        those seen, and in proportion those that the block hides.
        """
        first = self._ladders.first
        return completed(self._levels, self._counts, self._lets, self._hides, first, shown, shares, whole)
