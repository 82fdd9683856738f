"""A model made ready for the inner loop: columns as one table of numbers, conditions as steps, m and u as
bits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shiremoot.errors import UserError

from .columns import Column, letters, sharing, side_by_side
from .conditions import All, Check, Condition, Some, Value, checks
from .frequencies import Frequencies
from .model import Comparison, Level, Model
from .prepare import LISTS, PREPARED
from .records import ENTRY, OPERATIONS, Records, Weights
from .records import entries as entries_of

_LEAST = 1e-300  # a probability of 0, as Splink has it

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Step = tuple[int, int, int, int, int, float, int, int]
Worths = tuple[Floats, Floats, Codes, Codes, Floats, Floats, Floats, Floats]


class Compiled:
    """The records as a model sees them."""

    def __init__(self, model: Model, columns: Mapping[str, Column]) -> None:
        """Raises UserError where the model compares what our vocabulary does not have."""
        self.model = model
        check_columns(model)
        self.names = names_of(model)
        size = len(next(iter(columns.values())).codes)
        self.columns = _with_shared_values(
            model, {name: columns.get(name) or _missing(name, size) for name in self.names}
        )
        self.sizes = sizes_of(model)
        self.first = first_levels(model)
        self.strides = np.cumprod([1, *self.sizes]).astype(np.int64)
        ordered = [self.columns[name] for name in self.names]
        self.codes = side_by_side([column.codes for column in ordered])
        text, entries, bases = _letters(ordered, [name in _read(model) for name in self.names])
        self.records = Records(
            self.codes, text, entries, bases, *_lists(ordered), ladders(model, self.names), self.sizes
        )

    def levels(self, patterns: Ints) -> Ints:
        """The level of each comparison (column) for each packed pattern (row)."""
        levels: Ints = patterns[:, None] // self.strides[:-1] % np.array(self.sizes)
        return levels

    def weights(self, model: Model) -> Weights:
        """What a learned model of the same comparisons and levels says, in bits."""
        bases = np.zeros(len(self.names), np.int64)
        parts = [np.zeros(0)]
        for name in sorted(model.rarities()):
            bases[self.names.index(name)] = sum(map(len, parts))
            parts.append(_shares(model, name, self.columns[name]))
        return Weights(*worths(model, self.names), np.concatenate(parts), bases)

    def frequency(self, model: Model, name: str) -> Floats:
        """The share of each of a column's values, by which the model tells rare ones."""
        share: Floats = np.exp2(_shares(model, name, self.columns[name]))
        return share

    def frequencies(self) -> dict[str, Frequencies]:
        """Of the columns whose rare values count for more."""
        return {name: Frequencies.of(self.columns[name]) for name in sorted(self.model.rarities())}


def _missing(name: str, size: int) -> Column:
    return Column.missing(size, pa.list_(pa.string()) if name in LISTS else None)


def names_of(model: Model) -> list[str]:
    """The columns of the table of numbers; a model that has nothing to compare has one too."""
    return sorted(model.columns()) or [PREPARED[0]]


def sizes_of(model: Model) -> list[int]:
    """How many levels each comparison has."""
    return [len(comparison.levels) for comparison in model.comparisons]


def first_levels(model: Model) -> npt.NDArray[np.int32]:
    """The first level of each comparison, counted through all of them."""
    return np.concatenate([[0], np.cumsum(sizes_of(model))]).astype(np.int32)


def worths(model: Model, names: Sequence[str]) -> Worths:
    """What the inner loop needs to weigh levels, but for how rare each value is: see `Weights`."""
    bits, prior = _bits(model)
    chance = model.classes.by_chance if model.classes else ((False, True),) * len(model.comparisons)
    applies = np.repeat(np.array(chance, float).reshape(-1, len(prior)), sizes_of(model), axis=0)
    return bits, prior, first_levels(model), *_rarity(model, names), applies


def _shares(model: Model, name: str, column: Column) -> Floats:
    """The share of each of a column's values among the records that have one, in bits."""
    if model.frequencies is not None:
        return model.frequencies[name].shares(column.values)
    counts = column.counts()
    shares: Floats = np.log2(np.maximum(counts, 1) / max(counts.sum(), 1))
    return shares


def _rarity(model: Model, names: Sequence[str]) -> tuple[npt.NDArray[np.int32], Floats, Floats, Floats]:
    """For each level the column whose rare values count for more (-1: none), and how they do."""
    columns, rows = [], []
    for comparison in model.comparisons:
        for level in comparison.levels:
            rarity = level.rarity
            columns.append(names.index(rarity.column) if rarity else -1)
            common = _log2(_common(comparison, level)) if rarity else 0.0
            rows.append((common, rarity.weight if rarity else 0.0, _log2(rarity.least if rarity else 0)))
    common_bits, scale, floor = np.array(rows).reshape(-1, 3).T.copy()
    return np.array(columns, np.int32), common_bits, scale, floor


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


def _letters(
    columns: Sequence[Column], read: Sequence[bool]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.void], Ints]:
    """All values' code points in one row, the values as entries of it, and where each column's begin."""
    texts, bases, entries = [np.zeros(1, np.uint32)], [], [np.zeros(1, ENTRY)]
    done: dict[int, int] = {}
    used, start = 1, 1
    for column, wanted in zip(columns, read, strict=True):
        known = done.get(id(column.values))
        bases.append(used if known is None else known)
        if known is not None or not wanted:
            continue
        done[id(column.values)] = used
        text, begins = letters(column.values)
        texts.append(text[: begins[-1]])
        entries.append(entries_of(text, begins, start=start))
        used += len(column.values)
        start += int(begins[-1])
    return np.concatenate(texts), np.concatenate(entries), np.array(bases, np.int64)


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


def ladders(model: Model, names: Sequence[str], readable: Set[str] = frozenset(PREPARED)) -> list[list[Step]]:
    """Each comparison as the steps that settle its level: see `Records`.

    What is not `readable` counts as missing, in both records.
    """
    at = {name: place for place, name in enumerate(names)}
    return [_ladder(comparison, at, readable) for comparison in model.comparisons]


def _ladder(comparison: Comparison, at: Mapping[str, int], readable: Set[str]) -> list[Step]:
    """The comparison as steps: each checks something and names the step to take next; ~level where it is
    settled.
    """
    steps: list[Step] = []

    def lay(condition: Condition, yes: int, no: int) -> int:
        """Append the steps of a condition, the last ones first; the place of its first."""
        match condition:
            case Check(name, a, b) if not {value.column for value in (a, b) if value} <= readable:
                return yes if name == "missing" else no
            case Check(name, a, b, bound):
                steps.append(_step(name, a, b or a, bound, at, yes, no))
                return len(steps) - 1
            case Some((Check("missing", a), Check("missing", b))) if (
                a.column in readable and b.column in readable
            ):
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
    return _turned_round(steps, following, at[next(comparison.columns())])


def _turned_round(steps: list[Step], first: int, column: int) -> list[Step]:
    """Steps that were laid from the last one on, so that the ladder begins with the first of them."""
    if first < 0 or first != len(steps) - 1:
        # It was not laid last, for something is not readable: a step that leads there either way
        steps.append((OPERATIONS.index("missing"), 0, column, 0, column, 0.0, first, first))
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
