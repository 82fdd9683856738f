"""Marks for points, each told from the others by its shape too, and the key to them and to lines. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from shiremoot.pictures.values import Size, Text

WITHHELD = "withheld"
_SWATCH, _GAP = 30, 6
_MOST_LINES = 3


class Mark(StrEnum):
    """A dot, a square, a diamond, a triangle, and a ring."""

    ORDINARY = "ordinary"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    UNUSUAL = "unusual"
    BEFORE = "before"


@dataclass(frozen=True)
class Key:
    """A mark, or a line, and what it means; without a path, what is hatched."""

    path: str
    look: str
    lines: tuple[Text, ...]


def outline(mark: Mark, x: float, y: float) -> str:
    """The path of a mark around a spot."""
    if mark is Mark.IMPROVEMENT:
        return f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z"
    if mark is Mark.CONCERN:
        return f"M{x:.1f} {y - 5.5:.1f}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"
    if mark is Mark.UNUSUAL:
        return f"M{x:.1f} {y - 5:.1f}l5 9h-10z"
    return f"M{x - 2.5:.1f} {y:.1f}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z"


def key(size: Size, meanings: Iterable[tuple[str, str]], top: float) -> Iterator[Key]:
    """One below the other: looks, of marks or of lines, with what they mean."""
    for look, words in meanings:
        middle = top + size.line * 0.5
        if look == WITHHELD:
            path = ""
        elif look in list(Mark):
            path = outline(Mark(look), _SWATCH / 2, middle)
        else:
            path = f"M0 {middle:g}H{_SWATCH}"
        lines = size.lines(words, size.width - _SWATCH - _GAP, _MOST_LINES)
        first = top + size.line * 0.77
        yield Key(
            path,
            look,
            tuple(
                Text(_SWATCH + _GAP, first + size.line * number, line) for number, line in enumerate(lines)
            ),
        )
        top += size.line * len(lines) + _GAP
