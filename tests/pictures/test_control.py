"""One measure between its limits: every month once, at its height, marked by shape, and gaps left open."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.pictures.control import Level, Month, control
from shiremoot.pictures.marks import WITHHELD, Mark
from shiremoot.pictures.months import MOST_MONTHS
from shiremoot.pictures.values import Value
from tests.pictures.values import HIDDEN, begins_inside, size_of, values


def month(number: int) -> date:
    return date(2021 + number // 12, number % 12 + 1, 1)


marks = st.sampled_from([Mark.ORDINARY, Mark.IMPROVEMENT, Mark.CONCERN, Mark.UNUSUAL])
some = st.dictionaries(st.integers(0, MOST_MONTHS - 1), st.tuples(values, marks), min_size=1).map(
    lambda found: [Month(month(number), *found[number]) for number in sorted(found)]
)
targets = st.none() | st.floats(0, 1e6)


def spot(path: str) -> tuple[float, float]:
    """Where a path begins."""
    x, y = re.match(r"M(-?[\d.]+) (-?[\d.]+)", path).groups()
    return float(x), float(y)


def level(months, mean=50.0, reach=60.0) -> Level:
    return Level(months[0].first, months[-1].first, mean, mean - reach, mean + reach)


@given(some, targets)
def test_each_month_stands_at_its_value_within_the_picture(months, target):
    shown = [each for each in months if each.value.number is not None]
    for picture in control(months, [level(months)], target):
        assert len(picture.points) == len(shown)
        assert len(picture.stubs) == len(months) - len(shown)
        (line,) = (each.path for each in picture.lines if each.look == "values")
        spots = [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", line)]
        assert len(spots) == len(shown)
        by_value = sorted(zip((each.value.number for each in shown), spots, strict=True))
        for (_, (_, below)), (_, (_, above)) in pairwise(by_value):
            assert above <= below, "more is higher"
        for (x, y), each, point in zip(spots, shown, picture.points, strict=True):
            assert picture.left <= x <= picture.width
            assert 0 <= y <= picture.base
            assert point.look == each.mark
            assert point.words == f"{each.first:%B %Y}: {each.value.words}"
            assert abs(spot(point.path)[0] - x) <= 5.5
            assert abs(spot(point.path)[1] - y) <= 5.6
        assert all(0 <= tick.y <= picture.base for tick in picture.ticks)
        assert all(begins_inside(words, picture) for each in picture.key for words in each.lines)


@given(some)
def test_the_line_breaks_where_a_month_is_withheld_or_left_out(months):
    numbers = [each.first.year * 12 + each.first.month for each in months if not each.value.is_withheld]
    starts = sum(1 for number in numbers if number - 1 not in numbers)
    for picture in control(months):
        (line,) = (each.path for each in picture.lines if each.look == "values")
        assert line.count("M") == starts


@given(some, targets)
def test_the_key_tells_what_is_drawn_and_nothing_else(months, target):
    drawn = {each.mark for each in months if not each.value.is_withheld} - {Mark.ORDINARY}
    expected = {*drawn, "mean", "limit"}
    if target is not None:
        expected.add("target")
    if any(each.value.is_withheld for each in months):
        expected.add(WITHHELD)
    for picture in control(months, [level(months)], target):
        assert {each.look for each in picture.key} == expected
        assert picture.key[-1].lines[-1].y < picture.height


def counts(*numbers) -> list[Month]:
    return [Month(month(number), Value(each, str(each))) for number, each in enumerate(numbers)]


def test_each_level_has_lines_of_its_own_and_the_key_says_the_last():
    months = counts(10, 12, 30, 32)
    levels = [Level(month(0), month(1), 11, 6, 16), Level(month(2), month(3), 31, 26, 36)]
    (wide, _) = control(months, levels, target=20)
    assert [each.look for each in wide.lines] == [*["mean", "limit", "limit"] * 2, "target", "values"]
    assert [" ".join(words.words for words in each.lines) for each in wide.key] == [
        "mean, now 31",
        "limits that months vary between, now 26 and 36",
        "target, 20",
    ]


def test_a_lower_limit_below_nought_is_said_and_not_drawn():
    (wide, _) = control(counts(2, 3, 5), [Level(month(0), month(2), 3.3, -0.7, 7.3)])
    assert [each.look for each in wide.lines] == ["mean", "limit", "values"]
    assert wide.ticks[0].words == "0"
    told = " ".join(words.words for words in wide.key[-1].lines)
    assert told == "limits that months vary between, 7.3; the lower one is below 0"


def test_the_axis_begins_at_nought_only_where_values_are_near_it():
    assert control(counts(30, 60))[0].ticks[0].words == "0"
    assert control(counts(940, 960))[0].ticks[0].words == "940"
    assert control(counts(5))[0].ticks[0].words == "0"
    assert [each.words for each in control([Month(month(0), HIDDEN)])[0].ticks] == ["0", "1"]


def test_what_is_unusual_is_told_in_words():
    months = counts(3, 4, 90)
    months[2] = Month(month(2), Value(90, "90"), Mark.CONCERN, "above the upper limit")
    (wide, _) = control(months)
    assert wide.points[2].words == "March 2021: 90, above the upper limit"
    assert wide.description == (
        "The most: March 2021, 90. The least: January 2021, 3."
        " 1 month is unusual, at last March 2021: above the upper limit."
    )


def test_marks_differ_in_shape():
    paths = set()
    for mark in (Mark.ORDINARY, Mark.IMPROVEMENT, Mark.CONCERN, Mark.UNUSUAL):
        (wide, _) = control([Month(month(0), Value(1, "1"), mark)])
        paths.add(re.sub(r"^M\S+ [^a-z]+", "", wide.points[0].path))
    assert len(paths) == 4


def test_months_have_room_for_their_names():
    for picture in control(counts(*range(40))):
        size = size_of(picture.kind)
        for label in picture.labels:
            assert label.x + size.length(label.words) / 2 <= picture.width


@pytest.mark.parametrize("numbers", [[], [1, 0], [0, 0], [0, MOST_MONTHS]])
def test_no_months_months_out_of_order_and_too_many_are_refused(numbers):
    with pytest.raises(ValueError, match="months"):
        control([Month(month(number), HIDDEN) for number in numbers])
