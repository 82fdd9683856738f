"""Points as people write them: easting and northing, or a grid reference. Pure."""

import re

from shiremoot.gazetteer.geometry import Point

_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # without I; five rows of five, from the north
_NUMBERS = re.compile(r"(\d{1,6})(?:\s*,\s*|\s+)(\d{1,7})", re.A)
_REFERENCE = re.compile(r"([A-HJ-Z])([A-HJ-Z])\s*(\d{2,10}|\d{1,5}\s+\d{1,5})", re.I | re.A)


def point_in(text: str) -> Point | None:
    """*632100, 530450*, *OW 321 304* or *OW 32100 30450*; None for anything else, or off the grid."""
    words = " ".join(text.split())
    if found := _NUMBERS.fullmatch(words):
        point = Point(int(found[1]), int(found[2]))
    elif found := _REFERENCE.fullmatch(words):
        by_square = _by_square(found[1].upper(), found[2].upper(), found[3])
        if by_square is None:
            return None
        point = by_square
    else:
        return None
    return point if point.on_the_grid else None


def _by_square(first: str, second: str, figures: str) -> Point | None:
    """The south-west corner of what the figures name."""
    halves = (
        figures.split() if " " in figures else [figures[: len(figures) // 2], figures[len(figures) // 2 :]]
    )
    if len(halves[0]) != len(halves[1]):
        return None
    east, north = (int(half.ljust(5, "0")) for half in halves)
    large_east, large_north = _place(first)
    small_east, small_north = _place(second)
    # S, whose place is two to the east and one to the north, holds the origin
    return Point(
        (large_east - 2) * 500_000 + small_east * 100_000 + east,
        (large_north - 1) * 500_000 + small_north * 100_000 + north,
    )


def _place(letter: str) -> tuple[int, int]:
    row, column = divmod(_LETTERS.index(letter), 5)
    return column, 4 - row


def words_of(point: Point) -> str:
    """*632100, 530450*"""
    return f"{point.easting}, {point.northing}"
