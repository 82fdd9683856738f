"""One measure over months, between the limits of how much it varies; what is unusual is marked. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shiremoot.pictures.marks import WITHHELD, Key, Mark, key, outline
from shiremoot.pictures.months import MOST_MONTHS, STUB, month_labels, month_number, round_numbers, written
from shiremoot.pictures.values import SIZES, Size, Text, Value, described

_TALL, _TOP, _GAP = 240, 14, 6
_YEAR = "2026"
_STUB_WIDTH = 6


@dataclass(frozen=True)
class Month:
    """`said` is what is unusual about it; empty where nothing is."""

    first: date
    value: Value
    mark: Mark = Mark.ORDINARY
    said: str = ""


@dataclass(frozen=True)
class Level:
    """Mean and limits from one month to another, both included."""

    since: date
    until: date
    mean: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Line:
    """`look` is one of mean, limit, target, and `values` for the line from point to point."""

    look: str
    path: str


@dataclass(frozen=True)
class Point:
    path: str
    look: str
    words: str
    """*May 2026: 1,240, above the upper limit*"""


@dataclass(frozen=True)
class Stub:
    """Stands on the axis for a withheld month."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Control:
    """`ticks` are lines from `left` on, each with its words before it."""

    kind: str
    width: int
    height: int
    left: float
    base: float
    ticks: tuple[Text, ...]
    lines: tuple[Line, ...]
    points: tuple[Point, ...]
    stubs: tuple[Stub, ...]
    labels: tuple[Text, ...]
    key: tuple[Key, ...]
    description: str


def control(
    months: Sequence[Month], levels: Sequence[Level] = (), target: float | None = None
) -> tuple[Control, ...]:
    """A point for each month, in order; the line breaks at a month that is withheld or left out.

    The axis begins at nought only where values are near it. A lower limit below nought is not drawn where no
    value is. Raises ValueError for no months, for months out of order, and for too many.
    """
    numbers = [month_number(month.first) for month in months]
    if not months or numbers != sorted(set(numbers)) or numbers[-1] - numbers[0] >= MOST_MONTHS:
        raise ValueError(f"{len(months)} months")
    return tuple(_drawn(size, months, levels, target) for size in SIZES)


@dataclass(frozen=True)
class _Frame:
    """Months and values to pixels."""

    left: float
    base: float
    first: int
    apart: float
    bottom: float
    scale: float

    def x(self, month: date) -> float:
        return round(self.left + (month_number(month) - self.first + 0.5) * self.apart, 2)

    def y(self, number: float) -> float:
        return round(self.base - (number - self.bottom) * self.scale, 2)


