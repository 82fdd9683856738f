"""What happened when, by service and period: drawn here so that it needs no script, and listed. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shiremoot.access.reading import Block
from shiremoot.dates import day_month, months_before
from shiremoot.portal.cards import Card, Happening

EVERYTHING = "all"
PERIODS = {
    "3": "Last 3 months",
    "12": "Last 12 months",
    "24": "Last 24 months",
    EVERYTHING: "All that is shown here",
}
_USUAL = "24"
_DATED = ("involvement", "event")


@dataclass(frozen=True)
class Choice:
    """`service`: its place in the list of those that the page shows, from 1; empty: all of them.

    It goes into an address, which histories and logs keep: a name would tell there which services know
    somebody.
    """

    service: str
    period: str
    services: tuple[tuple[str, str], ...]
    """Place → service, for the form."""
    dataset: str
    """The dataset at that place; empty: all of them."""
    is_made: bool

    @property
    def periods(self) -> tuple[tuple[str, str], ...]:
        return tuple(PERIODS.items())

    def begins(self, cards: Iterable[Card], events: Iterable[Happening], today: date) -> date:
        """The first day of the period; of everything, the first that anything is known of."""
        if self.period != EVERYTHING:
            return months_before(today, int(self.period))
        known = [*(card.start for card in cards), *(event.day for event in events)]
        return min([months_before(today, 3), *(date.fromisoformat(day) for day in known if day)])


def choice(sent: Mapping[str, str], blocks: Iterable[Block]) -> Choice:
    """What was chosen in a form; what is not there to be chosen counts as nothing chosen."""
    names = {block.dataset: block.service for block in blocks if block.entity in _DATED}
    datasets = sorted(names, key=lambda dataset: (names[dataset], dataset))
    places = {str(place): dataset for place, dataset in enumerate(datasets, start=1)}
    service, period = sent.get("service", ""), sent.get("period", "")
    return Choice(
        service=service if service in places else "",
        period=period if period in PERIODS else _USUAL,
        services=(("", "All services"), *((place, names[dataset]) for place, dataset in places.items())),
        dataset=places.get(service, ""),
        is_made="service" in sent or "period" in sent,
    )


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
    """`y` is the middle of its line; its label stands at `label_y`."""

    label: str
    y: int
    label_y: int
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Picture:
    """Everything the drawing needs, in units of its own view box."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    width: int
    height: int
    left: int
    right: int


@dataclass(frozen=True)
class Timeline:
    """The period as a picture for a wide screen and one for a narrow one, and as a list, newest first."""

    choice: Choice
    begins: date
    wide: Picture | None
    """None where nothing falls into the period; so is `narrow`."""
    narrow: Picture | None
    events: tuple[Happening, ...]
    older: int
    """How many more events there are before the period."""


@dataclass(frozen=True)
class _Shape:
    """`above`: labels stand above their lanes, for want of room beside them."""

    width: int
    left: int
    right: int
    lane: int
    ticks: int
    label: int
    above: bool = False


_WIDE = _Shape(width=800, left=200, right=780, lane=34, ticks=8, label=24)
_NARROW = _Shape(width=360, left=4, right=352, lane=48, ticks=4, label=44, above=True)
_TOP = 34


def timeline(cards: Sequence[Card], events: Sequence[Happening], chosen: Choice, today: date) -> Timeline:
    """What falls into the period, of the service that was chosen."""
    cards = [card for card in cards if chosen.dataset in ("", card.dataset)]
    events = [event for event in events if chosen.dataset in ("", event.dataset)]
    begins = chosen.begins(cards, events, today)
    within = tuple(event for event in events if date.fromisoformat(event.day) >= begins)
    return Timeline(
        choice=chosen,
        begins=begins,
        wide=_picture(cards, within, begins, today, _WIDE),
        narrow=_picture(cards, within, begins, today, _NARROW),
        events=within,
        older=len(events) - len(within),
    )


def _picture(
    cards: Iterable[Card], events: Iterable[Happening], begins: date, today: date, shape: _Shape
) -> Picture | None:
    def x(day: date) -> float:
        share = (min(max(day, begins), today) - begins).days / (today - begins).days
        return round(shape.left + share * (shape.right - shape.left), 1)

    bars: dict[str, list[Bar]] = {}
    dots: dict[str, list[Dot]] = {}
    lane_of: dict[str, str] = {}
    for card in cards:
        lane_of.setdefault(card.dataset, card.service)
        if card.start and (bar := _bar(card, begins, today, x)):
            bars.setdefault(card.service, []).append(bar)
    for event in events:
        if date.fromisoformat(event.day) <= today:
            dot = Dot(x(date.fromisoformat(event.day)), f"{day_month(event.day)}: {event.words}")
            dots.setdefault(lane_of.get(event.dataset, event.service), []).append(dot)
    names = list(dict.fromkeys([*bars, *dots]))
    if not names:
        return None
    return Picture(
        lanes=tuple(
            _lane(name, place, bars.get(name, ()), dots.get(name, ()), shape)
            for place, name in enumerate(names)
        ),
        ticks=tuple(Tick(x(day), label) for day, label in _ticks(begins, today, shape.ticks)),
        width=shape.width,
        height=_TOP + len(names) * shape.lane + 10,
        left=shape.left,
        right=shape.right,
    )


def _lane(name: str, place: int, bars: Iterable[Bar], dots: Iterable[Dot], shape: _Shape) -> Lane:
    top = _TOP + place * shape.lane
    y = top + shape.lane * 3 // 4 if shape.above else top + shape.lane // 2
    label = name if len(name) <= shape.label else f"{name[: shape.label - 1].rstrip()}…"
    return Lane(label, y, y - 14 if shape.above else y + 5, tuple(bars), tuple(dots))


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


def _ticks(begins: date, today: date, most: int) -> list[tuple[date, str]]:
    """First days of months, quarters, half-years or years: as many as there is room for, and no more."""
    months = (today.year - begins.year) * 12 + today.month - begins.month + 1
    firsts = [months_before(today.replace(day=1), back) for back in range(months, -1, -1)]
    firsts = [day for day in firsts if day >= begins]
    for every in (1, 3, 6, 12, 24, 60, 120, 240):
        kept = [day for day in firsts if (day.year * 12 + day.month - 1) % every == 0]
        if len(kept) <= most:
            break
    return [(day, f"{day:%Y}" if every >= 12 else f"{day:%b %Y}") for day in kept]
