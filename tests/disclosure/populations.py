"""Made-up people, and questions asked of them through the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from shiremoot.disclosure import (
    Answer,
    Counted,
    PerturbationTable,
    ReleasedCell,
    Rules,
    Tabulation,
    guarded,
    protect,
    record_keys,
)

RULES = Rules()
TABLE = PerturbationTable.of(RULES)
LEVELS = (2, 3)
CONDITIONS = 3
Question = tuple[tuple[int, ...], tuple[int, ...]]
"""Which conditions, and which dimensions, in ascending order."""

questions = st.tuples(
    st.sets(st.integers(0, CONDITIONS - 1)).map(lambda found: tuple(sorted(found))),
    st.sets(st.integers(0, len(LEVELS) - 1)).map(lambda found: tuple(sorted(found))),
)


@dataclass
class People:
    """`levels[person, dimension]`, `meets[person, condition]`, pseudonyms in ascending order."""

    levels: npt.NDArray[np.int64]
    meets: npt.NDArray[np.bool_]
    pseudonyms: npt.NDArray[np.uint64]

    def tabulation(self, question: Question, **more) -> Tabulation:
        conditions, dimensions = question
        shape = tuple(LEVELS[one] for one in dimensions)
        cell = self.cells(dimensions)
        mask = (self.meets[:, list(conditions)] << np.arange(len(conditions))).sum(axis=1)
        keys = record_keys(self.pseudonyms).astype(np.int64)
        ones = np.ones(len(cell), np.int64)
        return Tabulation(shape, len(conditions), cell, mask, ones, keys, **more)

    def cells(self, dimensions: Sequence[int]) -> npt.NDArray[np.int64]:
        cell = np.zeros(len(self.levels), np.int64)
        for one in dimensions:
            cell = cell * LEVELS[one] + self.levels[:, one]
        return cell

    def counted(self, question: Question, counted: Counted, cell: int) -> npt.NDArray[np.bool_]:
        """Who is counted in that cell, told person by person."""
        conditions, dimensions = question
        levels = np.unravel_index(cell, tuple(LEVELS[one] for one in dimensions)) if dimensions else ()
        found = np.ones(len(self.levels), bool)
        for bit, condition in enumerate(conditions):
            if counted.conditions[cell] >> bit & 1:
                found &= self.meets[:, condition]
        for at, dimension in enumerate(dimensions):
            if counted.dimensions[cell, at]:
                found &= self.levels[:, dimension] == levels[at]
        return found

    def members(self, question: Question):
        return lambda counted, cells: [
            self.pseudonyms[self.counted(question, counted, int(cell))] for cell in cells
        ]

    def sets(self, question: Question) -> list[frozenset[int]]:
        """Who is really counted in each cell."""
        counted = guarded(self.tabulation(question), RULES.minimum)
        return [
            frozenset(np.flatnonzero(self.counted(question, counted, cell)).tolist())
            for cell in range(len(counted.people))
        ]


@dataclass
class Project:
    """Keeps what was released, as the store does."""

    earlier: list[ReleasedCell] = field(default_factory=list)

    def ask(self, people: People, question: Question, publish: str = "1", **more) -> tuple[Answer, ...]:
        protected = protect(
            people.tabulation(question, **more),
            people.members(question),
            earlier=self.earlier,
            publish=publish,
            rules=RULES,
            table=TABLE,
        )
        self.earlier += protected.kept
        return protected.shown


_SIZES = (0, 0, 1, 2, 4, 5, 8, 9, 10, 11, 12, 30)


@st.composite
def populations(draw) -> People:
    """Some, few or none of each kind: around the minimum on every side."""
    kinds = prod(LEVELS) * 2**CONDITIONS
    sizes = draw(st.lists(st.sampled_from(_SIZES), min_size=kinds, max_size=kinds))
    return of_sizes(sizes, draw(st.integers(0, 2**32 - 1)))


def of_sizes(sizes: Sequence[int], seed: int) -> People:
    """So many people of each kind: by first dimension, second, then conditions as bits."""
    kind = np.repeat(np.arange(len(sizes)), sizes)
    mask, cell = kind % 2**CONDITIONS, kind // 2**CONDITIONS
    levels = np.stack(np.unravel_index(cell, LEVELS), axis=1)
    meets = (mask[:, None] >> np.arange(CONDITIONS) & 1).astype(bool)
    random = np.random.default_rng(seed)
    pseudonyms = np.sort(random.integers(0, 2**64, len(kind), dtype=np.uint64))
    shuffled = random.permutation(len(kind))
    return People(levels[shuffled], meets[shuffled], pseudonyms)
