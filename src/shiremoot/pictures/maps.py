"""Areas shaded by a number, with the names of the larger areas over them and a key. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shiremoot.pictures.classes import MOST_CLASSES, Class, Cut, classes
from shiremoot.pictures.framing import MARGIN, Outline, corners, frame, names
from shiremoot.pictures.values import SIZES, Size, Text, Value, described

WITHHELD, NO_DATA = "withheld", "none"
_KEY_BESIDE = 190
_SWATCH = 24
_MOST_KEY_LINES = 3


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


def _drawn(
    size: Size,
    areas: Sequence[Area],
    over: Sequence[tuple[str, Outline]],
    found: Sequence[Class],
    description: str,
) -> ShadedMap:
    beside = size.kind == "wide"
    framed = frame(corners(area.outline for area in areas), size.width - (_KEY_BESIDE if beside else 0))
    key_left = framed.width + size.letter if beside else MARGIN
    key = tuple(_key(size, areas, found, key_left, MARGIN if beside else framed.height + MARGIN))
    end_of_key = key[-1].y + max(_SWATCH, size.line * len(key[-1].lines))
    return ShadedMap(
        kind=size.kind,
        width=size.width,
        height=round(max(framed.height, end_of_key + MARGIN)),
        shades=tuple(
            Shade(
                framed.path(area.outline),
                look_of(area.value, found),
                f"{area.name}: {area.value.words if area.value else 'no data'}",
            )
            for area in areas
        ),
        borders=tuple(framed.path(outline) for _, outline in over),
        names=tuple(names(size, framed, over)),
        key_left=key_left,
        key=key,
        description=description,
    )


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
