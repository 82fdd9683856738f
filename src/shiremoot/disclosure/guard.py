"""The low-effect guard: what would tell few people from the rest is answered as if it had not been asked.

A condition by which fewer than the minimum of a cell's people fall away, or a level that all but so few are
in, is left out: the cell is answered without it. So whoever asks with it and without gets one answer twice. A
condition that nobody fails is left out too, lest *none* be told from *a few*.

Each is looked at once, conditions before dimensions, given those still kept. Once is enough: leaving one out
lets more people in, so the effect of others only grows. The order is fixed. If it went by the size of
effects, a single person could change which of two goes, and be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .keys import KEYS, Ints
from .tabulation import Tabulation

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Counted:
    """For each cell what is really counted: everybody who meets the conditions in `conditions`, a mask, and
    is in the cell's level of those dimensions that `dimensions[cell, dimension]` keeps.
    """

    conditions: Ints
    dimensions: Flags
    people: Ints
    key: Ints


def guarded(asked: Tabulation, minimum: int) -> Counted:
    """What each cell is answered by."""
    people = _Sums(asked, asked.count)
    conditions = np.full(asked.cells, (1 << asked.conditions) - 1)
    dimensions = np.ones((asked.cells, len(asked.shape)), bool)
    here = people.of(conditions, dimensions)
    for bit in range(asked.conditions):
        fewer = conditions & ~(1 << bit)
        wider = people.of(fewer, dimensions)
        low = wider - here < minimum
        conditions, here = np.where(low, fewer, conditions), np.where(low, wider, here)
    for dimension in range(len(asked.shape)):
        dropped = dimensions.copy()
        dropped[:, dimension] = False
        wider = people.of(conditions, dropped)
        low = wider - here < minimum
        dimensions[low], here = dropped[low], np.where(low, wider, here)
    key = _Sums(asked, asked.key_sum).of(conditions, dimensions) % KEYS
    return Counted(conditions, dimensions, here, key)


class _Sums:
    """Sums over whoever meets at least given conditions, in cells and in their margins."""

    def __init__(self, asked: Tabulation, amounts: Ints) -> None:
        self._shape = asked.shape
        masks = 1 << asked.conditions
        sums = np.zeros((asked.cells, masks), np.int64)
        np.add.at(sums, (asked.cell, asked.mask), amounts)
        for bit in range(asked.conditions):
            # who meets this condition is also among those of whom it is not asked
            split = sums.reshape(asked.cells, -1, 2, 1 << bit)
            split[:, :, 0] += split[:, :, 1]
        sums = sums.reshape(*asked.shape, masks)
        for axis in range(len(asked.shape)):  # the margin stands behind the last level
            sums = np.concatenate([sums, sums.sum(axis, keepdims=True)], axis)
        self._sums = sums
        self._levels = np.indices(asked.shape).reshape(len(asked.shape), asked.cells)

    def of(self, conditions: Ints, dimensions: Flags) -> Ints:
        """For each cell, with these of its conditions and dimensions."""
        at = [
            np.where(dimensions[:, axis], self._levels[axis], levels)
            for axis, levels in enumerate(self._shape)
        ]
        found: Ints = self._sums[(*at, conditions)]
        return found
