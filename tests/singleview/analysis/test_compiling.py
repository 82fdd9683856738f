"""The SQL of questions gives what going through everybody one by one gives."""

from datetime import date, timedelta

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.gazetteer.outlines import Ward
from shiremoot.people.analysed import DAY, END, KIND, ROLE, START, STATUS, Source
from shiremoot.singleview.analysis import compiling
from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.question import (
    Attribute,
    Breakdown,
    Happened,
    Is,
    Question,
    Says,
    Then,
)
from tests.singleview.analysis import evaluator
from tests.singleview.analysis.evaluator import Person, Row
from tests.singleview.analysis.sources import source_of

_WORDS = {KIND: ("Theft", "It's theirs"), ROLE: ("Victim", "Suspect"), STATUS: ("Open", "Closed")}


PLACE = Place(
    wards=(
        Ward("E1", "North", "Highdale", None),
        Ward("E2", "South", "Highdale", None),
        Ward("E3", "North", "Lowdale", None),
    ),
    sources=(
        source_of("police.incidents", "Police", "event", DAY, KIND, ROLE),
        source_of("housing.arrears", "Housing", "event", DAY),
        source_of("care.services", "Care", "involvement", START, END, STATUS),
        source_of("care.plans", "Care", "involvement", START),
        source_of("fire.visits", "Fire", "involvement", START, STATUS),
    ),
)
FIRST = date(2025, 1, 1)
days = st.integers(0, 800).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def rows(draw, source: Source) -> Row:
    day = draw(days)
    until = None
    if END in source.by_meaning and draw(st.booleans()):
        until = day + timedelta(days=draw(st.integers(0, 300)))
    said = {
        meaning: draw(st.sampled_from(_WORDS[meaning]))
        for meaning in source.by_meaning
        if meaning in _WORDS and draw(st.integers(0, 4))
    }
    return Row(day, until, said)


@st.composite
def persons(draw) -> Person:
    return Person(
        key=draw(st.integers(0, 255)),
        ward=draw(st.integers(0, len(PLACE.wards))),
        age=draw(st.integers(0, 10)),
        sex=draw(st.integers(0, 2)),
        rows={
            each.name: draw(st.lists(rows(each), max_size=3)) for each in PLACE.sources if draw(st.booleans())
        },
    )


@st.composite
def happened(draw) -> Happened:
    source = draw(st.sampled_from(PLACE.sources))
    where = tuple(
        Says(meaning, tuple(draw(st.lists(st.sampled_from(_WORDS[meaning]), min_size=1, unique=True))))
        for meaning in source.by_meaning
        if meaning in _WORDS and draw(st.booleans())
    )
    return Happened(source.name, where, draw(st.integers(0, 3)) == 0)


@st.composite
def attributes(draw) -> Is:
    attribute = draw(st.sampled_from(Attribute))
    known = list(dict.fromkeys(PLACE.known_values[attribute]))
    values = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))
    return Is(attribute, tuple(values), draw(st.booleans()))


@st.composite
def questions(draw) -> Question:
    conditions = draw(st.lists(happened() | attributes(), max_size=4))
    there = [n for n, each in enumerate(conditions) if isinstance(each, Happened) and not each.excluded]
    if len(there) > 1 and draw(st.booleans()):
        earlier, later = draw(st.permutations(there))[:2]
        conditions.append(Then(earlier, later, draw(st.integers(1, 24))))
    since = draw(st.none() | days)
    until = draw(st.none() | days)
    if since and until and since >= until:
        until = None
    known = [each for each in Breakdown if not each.is_of_time or (since and until and there)]
    breakdowns = draw(st.lists(st.sampled_from(known), max_size=3, unique=True))
    return Question(tuple(conditions), tuple(breakdowns), since=since, until=until)


def database(people: list[Person]) -> duckdb.DuckDBPyConnection:
    """What `access.preparing` writes."""
    connection = duckdb.connect()
    connection.execute(
        """CREATE TABLE person (no INTEGER, pseudonym UBIGINT, key UTINYINT, ward SMALLINT, age UTINYINT,
            sex UTINYINT)"""
    )
    for no, each in enumerate(people):
        connection.execute(
            "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?)",
            [no, no * 256 + each.key, each.key, each.ward, each.age, each.sex],
        )
    for number, source in enumerate(PLACE.sources):
        said = [meaning for meaning in source.by_meaning if meaning in _WORDS]
        found = [(no, row) for no, each in enumerate(people) for row in each.rows.get(source.name, [])]
        columns = {
            "no": pa.array([no for no, _ in found], pa.int32()),
            "day": pa.array([row.day for _, row in found], pa.date32()),
            "until": pa.array([row.until for _, row in found], pa.date32()),
        } | {meaning: pa.array([row.said.get(meaning) for _, row in found], pa.string()) for meaning in said}
        connection.register("made", pa.table(columns))
        connection.execute(f"CREATE TABLE source_{number} AS FROM made")
        connection.unregister("made")
    return connection


@settings(max_examples=100, deadline=None)
@given(question=questions(), people=st.lists(persons(), max_size=12))
def test_counts_are_those_of_everybody_one_by_one(question, people):
    with database(people) as connection:
        everybody = connection.execute(compiling.everybody(question, PLACE)).fetchall()
        by_part = connection.execute(compiling.by_part(question, PLACE)).fetchall()
    found = {(None, cell, mask): told for cell, mask, *told in everybody}
    found |= {(part, cell, mask): told for part, cell, mask, *told in by_part}
    found = {where: told for where, told in found.items() if told[0]}
    expected = evaluator.counts(question, PLACE, people)
    assert {where: tuple(told) for where, told in found.items()} == expected


@settings(max_examples=80, deadline=None)
@given(
    question=questions(),
    people=st.lists(persons(), max_size=12),
    kept=st.integers(0, 31),
    part=st.none() | st.integers(0, 3),
)
def test_members_are_those_who_are_counted(question, people, kept, part):
    """As many in each cell, with the same keys, as the counts of masks with every bit that is kept."""
    with database(people) as connection:
        sql = compiling.members(question, PLACE, kept=kept, in_parts=part is not None)
        rows = connection.execute(sql).fetchall()
    counted: dict[int, tuple[int, int]] = {}
    for (of_part, cell, mask), (count, keys) in evaluator.counts(question, PLACE, people).items():
        if of_part == part and mask & kept == kept & (1 << len(question.conditions)) - 1:
            before = counted.get(cell, (0, 0))
            counted[cell] = (before[0] + count, before[1] + keys)
    members: dict[int, list[int]] = {}
    for _, cell, no in (row for row in rows if row[0] == (part or 0)):
        members.setdefault(cell, []).append(people[no].key)
    assert {cell: (len(keys), sum(keys)) for cell, keys in members.items()} == counted
    assert len(set(rows)) == len(rows)
