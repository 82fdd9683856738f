"""The language of questions: how many people, who meet which conditions, by what. Pure.

    Question(
        conditions=(
            Happened("housing.arrears"),
            Happened("police-records.incidents", (Says("event.kind", ("Domestic abuse",)),)),
            Then(earlier=0, later=1, within_months=12),
        ),
        breakdowns=(Breakdown.WARD, Breakdown.AGE),
        since=date(2026, 1, 1),
        until=date(2027, 1, 1),
    )

The same as JSON: `to_plain` and `from_plain`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from shiremoot.errors import UserError

MOST_CONDITIONS, MOST_BREAKDOWNS, MOST_CELLS, MOST_MONTHS = 7, 3, 3_000, 60
LONGEST_WITHIN = 120  # months
Kind = TypeVar("Kind", bound=StrEnum)


class Attribute(StrEnum):
    """What is known of a person, once."""

    DISTRICT = "district"
    WARD = "ward"
    AGE = "age"
    SEX = "sex"


class Breakdown(StrEnum):
    """What counts are given by. A person counts in each service that works with them, and in each month,
    quarter or half of a year in which what the last condition names happened to them; of all others, once.
    """

    DISTRICT = "district"
    WARD = "ward"
    AGE = "age"
    SEX = "sex"
    SERVICE = "service"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def is_of_person(self) -> bool:
        return self is not Breakdown.SERVICE and not self.is_of_time

    @property
    def is_of_time(self) -> bool:
        return self in _MONTHS_LONG

    @property
    def months(self) -> int:
        """How long a stretch of time is."""
        return _MONTHS_LONG[self]


_MONTHS_LONG = {Breakdown.HALF: 6, Breakdown.QUARTER: 3, Breakdown.MONTH: 1}


class Measure(StrEnum):
    """People, or how many of each 1,000 who are known to the services whose data are counted."""

    COUNT = "count"
    RATE = "rate"


@dataclass(frozen=True)
class Says:
    """Rows in which what stands for a meaning is one of these words."""

    meaning: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Happened:
    """It happened to them in the time asked about, or a service worked with them then; or, excluded, not."""

    source: str
    where: tuple[Says, ...] = ()
    excluded: bool = False


@dataclass(frozen=True)
class Is:
    """They are of one of these ages, sexes, wards (by code) or districts; or, excluded, of none of them."""

    attribute: Attribute
    values: tuple[str, ...]
    excluded: bool = False


@dataclass(frozen=True)
class Then:
    """The first day of one condition, and within so many months of it, or on it, the first of another.

    `earlier` and `later` are places in the list of conditions, from 0.
    """

    earlier: int
    later: int
    within_months: int


Condition = Happened | Is | Then


@dataclass(frozen=True)
class Question:
    """Of people who meet every condition. `since` is the first day asked about, `until` the first after it.

    Raises UserError where it can not be meant.
    """

    conditions: tuple[Condition, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    measure: Measure = Measure.COUNT
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if len(self.conditions) > MOST_CONDITIONS:
            raise UserError(f"A question has at most {MOST_CONDITIONS} conditions.", "Leave some out.")
        if len(self.breakdowns) > MOST_BREAKDOWNS or len(set(self.breakdowns)) < len(self.breakdowns):
            raise UserError(
                f"Counts are given by at most {MOST_BREAKDOWNS} things, each once.", "Leave some out."
            )
        if self.since and self.until and self.since >= self.until:
            raise UserError("The time asked about ends before it begins.", "Give the earlier day first.")
        for each in self.conditions:
            if isinstance(each, Then):
                self._check(each)
            elif isinstance(each, Is) and not each.values:
                raise UserError(f"No {each.attribute} is chosen.", "Choose one, or leave the condition out.")
        if any(each.is_of_time for each in self.breakdowns):
            self._check_times()

    def _check(self, then: Then) -> None:
        places = (then.earlier, then.later)
        if then.earlier == then.later or not all(self._happens(place) for place in places):
            raise UserError(
                "“And then” stands between two things that happened, and neither may be excluded.",
                "Choose what happened first, and what happened then.",
            )
        if not 1 <= then.within_months <= LONGEST_WITHIN:
            raise UserError(
                f"“Within” takes 1 to {LONGEST_WITHIN} months.", "Choose how many months may lie between."
            )

    def _happens(self, place: int) -> bool:
        return (
            0 <= place < len(self.conditions)
            and isinstance(found := self.conditions[place], Happened)
            and not found.excluded
        )

    def _check_times(self) -> None:
        if self.dated is None:
            raise UserError(
                "Counts by month, quarter or half-year need something that happened.",
                "Add what is to be counted.",
            )
        if not self.since or not self.until or len(self.times(Breakdown.MONTH)) > MOST_MONTHS:
            raise UserError(
                "Counts by month, quarter or half-year need a beginning and an end,"
                f" at most {MOST_MONTHS} months apart.",
                "Say from when to when.",
            )

    @property
    def dated(self) -> int | None:
        """The place of the last thing that happened: months are of it."""
        return max((place for place in range(len(self.conditions)) if self._happens(place)), default=None)

    def times(self, breakdown: Breakdown) -> tuple[date, ...]:
        """The first day of each month, quarter or half-year that is asked about."""
        if not self.since or not self.until:
            return ()
        first = self.since.year * 12 + self.since.month - 1
        last = self.until.year * 12 + self.until.month - 1 - (self.until.day == 1)
        long = breakdown.months
        return tuple(
            date(month // 12, month % 12 + 1, 1) for month in range(first // long * long, last + 1, long)
        )

    @property
    def sources(self) -> frozenset[str]:
        """The tables that conditions name."""
        return frozenset(each.source for each in self.conditions if isinstance(each, Happened))


def to_plain(question: Question) -> dict[str, Any]:
    """As JSON can hold it; the same for equal questions."""
    plain: dict[str, Any] = {
        "conditions": [_condition_out(each) for each in question.conditions],
        "by": [each.value for each in question.breakdowns],
        "measure": question.measure.value,
    }
    if question.since:
        plain["since"] = question.since.isoformat()
    if question.until:
        plain["until"] = question.until.isoformat()
    return plain


def from_plain(said: Any) -> Question:
    """The question that `to_plain` told. Raises UserError where it is not one, in words."""
    _only(said, "A question", {"conditions", "by", "measure", "since", "until"})
    return Question(
        conditions=tuple(_condition_in(each) for each in _list(said, "conditions")),
        breakdowns=tuple(_one_of(Breakdown, each, "by") for each in _list(said, "by")),
        measure=_one_of(Measure, said.get("measure", Measure.COUNT), "measure"),
        since=_day(said, "since"),
        until=_day(said, "until"),
    )


def _condition_out(each: Condition) -> dict[str, Any]:
    match each:
        case Then():
            return {"then": [each.earlier, each.later], "within_months": each.within_months}
        case Is():
            plain: dict[str, Any] = {"is": each.attribute.value, "values": list(each.values)}
        case Happened():
            plain = {"happened": each.source}
            if each.where:
                plain["where"] = {says.meaning: list(says.values) for says in each.where}
    return plain | ({"excluded": True} if each.excluded else {})


def _condition_in(said: Any) -> Condition:
    if isinstance(said, dict) and "then" in said:
        _only(said, "“then”", {"then", "within_months"})
        places = said["then"]
        if not isinstance(places, list) or [type(each) for each in places] != [int, int]:
            raise UserError("“then” takes the places of two conditions.", 'Such as "then": [0, 1].')
        months = said.get("within_months")
        earlier, later = places
        return Then(earlier, later, months if type(months) is int else 0)
    if isinstance(said, dict) and "is" in said:
        _only(said, "“is”", {"is", "values", "excluded"})
        values = tuple(_text(each, "values") for each in _list(said, "values"))
        return Is(_one_of(Attribute, said["is"], "is"), values, said.get("excluded") is True)
    if isinstance(said, dict) and "happened" in said:
        _only(said, "“happened”", {"happened", "where", "excluded"})
        where = said.get("where", {})
        _only(where, "“where”", set(where) if isinstance(where, dict) else set())
        chosen = tuple(
            Says(meaning, tuple(_text(each, meaning) for each in _list(where, meaning))) for meaning in where
        )
        return Happened(_text(said["happened"], "happened"), chosen, said.get("excluded") is True)
    raise UserError("A condition says “happened”, “is” or “then”.", "See how questions are written as JSON.")


def _only(said: Any, what: str, keys: set[str]) -> None:
    if not isinstance(said, dict):
        raise UserError(f"{what} is written in braces.", "See how questions are written as JSON.")
    if unknown := sorted(set(said) - keys):
        raise UserError(f"{what} knows no “{unknown[0]}”.", f"It takes {', '.join(sorted(keys))}.")


def _list(said: Mapping[str, Any], key: str) -> Sequence[Any]:
    found = said.get(key, [])
    if not isinstance(found, list):
        raise UserError(f"“{key}” is a list.", "Write it in square brackets.")
    return found


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise UserError(f"“{key}” is made of words.", "Write them in quotation marks.")
    return value


def _one_of(kind: type[Kind], value: Any, key: str) -> Kind:
    known = ", ".join(kind)
    if value not in list(kind):
        raise UserError(f"“{key}” cannot be “{value}”.", f"It can be: {known}.")
    return kind(value)


def _day(said: Mapping[str, Any], key: str) -> date | None:
    if key not in said:
        return None
    try:
        return date.fromisoformat(_text(said[key], key))
    except ValueError:
        raise UserError(f"“{key}” is not a day.", "Write it as 2026-04-01.") from None
