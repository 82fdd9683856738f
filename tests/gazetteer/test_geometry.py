"""What lies in an area: exact, on whole metres."""

from math import atan2, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gazetteer.geometry import Circle, Drawn, Point, box_of
from shiremoot.gazetteer.grid import point_in, words_of

SQUARE = Drawn((Point(0, 0), Point(10, 0), Point(10, 10), Point(0, 10)))
points = st.builds(Point, st.integers(-30, 30), st.integers(-30, 30))
areas = st.lists(points, min_size=3, max_size=7).map(lambda corners: Drawn(tuple(corners)))


def on_its_line(area: Drawn, point: Point) -> bool:
    """Whether the way from corner to corner by the point is no longer than the straight one."""

    def length(a: Point, b: Point) -> float:
        return ((a.easting - b.easting) ** 2 + (a.northing - b.northing) ** 2) ** 0.5

    return any(
        abs(length(a, point) + length(point, b) - length(a, b)) < 1e-9
        for a, b in zip(area.corners, area.corners[1:] + area.corners[:1], strict=True)
    )


def turns(area: Drawn, point: Point) -> int:
    """How often somebody at the point turns around who watches the line being walked."""
    seen = [atan2(c.northing - point.northing, c.easting - point.easting) for c in area.corners]
    steps = (b - a for a, b in zip(seen, seen[1:] + seen[:1], strict=True))
    return round(sum((step + pi) % (2 * pi) - pi for step in steps) / (2 * pi))


@given(areas, points)
def test_an_area_holds_its_line_and_whatever_the_line_goes_around(area, point):
    assert area.holds(point) == (on_its_line(area, point) or turns(area, point) != 0)


@given(areas, points)
def test_neither_the_corner_it_begins_at_nor_its_direction_matters(area, point):
    moved = Drawn(area.corners[1:] + area.corners[:1])
    assert area.holds(point) == moved.holds(point) == Drawn(area.corners[::-1]).holds(point)


@given(areas, points)
def test_nothing_outside_its_box_is_inside(area, point):
    assert area.box.holds(point) or not area.holds(point)


@pytest.mark.parametrize("point", [(0, 0), (10, 10), (5, 0), (0, 7), (10, 1), (5, 5)])
def test_corners_and_edges_are_inside(point):
    assert SQUARE.holds(Point(*point))


@pytest.mark.parametrize("point", [(-1, 0), (11, 5), (5, -1), (5, 11), (11, 11)])
def test_what_is_beside_it_is_outside(point):
    assert not SQUARE.holds(Point(*point))


@given(st.lists(points, max_size=2), points)
def test_fewer_than_three_corners_hold_nothing(corners, point):
    assert not Drawn(tuple(corners)).holds(point)


def test_where_a_line_crosses_itself_both_loops_and_what_it_goes_round_twice_are_inside():
    bow = Drawn((Point(0, 0), Point(10, 10), Point(10, 0), Point(0, 10)))
    assert bow.holds(Point(1, 5))
    assert bow.holds(Point(9, 5))
    assert not bow.holds(Point(5, 1))
    star = Drawn((Point(0, 30), Point(18, -24), Point(-29, 9), Point(29, 9), Point(-18, -24)))
    assert star.holds(Point(0, 0))


@given(points, st.integers(0, 40), points)
def test_a_circle_holds_what_is_no_further_than_its_radius(middle, radius, point):
    away = (middle.easting - point.easting) ** 2 + (middle.northing - point.northing) ** 2
    circle = Circle(middle, radius)
    assert circle.holds(point) == (away <= radius**2)
    assert circle.box.holds(point) or not circle.holds(point)


@given(st.lists(points, min_size=1))
def test_a_box_is_the_smallest_around_its_points(some):
    box = box_of(some)
    assert all(box.holds(point) for point in some)
    assert {box.west, box.east} <= {point.easting for point in some}
    assert {box.south, box.north} <= {point.northing for point in some}


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("632100, 530450", (632100, 530450)),
        (" 632100  530450 ", (632100, 530450)),
        ("OW 321 304", (632100, 530400)),
        ("ow3210030450", (632100, 530450)),
        ("OW 32100 30450", (632100, 530450)),
        # Ordnance Survey's own example, and the origin
        ("TG 51409 13177", (651409, 313177)),
        ("SV 00 00", (0, 0)),
        ("HP 6 1", (460000, 1210000)),
    ],
)
def test_a_point_is_read_as_people_write_it(typed, point):
    assert point_in(typed) == point


@pytest.mark.parametrize(
    "typed", ["", "Mill Lane", "632100", "OW 321 3045", "OW 321", "700001, 0", "II 12 12", "AA 1 1", "1,2,3"]
)
def test_anything_else_is_no_point(typed):
    assert point_in(typed) is None


@given(st.builds(Point, st.integers(0, 700_000), st.integers(0, 1_300_000)))
def test_what_is_written_is_read_again(point):
    assert point_in(words_of(point)) == point
