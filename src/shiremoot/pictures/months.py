"""Columns over months, with an axis of round numbers; months that are withheld are marked. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shiremoot.pictures.values import SIZES, Size, Text, Value, described

MOST_MONTHS = 60
STUB = 14
"""How high is what stands for a withheld value, in pixels."""
_TALL, _TOP, _GAP = 220, 14, 6
_WIDEST = 60
_TICKS = 4
_LEAST = 0.04  # an axis is written to hundredths
_STRIDES = (1, 2, 3, 6, 12)
_YEAR = "2026"

Month = tuple[date, Value]


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    is_withheld: bool
    words: str
    """*May 2026: 1,240*"""


@dataclass(frozen=True)
class Months:
    """Columns stand on `base`; `ticks` are lines from `left` on, each with its words before it."""

    kind: str
    width: int
    height: int
    left: float
    base: float
    columns: tuple[Column, ...]
    ticks: tuple[Text, ...]
    labels: tuple[Text, ...]
    key: tuple[Text, ...]
    """What hatched columns mean; empty where there are none."""
    description: str


def months(values: Sequence[Month]) -> tuple[Months, ...]:
    """A column for each month, by its first day, in order; a month left out is a gap. None is below nought.

    Raises ValueError for no months, for months out of order, and from the first to the last too many.
    """
    numbers = [month_number(month) for month, _ in values]
    if not values or numbers != sorted(set(numbers)) or numbers[-1] - numbers[0] >= MOST_MONTHS:
        raise ValueError(f"{len(values)} months")
    return tuple(_drawn(size, values) for size in SIZES)


def month_number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _drawn(size: Size, values: Sequence[Month]) -> Months:
    marks = round_numbers(max((value.number for _, value in values if value.number is not None), default=0))
    words = [written(mark) for mark in marks]
    left = max(*map(size.length, words), size.length(_YEAR) // 2) + _GAP
    first = month_number(values[0][0])
    count = month_number(values[-1][0]) - first + 1
    apart = (size.width - left) / count
    base = _TOP + _TALL
    scale = _TALL / marks[-1]
    labels_end = base + 2 * size.line + _GAP
    key = _key(size, values, labels_end)
    return Months(
        kind=size.kind,
        width=size.width,
        height=round(labels_end + size.line * len(key) + _GAP),
        left=left,
        base=base,
        columns=tuple(
            _column(month, value, left + (month_number(month) - first) * apart, apart, base, scale)
            for month, value in values
        ),
        ticks=tuple(Text(left, base - mark * scale, word) for mark, word in zip(marks, words, strict=True)),
        labels=tuple(month_labels(size, first, count, left, apart, base)),
        key=key,
        description=described([(f"{month:%B %Y}", value) for month, value in values]),
    )


def _column(month: date, value: Value, x: float, apart: float, base: float, scale: float) -> Column:
    height = STUB if value.number is None else value.number * scale
    width = min(apart - max(apart * 0.2, 1), _WIDEST)
    return Column(
        x=round(x + (apart - width) / 2, 2),
        y=round(base - height, 2),
        width=round(width, 2),
        height=round(height, 2),
        is_withheld=value.is_withheld,
        words=f"{month:%B %Y}: {value.words}",
    )


def round_numbers(top: float, bottom: float = 0) -> list[float]:
    """Some round numbers, evenly apart, the first not above `bottom` and the last not below `top`."""
    raw = max(top - bottom, _LEAST) / _TICKS
    power = 10 ** math.floor(math.log10(raw))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= raw)
    # whole steps where numbers are whole
    step = max(step, 1) if float(top).is_integer() and float(bottom).is_integer() else step
    first = math.floor(bottom / step)
    return [step * number for number in range(first, max(math.ceil(top / step), first + 1) + 1)]


def written(mark: float) -> str:
    return f"{mark:,.0f}" if float(mark).is_integer() else f"{mark:,.2f}".rstrip("0")


def month_labels(size: Size, first: int, count: int, left: float, apart: float, base: float) -> list[Text]:
    """Names of months as close as they can be read, and each year below its first."""
    room = size.length(_YEAR) + _GAP
    stride = next((each for each in _STRIDES if each * apart >= room), _STRIDES[-1])
    found: list[Text] = []
    year = None
    for number in range(first, first + count):
        middle = left + (number - first + 0.5) * apart
        if number % stride or middle + room / 2 > size.width:
            continue
        month = date(number // 12, number % 12 + 1, 1)
        found.append(Text(middle, base + size.line, f"{month:%b}"))
        if month.year != year:
            year = month.year
            found.append(Text(middle, base + 2 * size.line, str(year)))
    return found


def _key(size: Size, values: Sequence[Month], top: float) -> tuple[Text, ...]:
    words = " or ".join(dict.fromkeys(value.words for _, value in values if value.is_withheld))
    lines = size.lines(words, size.width - 2 * size.line, 3) if words else []
    return tuple(
        Text(size.line + _GAP, top + size.line * number, line) for number, line in enumerate(lines, 1)
    )
