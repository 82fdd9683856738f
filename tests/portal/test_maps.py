"""An area being drawn, and maps as drawings."""

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gazetteer.addresses import Address
from shiremoot.gazetteer.geometry import Box, Circle, Point
from shiremoot.portal import sketch
from shiremoot.portal.drawn_places import added, lines_for, street_by_street
from shiremoot.portal.pictures import SIZES, fitting, frames, picture
from shiremoot.portal.sketch import ACROSS, MOST_CORNERS, Sketch

points = st.builds(Point, st.integers(0, 700_000), st.integers(0, 1_300_000))
sketches = st.builds(
    Sketch,
    st.none() | points,
    st.sampled_from(ACROSS),
    st.lists(points, max_size=5).map(tuple),
    st.none() | st.builds(Circle, points, st.sampled_from([100, 250, 500])),
)
BUTTONS = ("undo", "clear", "nearer", "farther", "north", "south", "east", "west", "anything")
MIDDLE = Point(632_000, 530_000)
streets = st.sampled_from(["1 Mill Lane", "2 High Street", "3 A Rather Long Name Terrace"])
districts = st.sampled_from(["XK1 2AB", "QV2 1AA"])


def address(line: str, east: int = 0, north: int = 0, postcode: str = "XK1 2AB", uprn: str = "7") -> Address:
    return Address(uprn, line, "Oldford", postcode, Point(MIDDLE.easting + east, MIDDLE.northing + north))


@given(sketches)
def test_what_a_form_carries_is_read_again(drawn):
    assert sketch.read(drawn.fields) == drawn


@given(
    st.dictionaries(
        st.sampled_from(["middle", "across", "corners", "circle"]), st.text() | st.from_regex("[0-9, ]*")
    )
)
def test_whatever_is_sent_gives_a_sketch_on_the_grid(fields):
    found = sketch.read(fields)
    assert found.across in ACROSS
    assert all(each.on_the_grid for each in found.corners)


@given(sketches, st.lists(st.sampled_from(BUTTONS)))
def test_buttons_lead_nowhere_off_the_grid_and_show_what_a_map_may_show(drawn, pressed):
    for each in pressed:
        drawn = drawn.done(each)
    assert drawn.across in ACROSS
    assert drawn.middle is None or drawn.middle.on_the_grid


@given(sketches)
def test_a_step_and_the_step_back_show_the_same(drawn):
    assert drawn.done("nearer").done("farther").across in (drawn.across, ACROSS[1])
    if drawn.middle and 1000 < drawn.middle.easting < 699_000 and 1000 < drawn.middle.northing < 1_299_000:
        assert drawn.done("north").done("south").done("west").done("east") == drawn


def test_corners_make_an_area_from_three_on_and_a_circle_gives_way_to_them():
    drawn = Sketch(MIDDLE).around(Circle(MIDDLE, 250))
    assert drawn.area == Circle(MIDDLE, 250)
    assert drawn.across == 1000
    for step in range(3):
        assert not drawn.corners or drawn.area is None
        drawn = drawn.with_corner(Point(632_000 + step, 530_000 + step**2))
    assert drawn.circle is None
    assert drawn.area.holds(Point(632_001, 530_001))
    assert drawn.done("undo").area is None
    assert drawn.done("clear").corners == ()
    for _ in range(100):
        drawn = drawn.with_corner(MIDDLE)
    assert len(drawn.corners) == MOST_CORNERS


@given(points, st.sampled_from(ACROSS), st.integers(0, 579), st.integers(0, 459))
def test_a_pixel_and_the_spot_that_it_shows_are_the_same(middle, across, x, y):
    frame = frames(middle, across)["wide"]
    seen = frame.pixel(frame.point(x, y))
    # from near, a metre is some pixels
    assert abs(seen[0] - x) <= 3
    assert abs(seen[1] - y) <= 3


@given(st.lists(points, min_size=1, max_size=2))
def test_a_picture_is_made_as_wide_as_what_it_has_to_show(ends):
    box = Box(*map(min, zip(*ends, strict=True)), *map(max, zip(*ends, strict=True)))
    for width, height in SIZES.values():
        frame = frames(box.middle, fitting(box, width, height))["wide" if width > 400 else "narrow"]
        assert all(frame.box.holds(each) for each in ends)


def test_a_picture_shows_each_spot_once_those_meant_apart_with_names_and_a_scale():
    there = [
        address("4 Mill Lane"),
        address("Flat 2, 4 Mill Lane"),
        address("6 Mill Lane", 12),
        address("1 Far Way", 9999),
    ]
    drawn = picture("wide", frames(MIDDLE, 500)["wide"], there, lambda each: each.number == "4")
    assert drawn.marked == "M290 230h0"
    assert drawn.others == "M304 230h0"
    assert [label.text for label in drawn.streets] == ["Mill Lane"]
    assert drawn.houses == ()
    assert (drawn.bar_words, drawn.bar) == ("100 m", 116)
    near = picture("wide", frames(MIDDLE, 250)["wide"], there, lambda each: False)
    assert near.marked == ""
    assert [label.text for label in near.houses] == ["4", "6"]
    far = picture("narrow", frames(MIDDLE, 20_000)["narrow"], there, lambda each: False)
    assert far.bar_words == "5 km"


@given(
    st.lists(st.tuples(streets, st.integers(-250, 250), st.integers(-200, 200), districts)).map(
        lambda some: [address(*each) for each in some]
    )
)
def test_no_name_stands_over_another_or_beyond_the_edge(there):
    for kind, frame in frames(MIDDLE, 500).items():
        labels = picture(kind, frame, there, lambda each: True).streets
        for n, label in enumerate(labels):
            half = len(label.text) * 4.5
            assert half - 1 <= label.x <= frame.width - half + 1
            for other in labels[n + 1 :]:
                apart = (len(label.text) + len(other.text)) * 4.5 - 2
                assert abs(label.x - other.x) >= apart or abs(label.y - other.y) >= 18


def test_addresses_become_lines_as_they_would_be_typed_each_door_once():
    there = [
        address("10 Mill Lane"),
        address("4 Mill Lane"),
        address("Flat 2, 6 Mill Lane"),
        address("Flat 1, 6 Mill Lane"),
        address("Rose Cottage, Mill Lane", uprn="104"),
        address("4 Mill Lane", postcode="", uprn="105"),
    ]
    assert lines_for(there) == [
        "105",
        "104",
        "4 Mill Lane, XK1 2AB",
        "6 Mill Lane, XK1 2AB",
        "10 Mill Lane, XK1 2AB",
    ]
    assert street_by_street(there[:2]) == [("Mill Lane, XK1 2AB", ["4", "10"])]


def test_what_was_typed_before_stays_as_it_is_and_nothing_is_there_twice():
    typed = "XK9 9ZZ\n4 mill lane xk12ab\nwhatever\n"
    lines = ["4 mill lane, XK1 2AB", "XK9 9ZZ", "6 Mill Lane, XK1 2AB"]
    assert added(typed, lines) == "XK9 9ZZ\n4 mill lane xk12ab\nwhatever\n6 Mill Lane, XK1 2AB"
    assert added(" \n", ["104"]) == "104"
