"""Shaded maps: every area once, in the class of its number, or in none."""

import math
import re
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.pictures.classes import MOST_CLASSES, Cut, classes
from shiremoot.pictures.maps import Area, shaded
from shiremoot.pictures.values import Value
from tests.pictures.values import HIDDEN, begins_inside, numbers, size_of, values

cuts = st.sampled_from(Cut)


@dataclass(frozen=True)
class Square:
    west: int
    south: int
    size: int = 1000

    @property
    def rings(self):
        east, north = self.west + self.size, self.south + self.size
        return [
            [
                (self.west, self.south),
                (east, self.south),
                (east, north),
                (self.west, north),
                (self.west, self.south),
            ]
        ]

    @property
    def middle(self):
        return (self.west + self.size // 2, self.south + self.size // 2)


def board(given_values) -> list[Area]:
    """Squares, ten in a row."""
    return [
        Area(f"Ward {n}", Square(600_000 + n % 10 * 1000, 500_000 + n // 10 * 1000), value)
        for n, value in enumerate(given_values)
    ]


@given(st.lists(numbers, min_size=1, max_size=80), cuts)
def test_classes_follow_one_another_and_every_number_is_in_one(found, cut):
    made = classes(found, cut)
    assert 1 <= len(made) <= MOST_CLASSES
    assert made[0].low == math.floor(min(found))
    assert made[-1].high == math.floor(max(found))
    assert all(before.high + 1 == after.low for before, after in pairwise(made))
    assert all(each.low <= each.high for each in made)
    for number in found:
        assert sum(each.holds(number) for each in made) == 1


@given(st.lists(st.integers(0, 10_000), min_size=10, max_size=80, unique=True))
def test_classes_by_quantile_hold_about_as_many_each(found):
    counts = [sum(each.holds(number) for number in found) for each in classes(found)]
    assert len(counts) == MOST_CLASSES
    assert max(counts) - min(counts) <= 1


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=80))
def test_equal_classes_are_as_wide_as_each_other(found):
    widths = [each.high - each.low for each in classes(found, Cut.EQUAL)]
    assert max(widths) - min(widths) <= 1


def test_no_numbers_have_no_classes_and_ranges_are_told_in_words():
    assert classes([]) == []
    assert [each.words for each in classes([1, 1, 2, 900, 1240])] == [
        "1",
        "2 to 899",
        "900 to 1,239",
        "1,240",
    ]


@given(st.lists(st.none() | values, min_size=1, max_size=80), cuts)
def test_each_area_is_shaded_once_and_what_is_withheld_never_as_a_number(given_values, cut):
    for picture in shaded(board(given_values), cut=cut):
        looks = [shade.look for shade in picture.shades]
        assert len(looks) == len(given_values)
        for look, value in zip(looks, given_values, strict=True):
            if value is None:
                assert look == "none"
            elif value.number is None:
                assert look == "withheld"
            else:
                assert look in "12345"
        ordered = sorted(
            (math.floor(value.number), int(look))
            for look, value in zip(looks, given_values, strict=True)
            if value and value.number is not None
        )
        assert [look for _, look in ordered] == sorted(look for _, look in ordered), "darker is more"
        in_key = [each.look for each in picture.key]
        assert set(looks) <= set(in_key)
        assert len(in_key) == len(set(in_key))
        for each in picture.key:
            assert each.y + 24 <= picture.height
            assert all(begins_inside(line, picture) for line in each.lines)


@given(st.integers(1, 80))
def test_areas_lie_in_the_picture_as_on_the_ground(count):
    for picture in shaded(board([Value(1, "1")] * count)):
        corners = []
        for shade in picture.shades:
            x, y, *steps = map(float, re.findall(r"-?\d+(?:\.\d+)?", shade.path))
            ring = [(x, y)]
            for east, south in zip(steps[::2], steps[1::2], strict=True):
                ring.append((ring[-1][0] + east, ring[-1][1] + south))
            assert len(ring) == 4, "the last corner is the first"
            corners.append(ring)
            assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in ring)
        if count > 1:
            assert corners[0][1] == pytest.approx(corners[1][0]), "neighbours share their corners"
        if count > 10:
            assert corners[10][0][1] < corners[0][0][1], "north is up"


def test_names_of_larger_areas_stand_in_them_and_not_over_each_other():
    over = [("Oldford", Square(600_000, 500_000, 5000)), ("Ambermouth", Square(600_100, 500_100, 5000))]
    for picture in shaded(board([Value(1, "1")] * 50), over):
        assert len(picture.borders) == 2
        assert {name.words for name in picture.names} == {"Oldford", "Ambermouth"}
        first, second = picture.names
        assert abs(first.y - second.y) >= size_of(picture.kind).line - 0.2


def test_the_key_says_the_most_first_and_why_some_have_no_shade():
    given_values = [Value(number, str(number)) for number in (3, 17, 40, 90, 200)] + [HIDDEN, None]
    (wide, narrow) = shaded(board(given_values))
    words = ["200", "90 to 199", "40 to 89", "17 to 39", "3 to 16", "hidden", "no data"]
    assert [" ".join(line.words for line in each.lines) for each in wide.key] == words
    assert [each.look for each in narrow.key] == ["5", "4", "3", "2", "1", "withheld", "none"]
    assert wide.description == "The most: Ward 4, 200. The least: Ward 0, 3. Not shown: 1 of 6."
    assert wide.shades[5].words == "Ward 5: hidden"
    assert wide.shades[6].words == "Ward 6: no data"


def test_a_hole_is_cut_out_and_a_ring_smaller_than_a_spot_is_left_out():
    @dataclass(frozen=True)
    class Holed(Square):
        @property
        def rings(self):
            return [
                *super().rings,
                *Square(self.west + 300, self.south + 300, 200).rings,
                [(self.west, self.south)] * 4,
            ]

    (wide, _) = shaded([Area("Ward", Holed(600_000, 500_000), HIDDEN)])
    assert wide.shades[0].path.count("M") == 2


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="no areas"):
        shaded([])
