"""Questions answered in plain Python, person by person: what the SQL is held to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from shiremoot.dates import months_before
from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.question import Breakdown, Condition, Happened, Is, Question, Then


@dataclass(frozen=True)
class Row:
    """What one row of a source says of somebody."""

    day: date
    until: date | None = None
    said: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """Levels by number, and their rows by source."""

    key: int
    ward: int
    age: int
    sex: int
    rows: dict[str, list[Row]]


Where = tuple[int | None, int, int]
"""Part (of everybody: None), cell, mask."""


def counts(question: Question, place: Place, people: list[Person]) -> dict[Where, tuple[int, int]]:
    """Where → people, sum of their keys."""
    found: Counter[Where] = Counter()
    keys: Counter[Where] = Counter()
    for person in people:
        mask = sum(
            1 << number
            for number, each in enumerate(question.conditions)
            if _meets(person, each, question, place)
        )
        (cell,) = _places(person, question, place, of_person=True)
        for part in (None, *_places(person, question, place, of_person=False)):
            found[part, cell, mask] += 1
            keys[part, cell, mask] += person.key
    return {where: (count, keys[where]) for where, count in found.items()}


def _places(person: Person, question: Question, place: Place, *, of_person: bool) -> set[int]:
    """Flat places among the levels of the breakdowns of one kind."""
    places = {0}
    for each, size in zip(question.breakdowns, place.shape(question), strict=True):
        if each.is_of_person == of_person:
            levels = set(_levels(person, each, question, place))
            places = {at * size + level for at in places for level in levels}
    return places


def _levels(person: Person, by: Breakdown, question: Question, place: Place) -> Iterator[int]:
    match by:
        case Breakdown.WARD:
            yield person.ward
        case Breakdown.DISTRICT:
            yield _district(person, place)
        case Breakdown.AGE:
            yield person.age
        case Breakdown.SEX:
            yield person.sex
        case Breakdown.SERVICE:
            yield from _services(person, question, place)
        case _:
            yield from _times(person, by, question, place)


def _services(person: Person, question: Question, place: Place) -> Iterator[int]:
    for source in place.sources:
        rows = person.rows.get(source.name, [])
        if not source.is_event and any(_in_time(row, question, is_event=False) for row in rows):
            yield place.services.index(source.service)


def _times(person: Person, by: Breakdown, question: Question, place: Place) -> Iterator[int]:
    for row in _rows(person, question.conditions[question.dated], question, place):
        if _in_time(row, question, is_event=True):
            yield _time(row.day, by) - _time(question.since, by)


def _time(day: date, by: Breakdown) -> int:
    """Months, quarters or half-years since the year 0."""
    return (day.year * 12 + day.month - 1) // {Breakdown.HALF: 6, Breakdown.QUARTER: 3}.get(by, 1)


def _district(person: Person, place: Place) -> int:
    if person.ward == len(place.wards):
        return len(place.districts)
    return place.districts.index(place.wards[person.ward].district)


def _meets(person: Person, each: Condition, question: Question, place: Place) -> bool:
    match each:
        case Happened():
            return bool(_rows(person, each, question, place)) != each.excluded
        case Then():
            first = _first(person, each.earlier, question, place)
            then = _first(person, each.later, question, place)
            if first is None or then is None:
                return False
            return first <= then <= months_before(first, -each.within_months)
        case Is():
            known = place.known_values[each.attribute]
            level = {
                "ward": person.ward,
                "district": _district(person, place),
                "age": person.age,
                "sex": person.sex,
            }[each.attribute]
            return (level < len(known) and known[level] in each.values) != each.excluded


def _first(person: Person, number: int, question: Question, place: Place) -> date | None:
    rows = _rows(person, question.conditions[number], question, place)
    return min((row.day for row in rows), default=None)


def _rows(person: Person, happened: Happened, question: Question, place: Place) -> list[Row]:
    (source,) = (each for each in place.sources if each.name == happened.source)
    return [
        row
        for row in person.rows.get(happened.source, [])
        if _in_time(row, question, is_event=source.is_event)
        and all(row.said.get(says.meaning) in says.values for says in happened.where)
    ]


def _in_time(row: Row, question: Question, *, is_event: bool) -> bool:
    ended = row.day < question.since if is_event and question.since else False
    if not is_event and question.since and row.until is not None:
        ended = row.until < question.since
    return not ended and (question.until is None or row.day < question.until)
