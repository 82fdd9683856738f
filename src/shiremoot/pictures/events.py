"""By how much something changed, month by month before and after a start, with intervals. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shiremoot.pictures.marks import Key, Mark, key, outline
from shiremoot.pictures.months import round_numbers
from shiremoot.pictures.values import SIZES, Size, Text

MOST_MONTHS = 120
"""From the first to the last."""
_TALL, _TOP, _GAP = 240, 14, 6
_STRIDES = (1, 2, 3, 6, 12, 24)
_FARTHEST = 2
"""So many times the largest change the axis goes; intervals that go farther are cut."""


@dataclass(frozen=True)
class Event:
    """Changes in hundredths, so many months after the start; below nought, before it."""

    since_start: int
    change: float
    low: float
    high: float
    words: str
    """*9% lower, likely between 14% and 4% lower*"""


@dataclass(frozen=True)
class Point:
    """`reach` is the line of its interval."""

    path: str
    look: str
    reach: str
    words: str


@dataclass(frozen=True)
class Events:
    """No change lies at `nought`, the start at `start`; words of `ticks` stand before `left`."""

    kind: str
    width: int
    height: int
    left: float
    top: float
    base: float
    nought: float
    start: float
    ticks: tuple[Text, ...]
    points: tuple[Point, ...]
    labels: tuple[Text, ...]
    key: tuple[Key, ...]
    description: str


def events(found: Sequence[Event]) -> tuple[Events, ...]:
    """A point for each month, in order. Raises ValueError for none, for out of order, and for too many."""
    since = [event.since_start for event in found]
    if not found or since != sorted(set(since)) or since[-1] - since[0] >= MOST_MONTHS:
        raise ValueError(f"{len(found)} months")
    return tuple(_drawn(size, found) for size in SIZES)


def _drawn(size: Size, found: Sequence[Event]) -> Events:
    marks = _axis(found)
    words = [f"{mark:+.0f}%".replace("-", "−") if mark else "0%" for mark in marks]
    # signs are wider than letters
    left = max(size.length(f"{word} ") for word in words) + _GAP
    base = _TOP + _TALL
    scale = _TALL / (marks[-1] - marks[0])
    first = min(found[0].since_start, 0)
    count = max(found[-1].since_start, 0) - first + 1
    apart = (size.width - left) / count

    def x(since_start: float) -> float:
        return round(left + (since_start - first + 0.5) * apart, 2)

    def y(change: float) -> float:
        return round(base - (min(max(change, marks[0]), marks[-1]) - marks[0]) * scale, 2)

    points = tuple(
        Point(
            path=outline(_mark(event), x(event.since_start), y(event.change)),
            look=_mark(event),
            reach=f"M{x(event.since_start)} {y(event.low)}V{y(event.high)}",
            words=f"{_when(event.since_start)}: {event.words}",
        )
        for event in found
    )
    below = base + size.line * 2 + _GAP
    explained = tuple(key(size, _meanings(found), below + _GAP))
    return Events(
        kind=size.kind,
        width=size.width,
        height=round(explained[-1].lines[-1].y + _GAP),
        left=left,
        top=_TOP,
        base=base,
        nought=y(0),
        start=x(-0.5),
        ticks=tuple(Text(left, y(mark), word) for mark, word in zip(marks, words, strict=True)),
        points=points,
        labels=tuple(_labels(size, first, count, left, apart, base)),
        key=explained,
        description=_described(found),
    )


def _axis(found: Sequence[Event]) -> list[float]:
    """Whole hundredths, with nought among them."""
    farthest = _FARTHEST * max(*(abs(event.change) for event in found), 1)
    top = min(max(*(event.high for event in found), 1), farthest)
    bottom = max(min(*(event.low for event in found), -1), -farthest)
    return round_numbers(math.ceil(top), math.floor(bottom))


def _mark(event: Event) -> Mark:
    return Mark.ORDINARY if event.since_start >= 0 else Mark.BEFORE


def _when(since_start: int) -> str:
    if since_start == 0:
        return "The month it began"
    months = "1 month" if abs(since_start) == 1 else f"{abs(since_start)} months"
    return f"{months} {'after' if since_start > 0 else 'before'} it began"


def _labels(size: Size, first: int, count: int, left: float, apart: float, base: float) -> Iterator[Text]:
    """Months as close as they can be read, nought among them, and what they count below."""
    room = size.length("−00") + _GAP
    stride = next((each for each in _STRIDES if each * apart >= room), _STRIDES[-1])
    for number in range(first, first + count):
        middle = left + (number - first + 0.5) * apart
        half = size.length(_signed(number)) / 2
        if number % stride == 0 and middle + half <= size.width:
            yield Text(middle, base + size.line, _signed(number))
    yield Text(left + (size.width - left) / 2, base + 2 * size.line, "months since it began")


def _signed(number: int) -> str:
    return f"{number}".replace("-", "−")


def _meanings(found: Sequence[Event]) -> Iterator[tuple[str, str]]:
    drawn = {_mark(event) for event in found}
    if Mark.BEFORE in drawn:
        yield Mark.BEFORE, "before it began, where there should be no change"
    if Mark.ORDINARY in drawn:
        yield Mark.ORDINARY, "since it began"
    yield "reach", "where each likely lies"


def _described(found: Sequence[Event]) -> str:
    before = [event for event in found if event.since_start < 0]
    after = [event for event in found if event.since_start >= 0]
    told = [f"At last, {_when(after[-1].since_start).lower()}: {after[-1].words}."] if after else []
    for when, some in (("before", before), ("since", after)):
        if some:
            sure = sum(event.low > 0 or event.high < 0 for event in some)
            months = "1 month" if len(some) == 1 else f"{len(some)} months"
            differ = "differs" if sure == 1 else "differ"
            told.append(f"Of {months} {when} it began, {sure} likely {differ} from no change.")
    return " ".join(told)
