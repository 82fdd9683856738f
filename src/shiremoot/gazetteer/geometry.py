"""Points, boxes, circles and drawn areas on the British National Grid, in whole metres. Pure.

Whole metres make every answer exact: on the line is inside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol

GRID_EAST, GRID_NORTH = 700_000, 1_300_000
"""Where the British National Grid ends."""


class Point(NamedTuple):
    easting: int
    northing: int

    @property
    def on_the_grid(self) -> bool:
        return 0 <= self.easting <= GRID_EAST and 0 <= self.northing <= GRID_NORTH


@dataclass(frozen=True)
class Box:
    """A part of the grid between two eastings and two northings."""

    west: int
    south: int
    east: int
    north: int

    @property
    def box(self) -> "Box":
        return self

    @property
    def middle(self) -> Point:
        return Point((self.west + self.east) // 2, (self.south + self.north) // 2)

    @property
    def longest(self) -> int:
        return max(self.east - self.west, self.north - self.south)

    def holds(self, point: Point) -> bool:
        return self.west <= point.easting <= self.east and self.south <= point.northing <= self.north


class Area(Protocol):
    """What addresses may lie in."""

    @property
    def box(self) -> Box: ...

    def holds(self, point: Point) -> bool: ...


@dataclass(frozen=True)
class Circle:
    """Everything within so many metres of a point."""

    middle: Point
    radius: int

    @property
    def box(self) -> Box:
        east, north = self.middle
        return Box(east - self.radius, north - self.radius, east + self.radius, north + self.radius)

    def holds(self, point: Point) -> bool:
        east, north = point.easting - self.middle.easting, point.northing - self.middle.northing
        return east * east + north * north <= self.radius * self.radius


@dataclass(frozen=True)
class Drawn:
    """An area by its corners, in the order in which they were set; with fewer than three it holds nothing.

    Where its line crosses itself, whatever it goes around is inside, however often: in an emergency too
    many are better than too few.
    """

    corners: tuple[Point, ...]

    @property
    def box(self) -> Box:
        return box_of(self.corners)

    def holds(self, point: Point) -> bool:
        if len(self.corners) < 3:
            return False
        around = 0
        for a, b in pairwise((*self.corners, self.corners[0])):
            side = (b.easting - a.easting) * (point.northing - a.northing) - (b.northing - a.northing) * (
                point.easting - a.easting
            )
            if side == 0 and box_of((a, b)).holds(point):
                return True
            if a.northing <= point.northing < b.northing and side > 0:
                around += 1
            elif b.northing <= point.northing < a.northing and side < 0:
                around -= 1
        return around != 0


def box_of(points: Iterable[Point]) -> Box:
    """The smallest box around some points, of which there must be one."""
    eastings, northings = zip(*points, strict=True)
    return Box(min(eastings), min(northings), max(eastings), max(northings))
