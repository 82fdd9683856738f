from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.contracts import DisplayRule, age_in_years
from shiremoot.contracts.rules import months_before

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
ON = date(2026, 3, 31)


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 120))
def test_ages_are_inclusive_at_both_ends(low, high, age):
    assert DisplayRule(min_age=low, max_age=high).shows(age=age, row={}, on=ON) == (low <= age <= high)


def test_what_cannot_be_told_is_not_shown():
    assert not DisplayRule(min_age=1).shows(age=None, row={}, on=ON)
    assert not DisplayRule(within_months=1, of="t.d").shows(age=3, row={"t.d": None}, on=ON)
    assert not DisplayRule(within_months=1, of="t.d").shows(age=3, row={"t.d": "soon"}, on=ON)
    assert DisplayRule().shows(age=None, row={}, on=ON)


@given(DAYS, st.integers(0, 240))
def test_months_back_keep_the_day_or_take_the_last_of_the_month(day, months):
    then = months_before(day, months)
    assert (day.year * 12 + day.month) - (then.year * 12 + then.month) == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


def test_within_months_counts_from_the_day_itself():
    rule = DisplayRule(within_months=12, of="t.d")
    assert rule.shows(age=None, row={"t.d": "2025-03-31"}, on=ON)
    assert not rule.shows(age=None, row={"t.d": "2025-03-30"}, on=ON)


@given(DAYS, DAYS)
def test_age_grows_by_one_on_each_birthday(born, on):
    age = age_in_years(born, on)
    assert (born.year + age, born.month, born.day) <= (on.year, on.month, on.day)
    assert (born.year + age + 1, born.month, born.day) > (on.year, on.month, on.day)
