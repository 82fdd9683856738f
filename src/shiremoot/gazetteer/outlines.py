"""Wards, and what a map draws of an area. Pure."""

from dataclasses import dataclass
from typing import Any

import shapely

_ACROSS = 400
"""An outline for drawing is as exact as a picture of so many pixels from side to side."""


@dataclass(frozen=True)
class Ward:
    """`code` as the Office for National Statistics gives it; `shape` is shapely's, in metres on the grid."""

    code: str
    name: str
    district: str
    shape: Any


@dataclass(frozen=True)
class Outline:
    """Rings in metres on the grid, and a spot well inside for the area's name."""

    rings: tuple[tuple[tuple[int, int], ...], ...]
    middle: tuple[int, int]


def generalised(shapes: Any) -> Any:
    """An array of shapes with fewer corners; neighbours keep their border in common."""
    west, south, east, north = shapely.total_bounds(shapes)
    return shapely.coverage_simplify(shapes, max(east - west, north - south) / _ACROSS)


def outline_of(shape: Any) -> Outline:
    rings = (shapely.get_coordinates(ring).round() for ring in shapely.get_rings(shapely.get_parts(shape)))
    east, north = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape))[0]
    return Outline(
        tuple(tuple((int(x), int(y)) for x, y in ring.tolist()) for ring in rings),
        (round(east), round(north)),
    )
