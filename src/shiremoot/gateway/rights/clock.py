"""By when a request for one's own data must be answered. Pure: days in, a day out.

UK GDPR, articles 12(3) and 12A, and the same for law enforcement in the Data Protection Act 2018, section
54: one month from the latest of receipt and identity check, two more for complexity or number, the time
left out while the applicant is asked what they mean.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from shiremoot.dates import months_before

MONTHS, MONTHS_MORE = 1, 2
_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """While the applicant is asked what they mean: from the day they are asked until the day they answer."""

    asked_on: date
    came_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """What the day depends on. `pauses` follow each other: none begins before the one before it is over."""

    received_on: date
    identity_on: date | None = None
    extended: bool = False
    pauses: Sequence[Pause] = ()


class Standing(StrEnum):
    """How a clock stands on a day."""

    NOT_BEGUN = "not begun"
    RUNS = "runs"
    STOPPED = "stopped"
    LATE = "late"


def due_on(clock: Clock, is_holiday: Callable[[date], bool]) -> date | None:
    """The last day for the answer; None before the identity is known, or while the clock is stopped.

    The corresponding day of a later month, or that month's last; if nobody works on it, the next working day.
    A question that was put after the last day stops nothing.
    """
    if clock.identity_on is None:
        return None
    start = max(clock.received_on, clock.identity_on)
    day = months_before(start, -(MONTHS + MONTHS_MORE * clock.extended))
    for pause in clock.pauses:
        if pause.asked_on > _working(day, is_holiday):
            break
        if pause.came_on is None:
            return None
        day += max(pause.came_on - max(pause.asked_on, start), timedelta())
    return _working(day, is_holiday)


def may_extend(clock: Clock, today: date, is_holiday: Callable[[date], bool]) -> bool:
    """Whether two months may still be added: within the first month, and once."""
    if clock.identity_on is None or clock.extended:
        return False
    due = due_on(replace(clock, extended=False), is_holiday)
    return due is None or today <= due


def standing(clock: Clock, today: date, is_holiday: Callable[[date], bool]) -> Standing:
    if clock.identity_on is None:
        return Standing.NOT_BEGUN
    due = due_on(clock, is_holiday)
    if due is None:
        return Standing.STOPPED
    return Standing.LATE if due < today else Standing.RUNS


def _working(day: date, is_holiday: Callable[[date], bool]) -> date:
    while day.weekday() >= _SATURDAY or is_holiday(day):
        day += _DAY
    return day
