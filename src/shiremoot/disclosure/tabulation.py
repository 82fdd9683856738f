"""What a question counts: people by cell of its breakdown and by which of its conditions they meet."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from .keys import Ints

_MOST_CONDITIONS, _MOST_DIMENSIONS = 8, 3


@dataclass(frozen=True)
class Tabulation:
    """All people of a project's data, also who meets no condition: without them effects cannot be seen.

    `shape` are the levels of each dimension, () for no breakdown. Of the parallel arrays `cell` is a flat
    index into it, `mask` has bit i where condition i is met, `count` is people and `key_sum` the sum of
    their record keys. Conditions stand in the same order in every question, say by name: the guard looks
    at them in that order.

    `area` is the dimension of places. `empty` marks cells in which nobody can be, known from elsewhere than
    the data that are counted: that nobody of a group is known to a service is told of nobody.
    """

    shape: tuple[int, ...]
    conditions: int
    cell: Ints
    mask: Ints
    count: Ints
    key_sum: Ints
    area: int | None = None
    empty: npt.NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        if len(self.shape) > _MOST_DIMENSIONS or not 0 <= self.conditions <= _MOST_CONDITIONS:
            raise ValueError(f"at most {_MOST_DIMENSIONS} dimensions and {_MOST_CONDITIONS} conditions")
        if any(levels < 1 for levels in self.shape):
            raise ValueError("a dimension has at least one level")
        if not len(self.cell) == len(self.mask) == len(self.count) == len(self.key_sum):
            raise ValueError("cell, mask, count and key_sum are parallel")
        if not _within(self.cell, self.cells) or not _within(self.mask, 1 << self.conditions):
            raise ValueError("a cell or mask is outside the question")
        if self.area is not None and not 0 <= self.area < len(self.shape):
            raise ValueError("the area is one of the dimensions")
        if self.empty is not None and self.empty.shape != (self.cells,):
            raise ValueError("empty marks each cell")

    @property
    def cells(self) -> int:
        return prod(self.shape)


def _within(values: Ints, limit: int) -> bool:
    return not len(values) or bool(values.min() >= 0 and values.max() < limit)
