"""Bars that lie, one below the other, each with its name before it and its value behind it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from shiremoot.pictures.values import SIZES, Size, Text, Value, described

MOST_BARS, MOST_GROUPS = 40, 4
STUB = 24
"""How long is what stands for a withheld value, in pixels."""
_THICK, _ROW, _GAP = 18, 26, 6
_FOR_LABELS = 0.4  # of the width
_MOST_LINES = 2

Row = tuple[str, Value]


@dataclass(frozen=True)
class Bar:
    """`group` counts from 1 within a section and tells its colour."""

    x: float
    y: float
    width: float
    height: float
    group: int
    is_withheld: bool
    label: tuple[Text, ...]
    value: Text


@dataclass(frozen=True)
class Bars:
    """Every bar begins at `left`; `axes` are from and until how far down the bars of each heading go."""

    kind: str
    width: int
    height: float
    left: float
    bars: tuple[Bar, ...]
    headings: tuple[Text, ...]
    axes: tuple[tuple[float, float], ...]
    description: str


def bars(rows: Sequence[Row]) -> tuple[Bars, ...]:
    """One bar for each row, in the order given; no value is below nought.

    Raises ValueError for no rows, or too many.
    """
    if not 0 < len(rows) <= MOST_BARS:
        raise ValueError(f"{len(rows)} bars")
    return tuple(_drawn(size, [("", [(1, *row) for row in rows])], described(rows)) for size in SIZES)


def grouped(sections: Sequence[tuple[str, Sequence[Row]]]) -> tuple[Bars, ...]:
    """Under each heading a bar for each group, the groups in the same order under every heading.

    Raises ValueError for none, or too many.
    """
    if not 0 < len(sections) <= MOST_BARS or not all(0 < len(rows) <= MOST_GROUPS for _, rows in sections):
        raise ValueError(f"{len(sections)} headings")
    told = described([(f"{heading}, {name}", value) for heading, rows in sections for name, value in rows])
    numbered = [
        (heading, [(number, *row) for number, row in enumerate(rows, start=1)]) for heading, rows in sections
    ]
    return tuple(_drawn(size, numbered, told) for size in SIZES)


def _drawn(
    size: Size, sections: Sequence[tuple[str, Sequence[tuple[int, str, Value]]]], description: str
) -> Bars:
    rows = [row for _, of_section in sections for row in of_section]
    room = min(max(size.length(name) for _, name, _ in rows), size.width * _FOR_LABELS)
    left = round(room) + _GAP
    lengths = iter(_lengths(size, left, [value for _, _, value in rows]))
    drawn: list[Bar] = []
    headings: list[Text] = []
    axes: list[tuple[float, float]] = []
    top = 0.0
    for heading, of_section in sections:
        if heading:
            headings.append(Text(0, top + size.line, size.lines(heading, size.width, 1)[0]))
            top += size.line + _GAP
        begins = top
        for group, name, value in of_section:
            lines = size.lines(name, room, _MOST_LINES)
            height = max(_ROW, size.line * len(lines) + _GAP)
            drawn.append(_bar(size, group, lines, value, left, top + height / 2, next(lengths)))
            top += height
        axes.append((begins, top))
        if heading:
            top += _GAP
    return Bars(size.kind, size.width, top, left, tuple(drawn), tuple(headings), tuple(axes), description)


def _lengths(size: Size, left: float, values: Sequence[Value]) -> list[float]:
    """In proportion, with room behind every bar for what is written there."""
    most = max((value.number for value in values if value.number is not None), default=0) or 1
    shares = [None if value.number is None else value.number / most for value in values]
    longest = min(
        (
            max(size.width - left - _GAP - size.length(value.words), 1) / share
            for value, share in zip(values, shares, strict=True)
            if share
        ),
        default=0,
    )
    return [STUB if share is None else round(share * longest, 2) for share in shares]


def _bar(
    size: Size, group: int, lines: Sequence[str], value: Value, left: float, middle: float, length: float
) -> Bar:
    behind = left + length + _GAP
    under = size.line * 0.27  # from the middle of letters to their baseline
    first = middle - size.line * (len(lines) - 1) / 2 + under
    return Bar(
        x=left,
        y=middle - _THICK / 2,
        width=length,
        height=_THICK,
        group=group,
        is_withheld=value.is_withheld,
        label=tuple(Text(left - _GAP, first + size.line * number, line) for number, line in enumerate(lines)),
        value=Text(behind, middle + under, size.lines(value.words, size.width - behind, 1)[0]),
    )
