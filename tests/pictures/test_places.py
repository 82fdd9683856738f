"""Places on a map: each once, where it is, with a key."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.pictures.places import LOOKS, Spot, placed
from tests.pictures.test_drawn import SVG, drawn
from tests.pictures.test_maps import Square
from tests.pictures.values import begins_inside

OLDFORD = ("Oldford", Square(600_000, 500_000, 20_000))
metres = st.integers(600_000, 620_000), st.integers(500_000, 520_000)
spots = st.lists(st.builds(Spot, st.tuples(*metres), st.sampled_from(LOOKS), st.text()), min_size=1)
KEY = [(look, f"What a {look} means, in more words than a phone has room for in a line") for look in LOOKS]


def start(path: str) -> tuple[float, float]:
    x, y = re.match(r"M(-?[\d.]+) (-?[\d.]+)", path).groups()
    return float(x), float(y)


@given(spots, st.booleans())
def test_each_place_is_marked_once_in_the_picture(found, over):
    for picture in placed(found, [OLDFORD] if over else [], KEY, "Sites."):
        assert [(each.look, each.words) for each in picture.spots] == [
            (each.look, each.words) for each in found
        ]
        for each in picture.spots:
            x, y = start(each.path)
            assert -6 <= x <= picture.width
            assert -6 <= y <= picture.height
        assert len(picture.key) == len(LOOKS)
        assert all(begins_inside(line, picture) for each in picture.key for line in each.lines)


def test_places_lie_as_on_the_ground():
    found = [Spot((600_000, 500_000), "dot", "a"), Spot((610_000, 515_000), "dot", "b")]
    for picture in placed(found, [OLDFORD], [], ""):
        (west, south), (east, north) = (start(each.path) for each in picture.spots)
        assert west < east
        assert north < south, "north is up"
        assert [name.words for name in picture.names] == ["Oldford"]
        assert len(picture.borders) == 1


def test_a_place_alone_stands_in_the_middle_of_its_ground():
    (wide, _) = placed([Spot((600_000, 500_000), "square", "a")], [], [], "")
    assert wide.borders == (f"M0 0H{wide.width}V{wide.width}.0H0z",)
    x, _ = start(wide.spots[0].path)
    assert x == pytest.approx(wide.width / 2, abs=5)


def test_what_is_far_off_is_counted_and_makes_nothing_smaller():
    near = Spot((605_000, 505_000), "dot", "near")
    for alone, both in zip(
        placed([near], [OLDFORD], [], ""),
        placed([near, Spot((60_500, 5_050_000), "dot", "a figure left out")], [OLDFORD], [], ""),
        strict=True,
    ):
        assert both.spots == alone.spots
        assert (alone.outside, both.outside) == (0, 1)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="no such looks"):
        placed([Spot((0, 0), "star", "")], [], [], "")
    with pytest.raises(ValueError, match="unpack"):
        placed([], [], KEY, "")


def test_the_page_draws_marks_with_their_words_and_the_key():
    found = [Spot((600_000, 500_000), "dot", "A & B"), Spot((601_000, 501_000), "ring", "C")]
    wide, narrow = drawn(
        "places", placed(found, [OLDFORD], [("dot", "Hub"), ("ring", "Other")], "Two sites.")
    )
    for svg in (wide, narrow):
        classes = [each.get("class", "") for each in svg.iter(f"{SVG}path")]
        assert sum("sm-chart__spot--ring" in each for each in classes) == 2, "and one in the key"
        assert [each.text for each in svg.iter(f"{SVG}title")][1:] == ["A & B", "C"]
        assert {each.text for each in svg.iter(f"{SVG}text")} == {"Oldford", "Hub", "Other"}
