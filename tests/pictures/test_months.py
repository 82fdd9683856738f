"""Columns over months: as high as their values, at their month, with an axis of round numbers."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.pictures.months import MOST_MONTHS, STUB, months, round_numbers
from shiremoot.pictures.values import Value
from tests.pictures.values import HIDDEN, size_of, values


def month(number: int) -> date:
    return date(2021 + number // 12, number % 12 + 1, 1)


some = st.dictionaries(st.integers(0, MOST_MONTHS - 1), values, min_size=1).map(
    lambda found: [(month(number), value) for number, value in sorted(found.items())]
)


@given(some)
def test_a_column_for_each_month_in_proportion_within_the_picture(given_months):
    for picture in months(given_months):
        pairs = list(zip(picture.columns, given_months, strict=True))
        most = max((value.number or 0 for _, (_, value) in pairs), default=0)
        highest = max((each.height for each, _ in pairs if not each.is_withheld), default=0)
        for each, (first, value) in pairs:
            assert each.words == f"{first:%B %Y}: {value.words}"
            assert each.is_withheld == (value.number is None)
            assert each.y + each.height == pytest.approx(picture.base, abs=0.02)
            if each.is_withheld:
                assert each.height == STUB
            elif most:
                assert each.height == pytest.approx(highest * value.number / most, abs=0.02)
            assert picture.left <= each.x
            assert each.x + each.width <= picture.width
            assert each.width > 0
            assert each.y >= 0
        size = size_of(picture.kind)
        for tick in picture.ticks:
            assert tick.x - 6 - size.length(tick.words) >= 0
            assert 0 <= tick.y <= picture.base
        for label in picture.labels:
            half = size.length(label.words) / 2
            assert label.x - half >= 0
            assert label.x + half <= picture.width
            assert picture.base < label.y <= picture.height
        assert bool(picture.key) == any(value.is_withheld for _, value in given_months)


@given(some)
def test_months_apart_are_as_far_apart_as_in_the_calendar(given_months):
    for picture in months(given_months):
        middles = [each.x + each.width / 2 for each in picture.columns]
        numbers = [each.year * 12 + each.month for each, _ in given_months]
        if len(middles) > 1:
            apart = (middles[-1] - middles[0]) / (numbers[-1] - numbers[0])
            assert middles == pytest.approx(
                [middles[0] + apart * (number - numbers[0]) for number in numbers], abs=0.05
            )


@given(st.lists(st.tuples(st.integers(0, 59)), min_size=2, max_size=2, unique=True))
def test_names_of_months_are_never_over_each_other(ends):
    (first,), (last,) = sorted(ends)
    for picture in months([(month(first), HIDDEN), (month(last), HIDDEN)]):
        assert picture.labels
        size = size_of(picture.kind)
        for line in {label.y for label in picture.labels}:
            spots = sorted((label.x, label.words) for label in picture.labels if label.y == line)
            for (x, words), (after, next_words) in pairwise(spots):
                assert x + size.length(words) / 2 <= after - size.length(next_words) / 2


@given(st.floats(0, 1e9, allow_nan=False))
def test_an_axis_has_few_round_numbers_up_to_the_top(top):
    marks = round_numbers(top)
    assert marks[0] == 0
    assert marks[-1] >= top
    assert 2 <= len(marks) <= 6


def test_whole_numbers_have_a_whole_axis():
    assert round_numbers(0) == [0, 1]
    assert round_numbers(3) == [0, 1, 2, 3]
    assert round_numbers(404) == [0, 200, 400, 600]
    assert [tick.words for tick in months([(month(0), Value(404, "404"))])[0].ticks] == [
        "0",
        "200",
        "400",
        "600",
    ]


def test_what_hatched_columns_mean_is_said_once():
    (wide, _) = months([(month(0), HIDDEN), (month(1), HIDDEN), (month(2), Value(None, "no load"))])
    assert [each.words for each in wide.key] == ["hidden or no load"]


def test_the_picture_is_told_in_words():
    told = months([(month(0), Value(3, "3")), (month(1), Value(7, "7")), (month(2), HIDDEN)])
    assert told[0].description == "The most: February 2021, 7. The least: January 2021, 3. Not shown: 1 of 3."


@pytest.mark.parametrize("given_months", [[], [1, 0], [0, 0], [0, MOST_MONTHS]])
def test_no_months_months_out_of_order_and_too_many_are_refused(given_months):
    with pytest.raises(ValueError, match="months"):
        months([(month(number), HIDDEN) for number in given_months])