def _drawn(size: Size, months: Sequence[Month], levels: Sequence[Level], target: float | None) -> Control:
    marks = _axis(months, levels, target)
    words = [written(mark) for mark in marks]
    left = max(*map(size.length, words), size.length(_YEAR) // 2) + _GAP
    base = _TOP + _TALL
    first = month_number(months[0].first)
    count = month_number(months[-1].first) - first + 1
    frame = _Frame(left, base, first, (size.width - left) / count, marks[0], _TALL / (marks[-1] - marks[0]))
    top_of_key = base + 2 * size.line + 2 * _GAP
    explained = tuple(key(size, _meanings(months, levels, target, marks[0]), top_of_key))
    return Control(
        kind=size.kind,
        width=size.width,
        height=round(explained[-1].lines[-1].y + _GAP) if explained else round(top_of_key),
        left=left,
        base=base,
        ticks=tuple(Text(left, frame.y(mark), word) for mark, word in zip(marks, words, strict=True)),
        lines=tuple(_lines(size, frame, months, levels, target)),
        points=tuple(
            Point(outline(month.mark, frame.x(month.first), frame.y(number)), month.mark, _words(month))
            for month in months
            if (number := month.value.number) is not None
        ),
        stubs=tuple(_stub(frame, month) for month in months if month.value.is_withheld),
        labels=tuple(month_labels(size, first, count, left, frame.apart, base)),
        key=explained,
        description=_described(months),
    )


def _axis(months: Sequence[Month], levels: Sequence[Level], target: float | None) -> list[float]:
    numbers = [month.value.number for month in months if month.value.number is not None]
    ends = [target] if target is not None else []
    for level in levels:
        ends += [level.lower, level.mean, level.upper]
    low, high = min([*numbers, *ends], default=0), max([*numbers, *ends], default=0)
    if min(numbers, default=0) >= 0:
        low = max(low, 0)
    is_near = 0 <= low <= high - low or low == high
    return round_numbers(high, min(low, 0) if is_near else low)


def _lines(
    size: Size, frame: _Frame, months: Sequence[Month], levels: Sequence[Level], target: float | None
) -> Iterator[Line]:
    half = frame.apart / 2
    for level in levels:
        across = f"M{frame.x(level.since) - half:.1f} {{}}H{frame.x(level.until) + half:.1f}"
        yield Line("mean", across.format(frame.y(level.mean)))
        for limit in (level.lower, level.upper):
            if limit >= frame.bottom:
                yield Line("limit", across.format(frame.y(limit)))
    if target is not None:
        yield Line("target", f"M{frame.left} {frame.y(target)}H{size.width}")
    yield Line("values", "".join(_broken(frame, months)))


def _broken(frame: _Frame, months: Sequence[Month]) -> Iterator[str]:
    """From each month to the next in the calendar."""
    before = None
    for month in months:
        if (number := month.value.number) is not None:
            follows = before == month_number(month.first) - 1
            yield f"{'L' if follows else 'M'}{frame.x(month.first)} {frame.y(number)}"
            before = month_number(month.first)


def _stub(frame: _Frame, month: Month) -> Stub:
    width = round(min(frame.apart * 0.8, _STUB_WIDTH), 2)
    return Stub(round(frame.x(month.first) - width / 2, 2), frame.base - STUB, width, STUB)


def _words(month: Month) -> str:
    return f"{month.first:%B %Y}: {month.value.words}" + (f", {month.said}" if month.said else "")


def _described(months: Sequence[Month]) -> str:
    told = [described([(f"{month.first:%B %Y}", month.value) for month in months])]
    if unusual := [month for month in months if month.mark is not Mark.ORDINARY]:
        last = unusual[-1]
        count = "1 month is" if len(unusual) == 1 else f"{len(unusual)} months are"
        told.append(f"{count} unusual, at last {last.first:%B %Y}: {last.said or last.mark}.")
    return " ".join(told)


def _meanings(
    months: Sequence[Month], levels: Sequence[Level], target: float | None, bottom: float
) -> Iterator[tuple[str, str]]:
    """Of what is drawn, and of nothing else."""
    drawn = {month.mark for month in months if not month.value.is_withheld}
    yield from ((mark, words) for mark, words in _MARKS.items() if mark in drawn)
    if levels:
        last = levels[-1]
        now = "now " if len(levels) > 1 else ""
        yield "mean", f"mean, {now}{_rounded(last.mean)}"
        limits = f"{_rounded(last.lower)} and {_rounded(last.upper)}"
        if last.lower < bottom:
            limits = f"{_rounded(last.upper)}; the lower one is below {written(bottom)}"
        yield "limit", f"limits that months vary between, {now}{limits}"
    if target is not None:
        yield "target", f"target, {_rounded(target)}"
    if words := " or ".join(dict.fromkeys(month.value.words for month in months if month.value.is_withheld)):
        yield WITHHELD, words


def _rounded(number: float) -> str:
    return written(round(number, 1))


_MARKS = {
    Mark.IMPROVEMENT: "unusual, and better",
    Mark.CONCERN: "unusual, and worse",
    Mark.UNUSUAL: "unusual",
}
