"""Areas shaded by a number, with the names of the larger areas over them and a key. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from shiremoot.pictures.classes import MOST_CLASSES, Class, Cut, classes
from shiremoot.pictures.values import SIZES, Size, Text, Value, described

WITHHELD, NO_DATA = "withheld", "none"
_KEY_BESIDE = 190
_MARGIN = 4
_TALLEST = 1.5  # times as high as it is wide
_SWATCH = 24
_MOST_KEY_LINES = 3

Ring = Sequence[tuple[int, int]]
Step = tuple[int, int]


class Outline(Protocol):
    """Rings in metres, and a spot well inside."""

    @property
    def rings(self) -> Sequence[Ring]: ...

    @property
    def middle(self) -> tuple[int, int]: ...


@dataclass(frozen=True)
class Area:
    """`value` is None where there are no data."""

    name: str
    outline: Outline
    value: Value | None


@dataclass(frozen=True)
class Shade:
    """`look` is one of five shades, 5 the darkest, or why there is none."""

    path: str
    look: str
    words: str
    """*Oldford Weir: 1,240*"""


@dataclass(frozen=True)
class Key:
    y: float
    look: str
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class ShadedMap:
    kind: str
    width: int
    height: float
    shades: tuple[Shade, ...]
    borders: tuple[str, ...]
    names: tuple[Text, ...]
    key_left: float
    key: tuple[Key, ...]
    description: str


def shaded(
    areas: Sequence[Area], over: Sequence[tuple[str, Outline]] = (), cut: Cut = Cut.QUANTILE
) -> tuple[ShadedMap, ...]:
    """`over` are the larger areas, by name. Raises ValueError where there is nothing to draw."""
    if not areas:
        raise ValueError("no areas")
    values = [(area.name, area.value) for area in areas if area.value is not None]
    found = classes([value.number for _, value in values if value.number is not None], cut)
    return tuple(_drawn(size, areas, over, found, described(values)) for size in SIZES)


def look_of(value: Value | None, found: Sequence[Class]) -> str:
    if value is None:
        return NO_DATA
    if value.number is None:
        return WITHHELD
    number = next(number for number, each in enumerate(found) if each.holds(value.number))
    return str(_shade(number, len(found)))


def _shade(number: int, count: int) -> int:
    """Of five shades: where there are fewer classes, as far apart as may be; a single one in the middle."""
    if count == 1:
        return (MOST_CLASSES + 1) // 2
    return 1 + round(number * (MOST_CLASSES - 1) / (count - 1))


@dataclass(frozen=True)
class _Frame:
    """Metres to pixels: north is up."""

    west: int
    north: int
    scale: float
    width: float
    height: float

    def pixel(self, spot: tuple[int, int]) -> tuple[float, float]:
        return (
            _MARGIN + (spot[0] - self.west) * self.scale,
            _MARGIN + (self.north - spot[1]) * self.scale,
        )

    def path(self, outline: Outline) -> str:
        """Every ring, in tenths of a pixel, each corner told from the one before."""
        return "".join(self._ring(ring) for ring in outline.rings)

    def _ring(self, ring: Ring) -> str:
        spots = [(round(x * 10), round(y * 10)) for x, y in map(self.pixel, ring)]
        steps = [(x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(spots)]
        told = [_step(step) for step in steps[:-1] if step != (0, 0)]
        return f"M{spots[0][0] / 10:g} {spots[0][1] / 10:g}l{' '.join(told)}z" if len(told) > 1 else ""


def _step(step: Step) -> str:
    return f"{step[0] / 10:g} {step[1] / 10:g}"


def _frame(outlines: Sequence[Outline], width: float) -> _Frame:
    eastings, northings = zip(
        *(spot for each in outlines for ring in each.rings for spot in ring), strict=True
    )
    across, up = max(max(eastings) - min(eastings), 1), max(max(northings) - min(northings), 1)
    inner = width - 2 * _MARGIN
    scale = min(inner / across, (width * _TALLEST - 2 * _MARGIN) / up)
    return _Frame(min(eastings), max(northings), scale, width, up * scale + 2 * _MARGIN)


def _drawn(
    size: Size,
    areas: Sequence[Area],
    over: Sequence[tuple[str, Outline]],
    found: Sequence[Class],
    description: str,
) -> ShadedMap:
    beside = size.kind == "wide"
    frame = _frame([area.outline for area in areas], size.width - (_KEY_BESIDE if beside else 0))
    key_left = frame.width + size.letter if beside else _MARGIN
    key = tuple(_key(size, areas, found, key_left, _MARGIN if beside else frame.height + _MARGIN))
    end_of_key = key[-1].y + max(_SWATCH, size.line * len(key[-1].lines))
    return ShadedMap(
        kind=size.kind,
        width=size.width,
        height=round(max(frame.height, end_of_key + _MARGIN)),
        shades=tuple(
            Shade(
                frame.path(area.outline),
                look_of(area.value, found),
                f"{area.name}: {area.value.words if area.value else 'no data'}",
            )
            for area in areas
        ),
        borders=tuple(frame.path(outline) for _, outline in over),
        names=tuple(_names(size, frame, over)),
        key_left=key_left,
        key=key,
        description=description,
    )


def _names(size: Size, frame: _Frame, over: Sequence[tuple[str, Outline]]) -> Iterator[Text]:
    """In the middle of each area; one that would stand over another comes below it."""
    taken: list[tuple[float, float, float]] = []
    for name, outline in sorted(over, key=lambda each: -each[1].middle[1]):
        x, y = frame.pixel(outline.middle)
        half = size.length(name) / 2
        middle = min(max(x, half), frame.width - half)
        while any(
            abs(middle - other) < half + other_half and abs(y - above) < size.line
            for other, above, other_half in taken
        ):
            y += size.line
        taken.append((middle, y, half))
        yield Text(round(middle, 1), round(y + size.line * 0.27, 1), name)


def _key(size: Size, areas: Sequence[Area], found: Sequence[Class], left: float, top: float) -> Iterator[Key]:
    """The most first, as a map's reader looks for it; then why some areas have no shade."""
    told = [(str(_shade(number, len(found))), each.words) for number, each in enumerate(found)][::-1]
    if withheld := dict.fromkeys(area.value.words for area in areas if area.value and area.value.is_withheld):
        told.append((WITHHELD, " or ".join(withheld)))
    if any(area.value is None for area in areas):
        told.append((NO_DATA, "no data"))
    words_left = left + _SWATCH + size.letter
    for look, words in told:
        lines = size.lines(words, size.width - words_left, _MOST_KEY_LINES)
        yield Key(
            top,
            look,
            tuple(
                Text(words_left, top + _SWATCH / 2 + size.line * (0.27 + number), line)
                for number, line in enumerate(lines)
            ),
        )
        top += max(_SWATCH, size.line * len(lines)) + 6
