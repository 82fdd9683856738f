"""From a protected table by ward and period to places to compare, and what was found as JSON. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from shiremoot.dates import months_before
from shiremoot.disclosure.answers import Withheld
from shiremoot.methods.periods import Period
from shiremoot.methods.staggered import Area, Change, Effect, Event, Refusal
from shiremoot.roadmap.evaluation.plan import Start
from shiremoot.singleview.analysis.question import Breakdown, Question
from shiremoot.singleview.analysis.tables import Table


def period_of(question: Question) -> Period | None:
    """Of a question by ward and a period; None for any other."""
    times = [each for each in question.breakdowns if each.is_of_time]
    if len(times) != 1 or set(question.breakdowns) != {Breakdown.WARD, *times}:
        return None
    return Period(times[0].months)


def is_by_month(question: Question) -> bool:
    return question.breakdowns == (Breakdown.MONTH,)


def whole(times: Sequence[date], each: Period, loaded: date) -> int:
    """How many of these were over on the day that the data describe."""
    return sum(months_before(first, -each) <= loaded for first in times)


def loaded_on(table: Table) -> date:
    """The day that the oldest of its data describe."""
    moments = [date.fromisoformat(moment[:10]) for moment in (table.as_at or {}).values()]
    return min(moments, default=date.fromisoformat(table.on))


def areas(table: Table, question: Question, starts: Sequence[Start]) -> list[Area]:
    """Those wards that a start is given for, or that there is none; each with its whole periods.

    Raises ValueError where the question is not by ward and a period.
    """
    each = period_of(question)
    if each is None:
        raise ValueError("not by ward and a period")
    by_ward = table.breakdowns.index(Breakdown.WARD)
    times = question.times(table.breakdowns[1 - by_ward])
    count = whole(times, each, loaded_on(table))
    place = {code: number for number, code in enumerate(table.codes)}
    found = []
    for start in starts:
        if (ward := place.get(start.ward)) is None:
            continue  # wards were redrawn since
        cells = (_flat(table, by_ward, ward, time) for time in range(count))
        found.append(
            Area(
                name=table.levels[by_ward][ward],
                decided_by=start.decided_by,
                start=position(start.month, times[:count], each),
                values=[_value(table, cell) for cell in cells],
            )
        )
    return found


def position(month: date | None, times: Sequence[date], each: Period) -> int | None:
    """The period in which it began, or the first where that was before; None for none of these."""
    if month is None:
        return None
    return next((number for number, first in enumerate(times) if month < months_before(first, -each)), None)


def _flat(table: Table, by_ward: int, ward: int, time: int) -> int:
    first, second = (ward, time) if by_ward == 0 else (time, ward)
    return first * len(table.levels[1]) + second


def _value(table: Table, cell: int) -> float | None:
    value = table.value(cell)
    return None if isinstance(value, Withheld) else float(value)


def to_plain(found: Effect | Refusal) -> dict[str, Any]:
    """As JSON can hold it."""
    return {"refused": found.value} if isinstance(found, Refusal) else asdict(found)


def from_plain(said: Mapping[str, Any]) -> Effect | Refusal:
    """What `to_plain` told."""
    if "refused" in said:
        return Refusal(said["refused"])
    events = tuple(Event(each["since_start"], Change(**each["change"])) for each in said["events"])
    whole_change = Change(**said["change"])
    return Effect(**{**said, "change": whole_change, "events": events, "left_out": tuple(said["left_out"])})
