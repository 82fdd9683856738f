"""The picture of how many records people have, drawn here so that it needs no script. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

_WIDTH, _LEFT, _ROW, _MOST = 640, 110, 28, 12


@dataclass(frozen=True)
class Bar:
    """How many people have so many records."""

    label: str
    people: int
    y: int
    width: float


@dataclass(frozen=True)
class Picture:
    bars: tuple[Bar, ...]
    width: int
    height: int
    left: int


def sizes_drawn(sizes: Mapping[int, int]) -> Picture:
    """`sizes`: records a person has → people. Those with the most share the last bar."""
    counts: dict[str, int] = {}
    for size, people in sorted(sizes.items()):
        label = f"{_MOST} or more" if size >= _MOST else "1 record" if size == 1 else f"{size} records"
        counts[label] = counts.get(label, 0) + people
    most = max(counts.values(), default=1)
    bars = tuple(
        Bar(label, people, number * _ROW, round(max((_WIDTH - _LEFT - 90) * people / most, 1.5), 1))
        for number, (label, people) in enumerate(counts.items())
    )
    return Picture(bars, _WIDTH, len(bars) * _ROW, _LEFT)
