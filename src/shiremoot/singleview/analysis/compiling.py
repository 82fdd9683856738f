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
    """cell, mask, people, sum of their keys: of all people, each once.

    Most people had nothing happen to them that a question names. They are counted with everybody, by what is
    known of them once; those to whom something happened are counted again, and taken from where they were.
    Rows are grouped by the columns themselves, which are small numbers; cells and masks are of the groups.
    """
    columns, untouched = _columns(question), _bits(question, place, touched=False)
    cell = _cell(question, place)
    grouped = ", ".join([*columns, *untouched, _COUNTED])
    everyone = f"""SELECT {cell} AS cell, {_mask("is", question)} AS mask, people, keys
        FROM (SELECT {grouped} FROM person GROUP BY ALL)"""
    if not _happened(question):
        return f"{_SUMMED} FROM ({everyone}) GROUP BY ALL"
    grouped = ", ".join([*columns, *untouched, *_bits(question, place, touched=True), _COUNTED])
    return f"""WITH {_with(question, place)},
        moved AS MATERIALIZED (SELECT {cell} AS cell, {_mask("is", question)} AS was,
            {_mask("met", question)} AS mask, people, keys
            FROM (SELECT {grouped} FROM touched JOIN person USING (no) GROUP BY ALL))
        {_SUMMED} FROM ({everyone} UNION ALL SELECT cell, mask, people, keys FROM moved
            UNION ALL SELECT cell, was, -people, -keys FROM moved)
        GROUP BY ALL HAVING sum(people) > 0"""


def by_part(question: Question, place: Place) -> str:
    """part, cell, mask, people, sum of their keys: of those who are in a part."""
    columns = [*_columns(question), *(each.value for each in question.breakdowns if not each.is_of_person)]
    grouped = ", ".join([*columns, *_bits(question, place, touched=True), _COUNTED])
    rows = _joined(question, kept=0, in_parts=True) + _parts(question, place)
    return f"""{_prefix(question, place)}SELECT {_part(question, place)} AS part,
        {_cell(question, place)} AS cell, {_mask("met", question)} AS mask,
        CAST(sum(people) AS BIGINT) AS people, CAST(sum(keys) AS BIGINT) AS keys
        FROM (SELECT {grouped} FROM {rows} GROUP BY ALL) GROUP BY ALL"""


def members(question: Question, place: Place, *, kept: int, in_parts: bool) -> str:
    """part, cell, no of those who meet every condition whose bit is in `kept`.

    Each person once, in part 0, or in each part that they are in.
    """
    part = _part(question, place) if in_parts else "0"
    rows = _joined(question, kept=kept, in_parts=in_parts) + (_parts(question, place) if in_parts else "")
    met = [
        _met(each, number, place, touched=True)
        for number, each in enumerate(question.conditions)
        if kept >> number & 1
    ]
    return f"""{_prefix(question, place)}SELECT {part} AS part, {_cell(question, place)} AS cell, no
        FROM {rows} WHERE {" AND ".join(met) or "true"}"""


_COUNTED = "count(*) AS people, coalesce(sum(key), 0) AS keys"
_SUMMED = "SELECT cell, mask, CAST(sum(people) AS BIGINT) AS people, CAST(sum(keys) AS BIGINT) AS keys"


def _happened(question: Question) -> list[int]:
    """Places of the conditions by what happened."""
    return [number for number, each in enumerate(question.conditions) if isinstance(each, Happened)]


def _with(question: Question, place: Place) -> str:
    """touched: no, and `first0`, … where they meet a condition by what happened: the first day on which."""
    parts, firsts = [], []
    for number in _happened(question):
        each = question.conditions[number]
        assert isinstance(each, Happened)
        chosen = f"{_table(each, place)} WHERE {_chosen(each, question, place)}"
        parts.append(f"SELECT no, day, {number} AS of_condition FROM {chosen}")
        firsts.append(f"min(day) FILTER (WHERE of_condition = {number}) AS first{number}")
    return f"touched AS (SELECT no, {', '.join(firsts)} FROM ({' UNION ALL '.join(parts)}) GROUP BY no)"


def _prefix(question: Question, place: Place) -> str:
    return f"WITH {_with(question, place)} " if _happened(question) else ""


