"""Maps as drawings: where addresses stand, what their streets are called, the area drawn. Pure.

Each is drawn twice, for a wide screen and for a narrow one, in pixels that a screen shows as they are: so it
is known which spot of the county was clicked.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shiremoot.gazetteer.addresses import Address
from shiremoot.gazetteer.geometry import Box, Circle, Point, box_of
from shiremoot.portal.sketch import ACROSS, CLOSE, Sketch

SIZES = {"wide": (580, 460), "narrow": (330, 330)}
"""Width and height in pixels; styles have the same."""
_WITH_NUMBERS, _FINE = 0.5, 1.7  # metres in a pixel
_LETTER, _LINE = 9, 18  # pixels
_MOST_LABELS = 30
_BARS = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)


@dataclass(frozen=True)
class Frame:
    """A part of the county in a picture of some size."""

    middle: Point
    across: float
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Metres in a pixel."""
        return self.across / self.width

    @property
    def box(self) -> Box:
        east, north = self.width * self.scale / 2, self.height * self.scale / 2
        return Box(
            round(self.middle.easting - east),
            round(self.middle.northing - north),
            round(self.middle.easting + east),
            round(self.middle.northing + north),
        )

    def pixel(self, at: Point) -> tuple[int, int]:
        return (
            round(self.width / 2 + (at.easting - self.middle.easting) / self.scale),
            round(self.height / 2 - (at.northing - self.middle.northing) / self.scale),
        )

    def point(self, x: int, y: int) -> Point:
        return Point(
            round(self.middle.easting + (x - self.width / 2) * self.scale),
            round(self.middle.northing - (y - self.height / 2) * self.scale),
        )


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Picture:
    """Paths and words in pixels. `marked` are the addresses meant, `others` those around them."""

    kind: str
    frame: Frame
    is_fine: bool
    """Drawn with small dots, for there are many."""
    marked: str
    others: str
    streets: tuple[Label, ...]
    houses: tuple[Label, ...]
    outline: str
    circle: tuple[int, int, int] | None
    corners: tuple[Label, ...]
    bar: int
    bar_words: str


def frames(middle: Point, across: float) -> dict[str, Frame]:
    return {kind: Frame(middle, across, *size) for kind, size in SIZES.items()}


def fitting(box: Box, width: int, height: int) -> float:
    """How many metres across a picture has to be to show all of this, with some room around it."""
    tall = (box.north - box.south) * width / height
    return max(box.east - box.west, tall, CLOSE / 1.3) * 1.3


def picture(
    kind: str,
    frame: Frame,
    addresses: Iterable[Address],
    meant: Callable[[Address], bool],
    sketch: Sketch | None = None,
) -> Picture:
    """`addresses` in the frame, those that are meant among them, and what was drawn."""
    seen = [each for each in addresses if frame.box.holds(each.at)]
    marked = [each for each in seen if meant(each)]
    spots = {frame.pixel(each.at) for each in marked}
    corners = [frame.pixel(each) for each in sketch.corners] if sketch else []
    streets = tuple(_streets(frame, seen))
    metres = max((each for each in _BARS if each <= frame.across / 3), default=_BARS[0])
    return Picture(
        kind=kind,
        frame=frame,
        is_fine=frame.scale >= _FINE,
        marked=_dots(spots),
        others=_dots({frame.pixel(each.at) for each in seen} - spots),
        streets=streets,
        houses=tuple(_houses(frame, seen, streets)) if frame.scale <= _WITH_NUMBERS else (),
        outline="".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(corners)),
        circle=_circle(frame, sketch.circle) if sketch and sketch.circle else None,
        corners=tuple(Label(x, y, str(n)) for n, (x, y) in enumerate(corners, start=1)),
        bar=round(metres / frame.scale),
        bar_words=f"{metres} m" if metres < 1000 else f"{metres // 1000} km",
    )


@dataclass(frozen=True)
class PlacesMap:
    """Where some places stand; `known` of them are in the gazetteer."""

    pictures: tuple[Picture, ...]
    known: int
    doors: int


def of_places(
    standing: Sequence[Sequence[Address]], near: Callable[[Box], Iterable[Address]]
) -> PlacesMap | None:
    """The addresses of each place, with those around them while they can be told apart; None without any."""
    asked = [address for place in standing for address in place]
    if not asked:
        return None
    meant, box = {each.uprn for each in asked}, box_of(each.at for each in asked)
    drawn = []
    for kind, (width, height) in SIZES.items():
        frame = Frame(box.middle, fitting(box, width, height), width, height)
        around = near(frame.box) if frame.across <= ACROSS[-1] else asked
        drawn.append(picture(kind, frame, around, lambda each: each.uprn in meant))
    return PlacesMap(tuple(drawn), sum(map(bool, standing)), len({each.at for each in asked}))


def _dots(spots: Iterable[tuple[int, int]]) -> str:
    """Lines of no length, which a round pen draws as dots."""
    return "".join(f"M{x} {y}h0" for x, y in sorted(spots))


def _circle(frame: Frame, circle: Circle) -> tuple[int, int, int]:
    return (*frame.pixel(circle.middle), round(circle.radius / frame.scale))


def _streets(frame: Frame, addresses: Iterable[Address]) -> Iterator[Label]:
    """Names above what is seen of each street, the longest streets first, none over another."""
    above = _LINE * 3 // 2 if frame.scale <= _WITH_NUMBERS else _LINE * 2 // 3
    by_street: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for each in addresses:
        by_street[each.street, each.district].append(frame.pixel(each.at))
    taken: list[Box] = []
    for (name, _), spots in sorted(by_street.items(), key=lambda item: (-len(item[1]), item[0])):
        top = min(y for _, y in spots)
        first = [x for x, y in spots if y < top + _LINE]
        half = len(name) * _LETTER // 2
        x = min(max(sum(first) // len(first), half), frame.width - half)
        y = max(top - above, _LINE)
        room = _room(x, y, name)
        if len(taken) < _MOST_LABELS and y < frame.height - 2 * _LINE and not _meets(room, taken):
            taken.append(room)
            yield Label(x, y, name)


def _room(x: int, y: int, words: str) -> Box:
    """What words take up around their middle."""
    half = len(words) * _LETTER // 2
    return Box(x - half, y - _LINE // 2, x + half, y + _LINE // 2)


def _meets(box: Box, others: Collection[Box]) -> bool:
    return any(
        box.west < other.east
        and other.west < box.east
        and box.south < other.north
        and other.south < box.north
        for other in others
    )


def _houses(frame: Frame, addresses: Iterable[Address], streets: Iterable[Label]) -> Iterator[Label]:
    """One number for each spot, above it, where no name of a street is: flats behind a door stand on one."""
    taken = [_room(each.x, each.y, each.text) for each in streets]
    numbers = {frame.pixel(each.at): each.number for each in addresses}
    for (x, y), number in sorted(numbers.items()):
        if not _meets(_room(x, y - _LINE // 2, number), taken):
            yield Label(x, y, number)
