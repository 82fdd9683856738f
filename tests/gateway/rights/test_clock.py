"""By when a request for one's own data must be answered."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.gateway.rights.bank_holidays import bank_holiday
from shiremoot.gateway.rights.clock import (
    Clock,
    Pause,
    Standing,
    due_on,
    may_extend,
    standing,
)

DAY = timedelta(days=1)


def due(received: str, identity: str = "", *, extended: bool = False, pauses: tuple = ()) -> str:
    clock = Clock(
        date.fromisoformat(received),
        date.fromisoformat(identity or received),
        extended,
        tuple(Pause(*(date.fromisoformat(day) if day else None for day in each)) for each in pauses),
    )
    found = due_on(clock, bank_holiday)
    return found.isoformat() if found else ""


@pytest.mark.parametrize(
    ("received", "answered_by"),
    [
        ("2027-01-31", "2027-03-01"),  # the last day of February is a Sunday
        ("2028-01-31", "2028-02-29"),
        ("2028-02-29", "2028-03-29"),
        ("2026-08-31", "2026-09-30"),
        ("2026-10-15", "2026-11-16"),  # from a Sunday to Monday
        ("2026-11-25", "2026-12-29"),  # Christmas, a Saturday, a Sunday, and the day for Boxing Day
        ("2026-03-03", "2026-04-07"),  # Good Friday, the weekend, Easter Monday
    ],
)
def test_one_month_and_the_next_day_on_which_people_work(received, answered_by):
    assert due(received) == answered_by


def test_it_runs_from_the_identity_check_where_that_came_later():
    assert due("2026-09-01", "2026-09-10") == "2026-10-12"
    assert due("2026-09-10", "2026-09-01") == "2026-10-12"


def test_before_the_identity_is_known_there_is_no_day():
    clock = Clock(date(2026, 9, 1))
    assert due_on(clock, bank_holiday) is None
    assert standing(clock, date(2030, 1, 1), bank_holiday) is Standing.NOT_BEGUN


def test_two_months_more_from_the_same_beginning():
    assert due("2026-11-30", extended=True) == "2027-03-01"


def test_the_clock_stands_still_while_the_applicant_is_asked():
    assert due("2026-11-02", pauses=[("2026-11-05", "")]) == ""
    assert due("2026-11-02", pauses=[("2026-11-05", "2026-11-12")]) == "2026-12-09"
    assert (
        due("2026-11-02", pauses=[("2026-11-05", "2026-11-12"), ("2026-11-20", "2026-11-21")]) == "2026-12-10"
    )


def test_a_question_before_the_clock_began_and_one_after_the_last_day_add_nothing():
    assert due("2026-11-02", pauses=[("2026-10-20", "2026-10-25")]) == "2026-12-02"
    assert due("2026-11-02", pauses=[("2026-12-03", "2026-12-24")]) == "2026-12-02"
    assert due("2026-11-02", pauses=[("2026-12-03", "")]) == "2026-12-02"


def test_it_is_late_from_the_day_after():
    clock = Clock(date(2026, 11, 2), date(2026, 11, 2))
    assert standing(clock, date(2026, 12, 2), bank_holiday) is Standing.RUNS
    assert standing(clock, date(2026, 12, 3), bank_holiday) is Standing.LATE
    stopped = replace(clock, pauses=(Pause(date(2026, 11, 5)),))
    assert standing(stopped, date(2026, 12, 3), bank_holiday) is Standing.STOPPED


def test_it_is_extended_once_and_within_the_first_month():
    clock = Clock(date(2026, 11, 2), date(2026, 11, 2))
    assert may_extend(clock, date(2026, 12, 2), bank_holiday)
    assert not may_extend(clock, date(2026, 12, 3), bank_holiday)
    assert not may_extend(replace(clock, extended=True), date(2026, 11, 3), bank_holiday)
    assert not may_extend(Clock(date(2026, 11, 2)), date(2026, 11, 3), bank_holiday)


days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@st.composite
def clocks(draw) -> Clock:
    received = draw(days)
    pauses, day = [], received
    for _ in range(draw(st.integers(0, 3))):
        asked = day + draw(st.integers(0, 9)) * DAY
        day = asked + draw(st.integers(0, 40)) * DAY
        pauses.append(Pause(asked, day))
    identity = received + draw(st.integers(-5, 40)) * DAY
    return Clock(received, identity, draw(st.booleans()), tuple(pauses))


@given(clocks())
def test_the_day_is_a_working_day_of_at_least_the_month_and_never_moves_back(clock):
    found = due_on(clock, bank_holiday)
    start = max(clock.received_on, clock.identity_on)
    assert found.weekday() < 5
    assert not bank_holiday(found)
    assert found - start >= (28 + 59 * clock.extended) * DAY
    stopped = sum(((each.came_on - each.asked_on) for each in clock.pauses), timedelta())
    assert found - start <= (31 + 61 * clock.extended) * DAY + stopped + 5 * DAY
    assert due_on(replace(clock, pauses=()), bank_holiday) <= found


@given(clocks())
def test_received_or_identified_a_day_later_is_never_due_earlier(clock):
    clock = replace(clock, pauses=())
    later = replace(clock, received_on=clock.received_on + DAY, identity_on=clock.identity_on + DAY)
    assert due_on(clock, bank_holiday) <= due_on(later, bank_holiday)


@given(clocks(), st.integers(0, 60))
def test_what_is_asked_and_not_answered_stops_the_clock_as_long_as_it_runs(clock, after):
    last = max((each.came_on for each in clock.pauses), default=clock.received_on) + after * DAY
    asked = replace(clock, pauses=(*clock.pauses, Pause(last)))
    assert (due_on(asked, bank_holiday) is None) == (last <= due_on(clock, bank_holiday))
