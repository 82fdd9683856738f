"""A map's frame: metres to pixels, outlines as paths, and where the names of larger areas stand. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from shiremoot.pictures.values import Size, Text

MARGIN = 4
_TALLEST = 1.5  # times as high as it is wide

Spot = tuple[int, int]
Ring = Sequence[Spot]


class Outline(Protocol):
    """Rings in metres, and a spot well inside."""

    @property
    def rings(self) -> Sequence[Ring]: ...

    @property
    def middle(self) -> Spot: ...


@dataclass(frozen=True)
class Frame:
    """Metres to pixels: north is up."""

    west: int
    north: int
    scale: float
    width: float
    height: float

    def pixel(self, spot: Spot) -> tuple[float, float]:
        return (
            MARGIN + (spot[0] - self.west) * self.scale,
            MARGIN + (self.north - spot[1]) * self.scale,
        )

    def holds(self, spot: Spot) -> bool:
        x, y = self.pixel(spot)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def path(self, outline: Outline) -> str:
        """Every ring, in tenths of a pixel, each corner told from the one before."""
        return "".join(self._ring(ring) for ring in outline.rings)

    def _ring(self, ring: Ring) -> str:
        spots = [(round(x * 10), round(y * 10)) for x, y in map(self.pixel, ring)]
        steps = [(x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(spots)]
        told = [_step(step) for step in steps[:-1] if step != (0, 0)]
        return f"M{spots[0][0] / 10:g} {spots[0][1] / 10:g}l{' '.join(told)}z" if len(told) > 1 else ""


def _step(step: Spot) -> str:
    return f"{step[0] / 10:g} {step[1] / 10:g}"


def frame(spots: Iterable[Spot], width: float) -> Frame:
    """Around all spots, as wide as that unless it became too high. Raises ValueError where there is none."""
    eastings, northings = zip(*spots, strict=True)
    across, up = max(max(eastings) - min(eastings), 1), max(max(northings) - min(northings), 1)
    inner = width - 2 * MARGIN
    scale = min(inner / across, (width * _TALLEST - 2 * MARGIN) / up)
    return Frame(min(eastings), max(northings), scale, width, up * scale + 2 * MARGIN)


def corners(outlines: Iterable[Outline]) -> Iterator[Spot]:
    return (spot for each in outlines for ring in each.rings for spot in ring)


def names(size: Size, frame: Frame, over: Sequence[tuple[str, Outline]]) -> Iterator[Text]:
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
