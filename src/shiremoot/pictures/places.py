"""Places as marks on a map, each told from the others by its shape too, with a key. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shiremoot.pictures.framing import MARGIN, Frame, Outline, corners, frame, names
from shiremoot.pictures.marks import Mark, outline
from shiremoot.pictures.values import SIZES, Size, Text

_SWATCH, _GAP = 18, 6
_MOST_KEY_LINES = 3
_ALONE = 500  # metres around a single place
_ROUND = ("dot", "ring")
_SHAPES = {"square": Mark.IMPROVEMENT, "diamond": Mark.CONCERN, "triangle": Mark.UNUSUAL}
LOOKS = (*_ROUND, *_SHAPES)


@dataclass(frozen=True)
class Spot:
    """`at` is in metres, `look` one of `LOOKS`; the words are told where a pointer rests on it."""

    at: tuple[int, int]
    look: str
    words: str


@dataclass(frozen=True)
class Placed:
    path: str
    look: str
    words: str


@dataclass(frozen=True)
class PlaceKey:
    path: str
    look: str
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class PlaceMap:
    kind: str
    width: int
    height: float
    borders: tuple[str, ...]
    names: tuple[Text, ...]
    spots: tuple[Placed, ...]
    key: tuple[PlaceKey, ...]
    description: str
    outside: int
    """How many spots lie outside the larger areas, and are not drawn: one that is far off would make the rest
    too small to see.
    """


def placed(
    spots: Sequence[Spot],
    over: Sequence[tuple[str, Outline]],
    key: Sequence[tuple[str, str]],
    description: str,
) -> tuple[PlaceMap, ...]:
    """`over` are larger areas by name, all of which are shown; `key` tells looks and what they mean. Later
    spots lie over earlier ones. Raises ValueError where there is nothing to draw, or for an unknown look.
    """
    if unknown := {each.look for each in spots}.union(look for look, _ in key) - set(LOOKS):
        raise ValueError(f"no such looks: {sorted(unknown)}")
    return tuple(_drawn(size, spots, over, key, description) for size in SIZES)


def _drawn(
    size: Size,
    spots: Sequence[Spot],
    over: Sequence[tuple[str, Outline]],
    key: Sequence[tuple[str, str]],
    description: str,
) -> PlaceMap:
    around = [*corners(outline for _, outline in over)] or [each.at for each in spots]
    if not over:
        around += [(east + by, north + by) for east, north in around for by in (-_ALONE, _ALONE)]
    framed = frame(around, size.width)
    there = [each for each in spots if framed.holds(each.at)]
    told = tuple(_key(size, key, framed.height + MARGIN))
    return PlaceMap(
        kind=size.kind,
        width=size.width,
        height=round(told[-1].lines[-1].y + size.line if told else framed.height),
        borders=tuple(framed.path(each) for _, each in over) or (_ground(framed),),
        names=tuple(names(size, framed, over)),
        spots=tuple(
            Placed(_path(each.look, *framed.pixel(each.at)), each.look, each.words) for each in there
        ),
        key=told,
        description=description,
        outside=len(spots) - len(there),
    )


def _ground(framed: Frame) -> str:
    """All of the picture, where there is no outline to stand on."""
    return f"M0 0H{framed.width:g}V{framed.height:.1f}H0z"


def _key(size: Size, key: Sequence[tuple[str, str]], top: float) -> Iterator[PlaceKey]:
    """One below the other."""
    for look, words in key:
        lines = size.lines(words, size.width - _SWATCH - _GAP, _MOST_KEY_LINES)
        yield PlaceKey(
            _path(look, _SWATCH / 2, top + size.line / 2),
            look,
            tuple(
                Text(_SWATCH + _GAP, top + size.line * (0.77 + number), line)
                for number, line in enumerate(lines)
            ),
        )
        top += size.line * len(lines) + _GAP


def _path(look: str, x: float, y: float) -> str:
    """Round marks as large as the others: on charts they are smaller, for there most are."""
    if look in _ROUND:
        return f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
    return outline(_SHAPES[look], x, y)
