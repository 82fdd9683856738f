"""Charts of one measure over months (XmR), by the rules of NHS England's *Making Data Count*. Pure.

Of months one after the other: None is a month that is missing or withheld. It counts for nothing: no moving
range reaches over it, and it ends a run, for nobody knows what happened in it. Nought is a number like any
other.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby, pairwise
from math import fsum

FEWEST = 12
"""With fewer months limits are on trial: they move with every month to come."""
_LIMIT, _NEAR = 2.66, 2 * (2.66 / 3)  # of the mean moving range, from the mean
_OUTLYING = 3.267  # times the mean moving range: such a range tells of a step, not of how much months vary
_RUN = 7

Values = Sequence[float | None]


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Signal(StrEnum):
    """What is unusual about a month, or that nothing is. One rule names it, the first here that does."""

    ABOVE_LIMIT = "above the upper limit"
    BELOW_LIMIT = "below the lower limit"
    RISING = "one of 7 months or more that rise"
    FALLING = "one of 7 months or more that fall"
    NEAR_UPPER = "one of 2 in 3 months near the upper limit"
    NEAR_LOWER = "one of 2 in 3 months near the lower limit"
    ABOVE_MEAN = "one of 7 months or more above the mean"
    BELOW_MEAN = "one of 7 months or more below the mean"
    NONE = "as months vary"

    @property
    def is_high(self) -> bool:
        return self in (Signal.ABOVE_LIMIT, Signal.RISING, Signal.NEAR_UPPER, Signal.ABOVE_MEAN)


class Cause(StrEnum):
    """What a signal means, where higher or lower is better."""

    COMMON = "common cause"
    CONCERN = "special cause: concern"
    IMPROVEMENT = "special cause: improvement"
    NEITHER = "special cause: neither better nor worse"


class Assurance(StrEnum):
    PASS = "the target will be met"
    FAIL = "the target will be missed"
    INCONSISTENT = "the target may be met or missed"


@dataclass(frozen=True)
class Limits:
    """`moving_range` is the mean of what months differ from the month before."""

    mean: float
    moving_range: float

    @property
    def lower(self) -> float:
        return self.mean - _LIMIT * self.moving_range

    @property
    def upper(self) -> float:
        return self.mean + _LIMIT * self.moving_range

    def side(self, value: float) -> int:
        """1 above the mean, -1 below it."""
        return (value > self.mean) - (value < self.mean)

    def is_outside(self, value: float) -> bool:
        return not self.lower <= value <= self.upper

    def is_near(self, value: float) -> bool:
        """In the outer third between mean and limit."""
        near = _NEAR * self.moving_range
        return not self.is_outside(value) and not self.mean - near <= value <= self.mean + near


@dataclass(frozen=True)
class Point:
    """`value` is None in a gap, which has no signal."""

    value: float | None
    signal: Signal
    cause: Cause


@dataclass(frozen=True)
class Stretch:
    """Months from `start` until before `end`, by their position, which have limits of their own.

    There are no limits where no two months with a value follow each other.
    """

    start: int
    end: int
    limits: Limits | None
    is_short: bool


@dataclass(frozen=True)
class Chart:
    points: tuple[Point, ...]
    stretches: tuple[Stretch, ...]
    assurance: Assurance | None
    """By the limits of the last stretch; None without a target, limits, or a better direction."""


def chart(
    values: Values,
    *,
    better: Better,
    rebased_at: Collection[int] = (),
    target: float | None = None,
    screen: bool = True,
) -> Chart:
    """`rebased_at` are positions at which everything begins anew. `screen` leaves outlying moving ranges out
    of the limits, as NHS England's charts in R do and its spreadsheet does not.

    Raises ValueError for no months, or a rebase at none of them.
    """
    starts = sorted({0, *rebased_at})
    if starts[0] < 0 or starts[-1] >= len(values):
        raise ValueError(f"{len(values)} months, rebased at {starts[1:]}")
    points: list[Point] = []
    stretches: list[Stretch] = []
    for start, end in pairwise([*starts, len(values)]):
        part = values[start:end]
        limits = limits_of(part, screen=screen)
        signals = _signals(part, limits) if limits else [Signal.NONE] * len(part)
        points += [
            Point(value, signal, _cause(signal, better)) for value, signal in zip(part, signals, strict=True)
        ]
        known = sum(value is not None for value in part)
        stretches.append(Stretch(start, end, limits, is_short=known < FEWEST))
    return Chart(tuple(points), tuple(stretches), _assurance(stretches[-1].limits, target, better))


def limits_of(values: Values, *, screen: bool = True) -> Limits | None:
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if not ranges:
        return None
    mean, moving = _mean(known), _mean(ranges)
    if screen:
        # where all ranges are nought, so is their mean, and there is none to leave out
        moving = _mean([each for each in ranges if each < _OUTLYING * moving] or [moving])
    return Limits(mean, moving)


def _mean(numbers: Sequence[float]) -> float:
    return fsum(numbers) / len(numbers)


def _signals(values: Values, limits: Limits) -> list[Signal]:
    found = [Signal.NONE] * len(values)
    sides = [0 if value is None else limits.side(value) for value in values]
    # what is said later stands over what was said before
    for position, signal in chain(
        _one_side(sides), _two_in_three(values, sides, limits), _trends(values), _outside(values, limits)
    ):
        found[position] = signal
    return found


def _one_side(sides: Sequence[int]) -> Iterator[tuple[int, Signal]]:
    for start, end, side in _runs(sides):
        if side and end - start >= _RUN:
            signal = Signal.ABOVE_MEAN if side > 0 else Signal.BELOW_MEAN
            yield from ((position, signal) for position in range(start, end))


def _two_in_three(values: Values, sides: Sequence[int], limits: Limits) -> Iterator[tuple[int, Signal]]:
    """Of three on one side, the two or three that are near the limit."""
    for start in range(len(values) - 2):
        three = range(start, start + 3)
        near = [
            position
            for position in three
            if (value := values[position]) is not None and limits.is_near(value)
        ]
        if len(near) >= 2 and abs(sum(sides[position] for position in three)) == 3:
            signal = Signal.NEAR_UPPER if sides[start] > 0 else Signal.NEAR_LOWER
            yield from ((position, signal) for position in near)


def _trends(values: Values) -> Iterator[tuple[int, Signal]]:
    """A month at which one trend turns into another is of the second."""
    steps = [0 if a is None or b is None else (b > a) - (b < a) for a, b in pairwise(values)]
    for start, end, step in _runs(steps):
        if step and end - start >= _RUN - 1:
            signal = Signal.RISING if step > 0 else Signal.FALLING
            yield from ((position, signal) for position in range(start, end + 1))


def _outside(values: Values, limits: Limits) -> Iterator[tuple[int, Signal]]:
    for position, value in enumerate(values):
        if value is not None and limits.is_outside(value):
            yield position, Signal.ABOVE_LIMIT if limits.side(value) > 0 else Signal.BELOW_LIMIT


def _runs(signs: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """From where until before where the same sign stands, and the sign."""
    for sign, run in groupby(enumerate(signs), key=lambda each: each[1]):
        positions = [position for position, _ in run]
        yield positions[0], positions[-1] + 1, sign


def _cause(signal: Signal, better: Better) -> Cause:
    if signal is Signal.NONE:
        return Cause.COMMON
    if better is Better.NEITHER:
        return Cause.NEITHER
    return Cause.IMPROVEMENT if signal.is_high == (better is Better.HIGHER) else Cause.CONCERN


def _assurance(limits: Limits | None, target: float | None, better: Better) -> Assurance | None:
    if limits is None or target is None or better is Better.NEITHER:
        return None
    if limits.lower <= target <= limits.upper:
        return Assurance.INCONSISTENT
    return Assurance.PASS if (target < limits.lower) == (better is Better.HIGHER) else Assurance.FAIL
