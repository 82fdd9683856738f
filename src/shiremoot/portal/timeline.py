"""The picture of the last two years: one lane a service, drawn here so that it needs no script. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from shiremoot.dates import day_month, months_before
from shiremoot.portal.cards import Card, Happening

MONTHS = 24
_LEFT, _RIGHT, _LANE, _TOP = 200, 780, 34, 34


@dataclass(frozen=True)
class Bar:
    """An involvement, from x to x + width."""

    x: float
    width: float
    words: str


@dataclass(frozen=True)
class Dot:
    x: float
    words: str


@dataclass(frozen=True)
class Lane:
    label: str
    y: int
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Timeline:
    """Everything the drawing needs, in units of its own view box."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    width: int
    height: int
    left: int
    right: int
    begins: date


def timeline(cards: Iterable[Card], events: Iterable[Happening], today: date) -> Timeline | None:
    """The last 24 months, or None when nothing fell in them."""
    begins = months_before(today, MONTHS)

    def x(day: date) -> float:
        share = (min(max(day, begins), today) - begins).days / (today - begins).days
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    bars: dict[str, list[Bar]] = {}
    dots: dict[str, list[Dot]] = {}
    lane_of: dict[str, str] = {}
    for card in cards:
        lane_of.setdefault(card.dataset, card.service)
        if card.start and (bar := _bar(card, begins, today, x)):
            bars.setdefault(card.service, []).append(bar)
    for event in events:
        if begins <= date.fromisoformat(event.day) <= today:
            dot = Dot(x(date.fromisoformat(event.day)), f"{day_month(event.day)}: {event.words}")
            dots.setdefault(lane_of.get(event.dataset, event.service), []).append(dot)
    names = list(dict.fromkeys([*bars, *dots]))
    if not names:
        return None
    lanes = tuple(
        Lane(name, _TOP + place * _LANE + _LANE // 2, tuple(bars.get(name, ())), tuple(dots.get(name, ())))
        for place, name in enumerate(names)
    )
    return Timeline(
        lanes=lanes,
        ticks=tuple(_ticks(today, x)),
        width=800,
        height=_TOP + len(lanes) * _LANE + 10,
        left=_LEFT,
        right=_RIGHT,
        begins=begins,
    )


def _bar(card: Card, begins: date, today: date, x: Callable[[date], float]) -> Bar | None:
    """From start to end, or to today while open; its beginning alone where it ended on a day not shown."""
    start = date.fromisoformat(card.start)
    if card.end:
        end, until = date.fromisoformat(card.end), f"until {day_month(card.end)}"
    else:
        end, until = (today, "still open") if card.is_open else (start, "closed, its end not shown")
    if end < begins or start > today:
        return None
    words = f"{card.service}: since {day_month(card.start)}, {until}"
    return Bar(x(start), max(x(end) - x(start), 5), words)


def _ticks(today: date, x: Callable[[date], float]) -> Iterable[Tick]:
    """The first day of each quarter within the picture."""
    for back in range(MONTHS, -1, -1):
        day = months_before(today.replace(day=1), back)
        if day.month in (1, 4, 7, 10) and day > months_before(today, MONTHS):
            yield Tick(x(day), f"{day:%b %Y}")
