from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.contracts import DisplayRule

ON = date(2026, 3, 31)


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 120))
def test_ages_are_inclusive_at_both_ends(low, high, age):
    assert DisplayRule(min_age=low, max_age=high).shows(age=age, row={}, on=ON) == (low <= age <= high)


def test_what_cannot_be_told_is_not_shown():
    assert not DisplayRule(min_age=1).shows(age=None, row={}, on=ON)
    assert not DisplayRule(within_months=1, of="t.d").shows(age=3, row={"t.d": None}, on=ON)
    assert not DisplayRule(within_months=1, of="t.d").shows(age=3, row={"t.d": "soon"}, on=ON)
    assert DisplayRule().shows(age=None, row={}, on=ON)


def test_within_months_counts_from_the_day_itself():
    rule = DisplayRule(within_months=12, of="t.d")
    assert rule.shows(age=None, row={"t.d": "2025-03-31"}, on=ON)
    assert not rule.shows(age=None, row={"t.d": "2025-03-30"}, on=ON)
