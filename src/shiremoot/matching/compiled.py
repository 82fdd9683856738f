"""A model made ready for the inner loop: columns as one table of numbers, conditions as steps, m and u as
bits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shiremoot.errors import UserError

from .columns import Column, letters, sharing
from .conditions import All, Check, Condition, Some, Value, checks
from .frequencies import Frequencies
from .model import Comparison, Level, Model
from .prepare import PREPARED
from .records import OPERATIONS, Records, Weights

_LEAST = 1e-300  # a probability of 0, as Splink has it

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Step = tuple[int, int, int, int, int, float, int, int]


class Compiled:
    """The records as a model sees them."""

    def __init__(self, model: Model, columns: Mapping[str, Column]) -> None:
        """Raises UserError where the model compares what our vocabulary does not have."""
        self.model = model
        check_columns(model)
        self.names = sorted(model.columns()) or [PREPARED[0]]  # a model may have nothing to compare
        size = len(next(iter(columns.values())).codes)
        self.columns = _with_shared_values(
            model, {name: columns.get(name) or Column.missing(size) for name in self.names}
        )
        self.sizes = [len(comparison.levels) for comparison in model.comparisons]
        self.first = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int32)
        self.strides = np.cumprod([1, *self.sizes]).astype(np.int64)
        at = {name: place for place, name in enumerate(self.names)}
        ordered = [self.columns[name] for name in self.names]
        self.codes = np.ascontiguousarray(np.stack([column.codes for column in ordered], axis=1))
        text, starts, bases = _letters(ordered, [name in _read(model) for name in self.names])
        lists, list_starts, list_bases = _lists(ordered)
        self.records = Records(
            self.codes,
            text,
            starts,
            bases,
            lists,
            list_starts,
            list_bases,
            [_ladder(comparison, at) for comparison in model.comparisons],
            self.sizes,
        )

    def levels(self, patterns: Ints) -> Ints:
        """The level of each comparison (column) for each packed pattern (row)."""
        levels: Ints = patterns[:, None] // self.strides[:-1] % np.array(self.sizes)
        return levels

    def weights(self, model: Model) -> Weights:
        """What a learned model of the same comparisons and levels says, in bits."""
        bits, prior = _bits(model)
        column, common, scale, floor = self._rarity(model)
        chance = model.classes.by_chance if model.classes else ((False, True),) * len(self.sizes)
        applies = np.repeat(np.array(chance, float).reshape(-1, len(prior)), self.sizes, axis=0)
        return Weights(bits, prior, self.first, column, common, scale, floor, applies, *self._rarities(model))

    def frequencies(self) -> dict[str, Frequencies]:
        """Of the columns whose rare values count for more."""
        return {name: Frequencies.of(self.columns[name]) for name in sorted(self.model.rarities())}

    def _rarity(self, model: Model) -> tuple[npt.NDArray[np.int32], Floats, Floats, Floats]:
        """For each level the column whose rare values count for more (-1: none), and how they do."""
        columns, rows = [], []
        for comparison in model.comparisons:
            for level in comparison.levels:
                rarity = level.rarity
                columns.append(self.names.index(rarity.column) if rarity else -1)
                common = _log2(_common(comparison, level)) if rarity else 0.0
                rows.append((common, rarity.weight if rarity else 0.0, _log2(rarity.least if rarity else 0)))
        common_bits, scale, floor = np.array(rows).reshape(-1, 3).T.copy()
        return np.array(columns, np.int32), common_bits, scale, floor

    def _rarities(self, model: Model) -> tuple[Floats, Ints]:
        """The share of each value among the known ones of its column, in bits; where each column begins."""
        bases = np.zeros(len(self.names), np.int64)
        parts = [np.zeros(0)]
        for name in sorted(model.rarities()):
            bases[self.names.index(name)] = sum(map(len, parts))
            column = self.columns[name]
            kept = model.frequencies[name] if model.frequencies is not None else None
            counts = kept.of_each(column.values) if kept else column.counts()
            known = kept.known if kept else counts.sum()
            parts.append(np.log2(np.maximum(counts, 1) / max(known, 1)))
        return np.concatenate(parts), bases


def check_columns(model: Model) -> None:
    """Raises UserError where the model needs a column that our vocabulary does not have."""
    for comparison in model.comparisons:
        for column in comparison.columns():
            if column not in PREPARED:
                raise UserError(
                    f"The comparison “{comparison.name}” needs the column “{column}”, which no record has.",
                    f"Use a model of these columns: {', '.join(PREPARED)}.",
                )
    for rule in model.rules:
        for column in {name for pair in rule for name in pair} - set(PREPARED):
            raise UserError(
                f"A blocking rule needs the column “{column}”, which no record has.",
                f"Use a model of these columns: {', '.join(PREPARED)}.",
            )


def _with_shared_values(model: Model, columns: dict[str, Column]) -> dict[str, Column]:
    """Columns that are compared with one another, or join in a rule, get one list of values between them."""
    joined = [
        (test.a.column, test.b.column)
        for comparison in model.comparisons
        for level in comparison.levels
        if level.condition is not None
        for test in checks(level.condition)
        if test.b is not None
    ]
    joined += [pair for rule in model.rules for pair in rule]
    family = {name: {name} for name in columns}
    for one, other in joined:
        if family[one] is not family[other]:
            family[one] |= family[other]
            for name in family[other]:
                family[name] = family[one]
    shared = dict(columns)
    for names in {id(members): sorted(members) for members in family.values() if len(members) > 1}.values():
        shared |= zip(names, sharing([columns[name] for name in names]), strict=True)
    return shared


def _read(model: Model) -> set[str]:
    """The columns whose letters are looked at."""
    conditions = [level.condition for one in model.comparisons for level in one.levels if level.condition]
    read = [check for condition in conditions for check in checks(condition)]
    whole = ("same", "missing", "sharing")
    return {value.column for one in read if one.name not in whole for value in (one.a, one.b) if value}


def _letters(columns: Sequence[Column], read: Sequence[bool]) -> tuple[npt.NDArray[np.uint32], Ints, Ints]:
    """All values' code points in one row, where each value begins, and where each column's values begin."""
    texts, bases, starts = [np.zeros(1, np.uint32)], [], [np.zeros(1, np.int64)]
    done: dict[int, int] = {}
    entries = 0
    for column, wanted in zip(columns, read, strict=True):
        known = done.get(id(column.values))
        bases.append(entries if known is None else known)
        if known is not None or not wanted:
            continue
        done[id(column.values)] = entries
        text, begins = letters(column.values)
        texts.append(text[: begins[-1]])
        starts.append(starts[-1][-1:] + begins[1:])
        entries += len(column.values)
    return np.concatenate(texts), np.concatenate(starts) + 1, np.array(bases, np.int64)


def _lists(columns: Sequence[Column]) -> tuple[npt.NDArray[np.int32], Ints, Ints]:
    """The same for columns of lists: the numbers of their elements, rising within each list."""
    members, bases, starts = [np.zeros(0, np.int32)], [], [np.zeros(1, np.int64)]
    entries = 0
    for column in columns:
        if not pa.types.is_list(column.values.type):
            bases.append(-1)
            continue
        numbers = Column.of(column.values.flatten()).codes
        lengths = pa.compute.list_value_length(column.values).to_numpy(zero_copy_only=False).astype(np.int64)
        owner = np.repeat(np.arange(len(lengths)), lengths)
        members.append(numbers[np.lexsort((numbers, owner))])
        bases.append(entries)
        starts.append(starts[-1][-1:] + np.cumsum(lengths))
        entries += len(lengths)
    return np.concatenate(members), np.concatenate(starts), np.array(bases, np.int64)


def _ladder(comparison: Comparison, at: Mapping[str, int]) -> list[Step]:
    """The comparison as steps: each checks something and names the step to take next; ~level where it is
    settled.
    """
    steps: list[Step] = []

    def lay(condition: Condition, yes: int, no: int) -> int:
        """Append the steps of a condition, the last ones first; the place of its first."""
        match condition:
            case Check(name, a, b, bound):
                steps.append(_step(name, a, b or a, bound, at, yes, no))
                return len(steps) - 1
            case Some((Check("missing", a), Check("missing", b))):
                steps.append(_step("either_missing", a, b, 0, at, yes, no))
                return len(steps) - 1
            case Some(parts):
                for part in reversed(parts):
                    no = lay(part, yes, no)
                return no
            case All(parts):
                for part in reversed(parts):
                    yes = lay(part, yes, no)
                return yes

    following = ~(len(comparison.levels) - 1)
    for level in range(len(comparison.levels) - 2, -1, -1):
        condition = comparison.levels[level].condition
        assert condition is not None
        following = lay(condition, ~level, following)
    # They were laid from the last one on: turned round, the first is where the ladder begins.
    last = len(steps) - 1
    return [
        (*step[:6], last - step[6] if step[6] >= 0 else step[6], last - step[7] if step[7] >= 0 else step[7])
        for step in reversed(steps)
    ]


def _step(name: str, a: Value, b: Value, bound: float, at: Mapping[str, int], yes: int, no: int) -> Step:
    sides = int(a.side == "r"), at[a.column], int(b.side == "r"), at[b.column]
    return (OPERATIONS.index(name), *sides, bound, yes, no)


def _bits(model: Model) -> tuple[Floats, Floats]:
    """What each level says for each class, and the share of each class, in bits."""
    levels = [level for comparison in model.comparisons for level in comparison.levels]
    shares: tuple[float, ...] = (model.prior, 1 - model.prior)
    shown: list[tuple[float | None, ...]] = [(level.m, level.u) for level in levels]
    if model.classes:
        shares = model.classes.shares
        shown = [row for comparison in model.classes.levels for row in comparison]
    bits = [
        [0.0 if level.missing else _log2(p) for p in row] for level, row in zip(levels, shown, strict=True)
    ]
    return np.array(bits).reshape(-1, len(shares)), np.array([_log2(share) for share in shares])


def _common(comparison: Comparison, level: Level) -> float | None:
    assert level.rarity is not None
    at = None if level.rarity.of_this_level else comparison.equality(level.rarity.column)
    return (level if at is None else comparison.levels[at]).u


def _log2(probability: float | None) -> float:
    assert probability is not None, "the model is not learned"
    return math.log2(max(probability, _LEAST))