def _joined(question: Question, *, kept: int, in_parts: bool) -> str:
    """person, with what happened to them; where that is asked for by `kept`, or by a part, no one else."""
    if not _happened(question):
        return "person "
    if in_parts and question.dated is not None and any(each.is_of_time for each in question.breakdowns):
        kept |= 1 << question.dated
    there = any(
        kept >> number & 1 and isinstance(each := question.conditions[number], Happened) and not each.excluded
        for number in _happened(question)
    )
    return f"person {'JOIN' if there else 'LEFT JOIN'} touched USING (no) "


def _cell(question: Question, place: Place) -> str:
    sizes = zip(question.breakdowns, place.shape(question), strict=True)
    return _flat([(_level(each, place), size) for each, size in sizes if each.is_of_person])


def _part(question: Question, place: Place) -> str:
    sizes = zip(question.breakdowns, place.shape(question), strict=True)
    return _flat([(each.value, size) for each, size in sizes if not each.is_of_person])


def _flat(levels: list[tuple[str, int]]) -> str:
    flat = "0"
    for level, size in levels:
        flat = f"({flat}) * {size} + {level}"
    return f"CAST({flat} AS INTEGER)"


def _parts(question: Question, place: Place) -> str:
    """Joins people with the parts that they are in."""
    joined = (
        _times(each, question, place) if each.is_of_time else _services(question, place)
        for each in question.breakdowns
        if not each.is_of_person
    )
    return " ".join(f"JOIN ({each}) USING (no)" for each in joined)


def _columns(question: Question) -> list[str]:
    """The columns of a person that the breakdowns are made of."""
    found = (_COLUMN.get(each, each.value) for each in question.breakdowns if each.is_of_person)
    return list(dict.fromkeys(found))


_COLUMN = {Breakdown.DISTRICT: "ward"}


def _bits(question: Question, place: Place, *, touched: bool) -> list[str]:
    """Whether each condition is met: by somebody to whom nothing named happened, or as `touched` tells."""
    named = "met" if touched else "is"
    return [
        f"{_met(each, number, place, touched=touched)} AS {named}{number}"
        for number, each in enumerate(question.conditions)
    ]


def _mask(named: str, question: Question) -> str:
    """The bits as one number."""
    bits = [f"{named}{number}::INTEGER * {1 << number}" for number in range(len(question.conditions))]
    return f"CAST({' + '.join(bits) or '0'} AS UTINYINT)"


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


def _times(breakdown: Breakdown, question: Question, place: Place) -> str:
    """no, month, quarter or half: those in which what the last condition names happened, or began."""
    assert question.dated is not None  # a question by month has it
    happened = question.conditions[question.dated]
    assert isinstance(happened, Happened)
    first = _day(question.times(breakdown)[0])
    time = f"date_diff('month', {first}, day) // {breakdown.months}"
    return f"""SELECT DISTINCT no, {time} AS {breakdown}
        FROM {_table(happened, place)} WHERE {_chosen(happened, question, place)}
        AND {" AND ".join(_in_time(question, is_event=True))}"""


def _level(breakdown: Breakdown, place: Place) -> str:
    match breakdown:
        case Breakdown.DISTRICT:
            return f"[{', '.join(map(str, place.district_of_ward))}][ward + 1]"
        case _:
            return breakdown.value


def _met(condition: Condition, number: int, place: Place, *, touched: bool) -> str:
    match condition:
        case Happened():
            met = f"first{number} IS NOT NULL" if touched else "false"
        case Is():
            met = _is(condition, place)
        case Then():
            first, then = f"first{condition.earlier}", f"first{condition.later}"
            months = f"INTERVAL {condition.within_months:d} MONTH"
            return (
                f"coalesce({first} <= {then} AND {then} <= {first} + {months}, false)" if touched else "false"
            )
    return f"NOT ({met})" if condition.excluded else met


def _is(condition: Is, place: Place) -> str:
    known = place.known_values[condition.attribute]
    chosen = [str(number) for number, value in enumerate(known) if value in condition.values]
    column = _level(Breakdown(condition.attribute.value), place)
    return f"{column} IN ({', '.join(chosen)})" if chosen else "false"


def _day(day: date) -> str:
    return f"DATE {text(day.isoformat())}"
