"""An area being drawn on a map: what is in view, its corners or its circle. Pure.

Between two pages it is in the fields of the form, as people write it, and nowhere else.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shiremoot.gazetteer.geometry import GRID_EAST, GRID_NORTH, Area, Box, Circle, Drawn, Point, box_of
from shiremoot.gazetteer.grid import point_in, words_of

ACROSS = (125, 250, 500, 1000, 2000)
"""Metres from side to side that a map may show."""
USUAL, CLOSE = 500, 250
MOST_CORNERS = 60
WIDEST = 10_000
"""Metres: no area is longer, for its addresses are counted at each corner."""
_RADIUS = re.compile(r"\d{1,3}", re.A)
_STEP = 0.4  # of what is in view
_MOVES = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}


@dataclass(frozen=True)
class Sketch:
    """`middle` of what is in view; None before it is said where to begin. A circle has no corners."""

    middle: Point | None = None
    across: int = USUAL
    corners: tuple[Point, ...] = ()
    circle: Circle | None = None

    @property
    def area(self) -> Area | None:
        """What is drawn, once it holds anything."""
        return self.circle or (Drawn(self.corners) if len(self.corners) > 2 else None)

    @property
    def fields(self) -> dict[str, str]:
        """As hidden fields of a form."""
        circle = f"{words_of(self.circle.middle)}, {self.circle.radius}" if self.circle else ""
        return {
            "middle": words_of(self.middle) if self.middle else "",
            "across": str(self.across),
            "corners": "\n".join(map(words_of, self.corners)),
            "circle": circle,
        }

    def done(self, what: str) -> "Sketch":
        """After one of the map's buttons; any other word changes nothing."""
        if what == "undo":
            return replace(self, corners=self.corners[:-1], circle=None)
        if what == "clear":
            return replace(self, corners=(), circle=None)
        if what in ("nearer", "farther"):
            steps = [
                each for each in ACROSS if (each < self.across) == (what == "nearer") and each != self.across
            ]
            return replace(
                self, across=min(steps, key=lambda each: abs(each - self.across), default=self.across)
            )
        if what in _MOVES and self.middle:
            east, north = (round(part * self.across * _STEP) for part in _MOVES[what])
            return replace(self, middle=_on_grid(self.middle.easting + east, self.middle.northing + north))
        return self

    def with_corner(self, at: Point) -> "Sketch":
        """One corner more; a circle gives way to it."""
        return replace(self, corners=(*self.corners, _on_grid(*at))[:MOST_CORNERS], circle=None)

    def with_corners(self, corners: Iterable[Point]) -> "Sketch":
        """These corners and no others, in view."""
        drawn = replace(self, corners=tuple(corners), circle=None)
        return drawn.showing(box_of(drawn.corners)) if drawn.corners else drawn

    def around(self, circle: Circle) -> "Sketch":
        return replace(self, corners=(), circle=circle).showing(circle.box)

    def showing(self, box: Box) -> "Sketch":
        """With all of this in view, or as much as a map may show."""
        across = next((each for each in ACROSS if each >= max(box.longest * 1.3, CLOSE)), ACROSS[-1])
        return replace(self, middle=box.middle, across=across)


def read(fields: Mapping[str, str]) -> Sketch:
    """The sketch that a form's hidden fields hold; what cannot be read is left out."""
    across = fields.get("across", "")
    return Sketch(
        middle=point_in(fields.get("middle", "")),
        across=int(across) if across in map(str, ACROSS) else USUAL,
        corners=tuple(filter(None, map(point_in, fields.get("corners", "").splitlines())))[:MOST_CORNERS],
        circle=_circle(fields.get("circle", "")),
    )


def _circle(text: str) -> Circle | None:
    where, _, radius = text.rpartition(",")
    middle = point_in(where)
    if middle is None or not _RADIUS.fullmatch(radius.strip()):
        return None
    return Circle(middle, int(radius))


def _on_grid(east: int, north: int) -> Point:
    return Point(min(max(east, 0), GRID_EAST), min(max(north, 0), GRID_NORTH))
