"""Where a line of a register says that a site stands, held against what is known of the county. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import dist

from shiremoot.gazetteer.geometry import GRID_EAST, GRID_NORTH, Box, Point
from shiremoot.gazetteer.grid import point_in
from shiremoot.roadmap.estate import values

FAR = 500
"""Metres: what stands further than this from where the gazetteer has it is doubted."""
_DEGREES_NORTH, _DEGREES_EAST = (49, 61), (-9, 2)
"""Where Great Britain lies."""
_DEGREES = "Its place is given in latitude and longitude, which are not read."


@dataclass(frozen=True)
class County:
    """What is known of the county that a register is held against; None is what nobody loaded."""

    place_of: Callable[[str], Point | None] | None = None
    """Where the gazetteer has a UPRN."""
    wards_at: Callable[[Sequence[Point]], Sequence[str]] | None = None
    """The code of the ward at each point, empty where there is none."""
    box: Box | None = None
    """Around its wards."""


@dataclass(frozen=True)
class Place:
    """`reason`: why the line cannot be taken. `exchanged`: easting and northing stand the other way round."""

    at: Point | None = None
    doubts: tuple[str, ...] = ()
    reason: str = ""
    exchanged: bool = False


def place(easting: str, northing: str, reference: str, uprn: str, county: County) -> Place:
    """From the words of a line; where it has none, the gazetteer's place by its UPRN is taken."""
    given = _given(easting, northing, reference)
    if given.reason:
        return given
    if given.at and (wrong := _misplaced(given.at, county.box)):
        return wrong
    return _beside_the_gazetteer(given, uprn, county)


def _given(easting: str, northing: str, reference: str) -> Place:
    there = [not values.is_nothing(each) for each in (easting, northing, reference)]
    if all(there[:2]):
        try:
            return _of_numbers(values.metres(easting), values.metres(northing))
        except ValueError:
            return Place(
                reason=f"Its place is “{easting}, {northing}”. Write easting and northing in metres."
            )
    if there[2]:
        return _of_reference(reference)
    if any(there[:2]):
        has, lacks = ("an easting", "northing") if there[0] else ("a northing", "easting")
        return Place(reason=f"It has {has} and no {lacks}. Write both, or neither.")
    return Place()


def _of_numbers(east: float, north: float) -> Place:
    if east == north == 0:
        return Place(doubts=("Its place is given as 0, 0, which is none.",))
    if _in_degrees(east, north) or _in_degrees(north, east):
        return Place(doubts=(_DEGREES,))
    return Place(Point(round(east), round(north)))


def _of_reference(words: str) -> Place:
    if at := point_in(words):
        return Place(at)
    try:
        east, north = map(float, re.split(r"[\s,]+", words))
        if _in_degrees(east, north) or _in_degrees(north, east):
            return Place(doubts=(_DEGREES,))
    except ValueError:
        pass
    wanted = "Write it as OW 321 304, or as easting and northing in metres."
    return Place(reason=f"Its map reference is “{words}”. {wanted}")


def _in_degrees(east: float, north: float) -> bool:
    return _DEGREES_EAST[0] <= east <= _DEGREES_EAST[1] and _DEGREES_NORTH[0] <= north <= _DEGREES_NORTH[1]


def _misplaced(at: Point, box: Box | None) -> Place | None:
    exchanged = Point(at.northing, at.easting)
    if box and not box.holds(at) and box.holds(exchanged):
        told = f"Easting {at.easting} and northing {at.northing} lie outside the county"
        return Place(reason=f"{told}; the other way round they lie inside it. Exchange them.", exchanged=True)
    if not at.on_the_grid:
        grid = f"the British National Grid (0 to {GRID_EAST:,} metres east, 0 to {GRID_NORTH:,} north)"
        return Place(reason=f"Easting {at.easting} and northing {at.northing} lie outside {grid}.")
    return None


def _beside_the_gazetteer(given: Place, uprn: str, county: County) -> Place:
    doubts = list(given.doubts)
    theirs = county.place_of(uprn) if county.place_of and uprn else None
    if county.place_of and uprn and theirs is None:
        doubts.append(f"The gazetteer has no UPRN {uprn}.")
    if given.at and theirs and (away := dist(given.at, theirs)) > FAR:
        doubts.append(f"It stands {away:,.0f} metres from where the gazetteer has its UPRN.")
    if not given.at:
        doubts.append(
            "It has no place of its own: it is shown where the gazetteer has its UPRN."
            if theirs
            else "Nobody knows where it stands, so it is on no map."
        )
    return Place(given.at or theirs, tuple(doubts))
