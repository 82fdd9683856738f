"""Questions as SQL over what was prepared for a project (`access.preparing`). Pure.

`cell` is the flat place among the levels of breakdowns of which everybody has one (ward, age), `part` that
among those of which somebody may have several or none (service, month). Bit i of `mask` says whether they
meet condition i.
"""

from collections.abc import Iterator
from datetime import date

from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.question import Breakdown, Condition, Happened, Is, Question, Then
from shiremoot.singleview.intake.sql import name, text, texts


def everybody(question: Question, place: Place) -> str:
    """cell, mask, people, sum of their keys: of all people, each once."""
    return f"SELECT {_COUNTED.format('cell')} FROM ({_rows(question, place, in_parts=False)}) GROUP BY ALL"


def by_part(question: Question, place: Place) -> str:
    """part, cell, mask, people, sum of their keys: of those who are in a part."""
    return (
        f"SELECT {_COUNTED.format('part, cell')} FROM ({_rows(question, place, in_parts=True)}) GROUP BY ALL"
    )


def members(question: Question, place: Place, *, kept: int, part: int | None = None) -> str:
    """cell, mask, pseudonym of those who meet every condition whose bit is in `kept`, of everybody or of one
    part; in order of cell and pseudonym.
    """
    rows = _rows(question, place, in_parts=part is not None)
    of_part = "" if part is None else f" AND part = {part:d}"
    return f"""SELECT cell, mask, pseudonym FROM ({rows}) WHERE mask & {kept:d} = {kept:d}{of_part}
        ORDER BY cell, pseudonym"""


_COUNTED = "{}, mask, count(*) AS people, sum(key) AS keys"


def _rows(question: Question, place: Place, *, in_parts: bool) -> str:
    tables = list(_first_days(question, place))
    with_ = f"WITH {', '.join(f'c{number} AS ({table})' for number, table in tables)} " if tables else ""
    joins = [f"LEFT JOIN c{number} USING (no)" for number, _ in tables]
    cell = part = "0"
    for each, size in zip(question.breakdowns, place.shape(question), strict=True):
        if each.is_of_person:
            cell = f"({cell}) * {size} + {_level(each, place)}"
        elif in_parts:
            part = f"({part}) * {size} + {each.value}"
            of = _services if each is Breakdown.SERVICE else _months
            joins.append(f"JOIN ({of(question, place)}) USING (no)")
    bits = [
        f"CASE WHEN {_met(each, number, place)} THEN {1 << number} ELSE 0 END"
        for number, each in enumerate(question.conditions)
    ]
    return f"""{with_}SELECT CAST({cell} AS INTEGER) AS cell, CAST({part} AS INTEGER) AS part,
        CAST({" | ".join(bits) or "0"} AS UTINYINT) AS mask, key, pseudonym FROM person {" ".join(joins)}"""


def _first_days(question: Question, place: Place) -> Iterator[tuple[int, str]]:
    """no, first: whoever meets a condition by what happened, and the first day on which they did."""
    for number, each in enumerate(question.conditions):
        if isinstance(each, Happened):
            yield (
                number,
                f"SELECT no, min(day) AS first FROM {_table(each, place)}"
                f" WHERE {_chosen(each, question, place)} GROUP BY no",
            )


def _table(happened: Happened, place: Place) -> str:
    number = next(n for n, source in enumerate(place.sources) if source.name == happened.source)
    return f"source_{number}"


def _chosen(happened: Happened, question: Question, place: Place) -> str:
    source = next(each for each in place.sources if each.name == happened.source)
    said = [f"{name(says.meaning)} IN {texts(says.values)}" for says in happened.where if says.values]
    return " AND ".join([*said, *_in_time(question, is_event=source.is_event)]) or "true"


def _in_time(question: Question, *, is_event: bool) -> Iterator[str]:
    """An event on a day of the time asked about; a service that worked with somebody on some day of it."""
    if question.since:
        since = _day(question.since)
        yield f"day >= {since}" if is_event else f"(until IS NULL OR until >= {since})"
    if question.until:
        yield f"day < {_day(question.until)}"


def _services(question: Question, place: Place) -> str:
    """no, service: the services that worked with each person in the time asked about."""
    wanted = " AND ".join(_in_time(question, is_event=False)) or "true"
    parts = [
        f"SELECT no, {place.services.index(source.service)} AS service FROM source_{number} WHERE {wanted}"
        for number, source in enumerate(place.sources)
        if not source.is_event
    ]
    return " UNION ".join(parts) or "SELECT 0 AS no, 0 AS service WHERE false"


def _months(question: Question, place: Place) -> str:
    """no, month: the months in which what the last condition names happened, or began."""
    assert question.dated is not None  # a question by month has it
    assert question.since is not None
    happened = question.conditions[question.dated]
    assert isinstance(happened, Happened)
    return f"""SELECT DISTINCT no, date_diff('month', {_day(question.since.replace(day=1))}, day) AS month
        FROM {_table(happened, place)} WHERE {_chosen(happened, question, place)}
        AND {" AND ".join(_in_time(question, is_event=True))}"""


def _level(breakdown: Breakdown, place: Place) -> str:
    match breakdown:
        case Breakdown.DISTRICT:
            return f"[{', '.join(map(str, place.district_of_ward))}][ward + 1]"
        case _:
            return breakdown.value


def _met(condition: Condition, number: int, place: Place) -> str:
    match condition:
        case Happened():
            met = f"c{number}.first IS NOT NULL"
        case Is():
            met = _is(condition, place)
        case Then():
            first, then = f"c{condition.earlier}.first", f"c{condition.later}.first"
            met = f"""coalesce({first} <= {then}
                AND {then} <= {first} + INTERVAL {condition.within_months:d} MONTH, false)"""
            return met
    return f"NOT ({met})" if condition.excluded else met


def _is(condition: Is, place: Place) -> str:
    known = place.known_values[condition.attribute]
    chosen = [str(number) for number, value in enumerate(known) if value in condition.values]
    column = _level(Breakdown(condition.attribute.value), place)
    return f"{column} IN ({', '.join(chosen)})" if chosen else "false"


def _day(day: date) -> str:
    return f"DATE {text(day.isoformat())}"
