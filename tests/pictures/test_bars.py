"""Bars: as long as their values are large, one for each, none for what is withheld."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.pictures.bars import MOST_BARS, MOST_GROUPS, STUB, Bars, bars, grouped
from shiremoot.pictures.values import Value
from tests.pictures.values import HIDDEN, begins_inside, names, size_of, values

rows = st.tuples(names, values)


def is_sound(picture: Bars, expected: list[Value]) -> None:
    assert [bar.value.words[:5] for bar in picture.bars] == [value.words[:5] for value in expected]
    pairs = list(zip(picture.bars, expected, strict=True))
    most = max((value.number or 0 for value in expected), default=0)
    longest = max((bar.width for bar, value in pairs if value.number is not None), default=0)
    for bar, value in pairs:
        assert bar.is_withheld == (value.number is None)
        assert bar.x == picture.left
        if bar.is_withheld:
            assert bar.width == STUB
        elif most:
            assert bar.width == pytest.approx(longest * value.number / most, abs=0.02)
        assert bar.x + bar.width <= picture.width
        assert begins_inside(bar.value, picture)
        assert len(bar.label) <= 2
        for line in bar.label:
            assert line.x - size_of(picture.kind).length(line.words) >= 0, "labels end before the bar"
            assert line.x < picture.left
            assert bar.y - 12 < line.y < bar.y + bar.height + 12
    assert all(a.y + a.height <= b.y for a, b in pairwise(picture.bars)), "none over another"
    assert all(
        any(top <= bar.y and bar.y + bar.height <= end for top, end in picture.axes) for bar in picture.bars
    )
    assert picture.bars[-1].y + picture.bars[-1].height <= picture.height


@given(st.lists(rows, min_size=1, max_size=MOST_BARS))
def test_a_bar_for_each_value_in_proportion_within_the_picture(given_rows):
    wide, narrow = bars(given_rows)
    assert (wide.kind, wide.width, narrow.kind, narrow.width) == ("wide", 580, "narrow", 330)
    for picture in (wide, narrow):
        is_sound(picture, [value for _, value in given_rows])
        assert picture.headings == ()
        assert {bar.group for bar in picture.bars} == {1}


@given(st.lists(st.tuples(names, st.lists(rows, min_size=1, max_size=MOST_GROUPS)), min_size=1, max_size=8))
def test_groups_stand_under_their_heading_with_a_colour_each(sections):
    for picture in grouped(sections):
        is_sound(picture, [value for _, of_section in sections for _, value in of_section])
        assert [bar.group for bar in picture.bars] == [
            number for _, of_section in sections for number in range(1, len(of_section) + 1)
        ]
        assert len(picture.axes) == len(sections)
        for heading, (top, end) in zip(picture.headings, picture.axes, strict=False):
            assert heading.y <= top < end


def test_a_label_too_long_is_cut_and_said_to_be():
    (_, narrow) = bars([("A ward with a name that nobody ever reads to its end", Value(3, "3"))])
    assert [line.words for line in narrow.bars[0].label] == ["A ward with a", "name that…"]


def test_the_picture_is_told_in_words():
    told = bars([("Oldford", Value(1240, "1,240")), ("Thornwick", HIDDEN), ("Wexcombe", Value(0, "0"))])
    assert {picture.description for picture in told} == {
        "The most: Oldford, 1,240. The least: Wexcombe, 0. Not shown: 1 of 3."
    }
    assert bars([("Oldford", HIDDEN)])[0].description == "Not shown: 1 of 1."
    (wide, _) = grouped([("Oldford", [("0 to 17", Value(3, "3")), ("18 to 64", Value(7, "7"))])])
    assert wide.description == "The most: Oldford, 18 to 64, 7. The least: Oldford, 0 to 17, 3."


@pytest.mark.parametrize("count", [0, MOST_BARS + 1])
def test_none_and_too_many_are_refused(count):
    with pytest.raises(ValueError, match="bars"):
        bars([("Oldford", HIDDEN)] * count)
    with pytest.raises(ValueError, match="headings"):
        grouped([("Oldford", [("all", HIDDEN)])] * count)


def test_more_groups_than_colours_are_refused():
    with pytest.raises(ValueError, match="headings"):
        grouped([("Oldford", [("all", HIDDEN)] * (MOST_GROUPS + 1))])
