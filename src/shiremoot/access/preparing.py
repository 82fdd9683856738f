"""Writes what a project's questions are answered from: what one recorded decision lets be counted.

One DuckDB file: `person`, a row for each person known to a service whose data may be counted, under a
pseudonym of the project's own; and a table for each source, with its rows. Nothing in it names anybody. A
value that may not be counted (row rule, display rule, a fact about the person, a record that may be somebody
else's) is empty.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from shiremoot.contracts import EveryRule
from shiremoot.dates import months_before
from shiremoot.decisions.predicate import Predicate
from shiremoot.disclosure.keys import pseudonym
from shiremoot.people import analysed
from shiremoot.people.analysed import AGE_BANDS, BORN, DAYS, PERSONS, POSTCODE, SEX, SEXES, UPRN, Source
from shiremoot.people.catalogue import PublishedField

_MEMORY = "1GB"


@dataclass(frozen=True)
class Countable:
    """One field that may be counted, in which rows, and of which people it may not (numbers of standings)."""

    field: PublishedField
    rows: Predicate | None
    apart: frozenset[int]


@dataclass(frozen=True)
class Permitted:
    """What a decision lets be counted."""

    fields: tuple[Countable, ...]
    standings: Mapping[int, frozenset[str]]
    """Number of a standing → the people who have it, of all who are counted otherwise than others."""
    hidden: frozenset[str]
    """Those who are as if not there."""
    suspects: frozenset[int]
    """Records that may be somebody else's."""
    on: date


@dataclass(frozen=True)
class Written:
    """What was read to write it: serving table → rows; and how many people may be counted."""

    rows: Mapping[str, int]
    people: int


def write(
    publish: Path,
    file: Path,
    permitted: Permitted,
    sources: Iterable[Source],
    wards: Sequence[str],
    *,
    secret: bytes,
    go_on: Callable[[], None],
) -> Written:
    """Write the file from the publish in this folder. `wards`: their codes in order; `go_on`, called between
    steps, raises where the read may not go on.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "threads": 2,
        "temp_directory": f"{file}.spill",
    }
    with duckdb.connect(str(file), config=config) as connection:
        _people(connection, publish, permitted, secret)
        reading = _Reading(publish, permitted)
        connection.execute(f"CREATE TEMP TABLE age AS {reading.ages()}")
        go_on()
        people = _persons(connection, reading, wards)
        for number, source in enumerate(sources):
            go_on()
            connection.execute(f"CREATE TABLE source_{number} AS {reading.source(source)}")
        rows = {table: _count(connection, reading.all_of(table)) for table in reading.tables}
        connection.execute("CHECKPOINT")
    return Written(rows, people)


def _people(
    connection: duckdb.DuckDBPyConnection, publish: Path, permitted: Permitted, secret: bytes
) -> None:
    """known: everybody who is not hidden, with their pseudonym; apart: those with a standing of their own."""
    file = _text(str(publish / analysed.FOLDER / PERSONS))
    found = connection.execute(f"SELECT person_no, person_id FROM read_parquet({file})").to_arrow_table()
    numbers, identifiers = found["person_no"].to_numpy(), found["person_id"].to_pylist()
    place = {identifier: row for row, identifier in enumerate(identifiers)}
    visible = np.ones(len(identifiers), bool)
    visible[[place[each] for each in permitted.hidden if each in place]] = False
    keys = np.fromiter((pseudonym(secret, each) for each in identifiers), np.uint64, len(identifiers))
    members = [
        (int(numbers[place[each]]), standing)
        for standing, people in permitted.standings.items()
        for each in people
        if each in place
    ]
    made = {
        "known": {"person_no": numbers[visible], "pseudonym": keys[visible]},
        "apart": {
            "person_no": np.array([number for number, _ in members], np.int32),
            "standing": np.array([standing for _, standing in members], np.int32),
        },
        "suspects": {"record_no": np.array(sorted(permitted.suspects), np.int32)},
    }
    for name, columns in made.items():
        connection.register("made", pa.table(columns))
        connection.execute(f"CREATE TEMP TABLE {name} AS FROM made")
        connection.unregister("made")


class _Reading:
    """SQL that reads tables of a publish as far as is permitted."""

    def __init__(self, publish: Path, permitted: Permitted) -> None:
        self._publish = publish
        self._permitted = permitted
        self.tables = tuple(dict.fromkeys(each.field.serving_table for each in permitted.fields))

    def all_of(self, table: str) -> str:
        """Every row that is read of a table."""
        return f"read_parquet({_text(str(analysed.file_of(self._publish, table)))})"

    def ages(self) -> str:
        """person_no, years: of those whose date of birth may be counted."""
        years = f"date_sub('year', said, DATE {_text(self._permitted.on.isoformat())})"
        return f"SELECT person_no, {years} AS years FROM ({self.said(BORN)})"

    def said(self, *meanings: str) -> str:
        """person_no, said: what most rows say of the first of these meanings that any row speaks of."""
        parts = [
            f"SELECT person_no, {rank} AS rank, {self._value(each, with_age=meaning != BORN)} AS said"
            f" FROM {self._joined(each.field.serving_table, with_age=meaning != BORN)}"
            for rank, meaning in enumerate(meanings)
            for each in self._permitted.fields
            if each.field.meaning == meaning and each.field.entity == "person"
        ]
        together = " UNION ALL ".join(parts) or "SELECT 0 AS person_no, 0 AS rank, NULL AS said WHERE false"
        return f"""SELECT person_no, arg_min(said, (rank, -times, said)) AS said FROM
            (SELECT person_no, rank, said, count(*) AS times FROM ({together})
             WHERE said IS NOT NULL GROUP BY ALL) GROUP BY person_no"""

    def known(self) -> str:
        """person_no of everybody of whom something may be counted."""
        return " UNION ".join(self._anything(table) for table in self.tables)

    def source(self, source: Source) -> str:
        """no, day, until and what a row may be chosen by, of each row whose day may be counted."""
        columns = [f"{self._of(source, source.day)} AS day"]
        until = source.by_meaning.get(analysed.END)
        columns.append(f"{self._of(source, until) if until else 'NULL::DATE'} AS until")
        for meaning in analysed.SAYING:
            if field := source.by_meaning.get(meaning):
                columns.append(f"{self._of(source, field)} AS {_name(meaning)}")
        rows = f"SELECT person_no, {', '.join(columns)} FROM {self._joined(source.name, with_age=True)}"
        return f"""SELECT no, r.* EXCLUDE (person_no) FROM ({rows}) r JOIN numbered USING (person_no)
            WHERE day IS NOT NULL ORDER BY no"""

    def _of(self, source: Source, field: PublishedField) -> str:
        found = [each for each in self._permitted.fields if each.field == field]
        nothing = "NULL::DATE" if field.meaning in DAYS else "NULL::VARCHAR"
        return self._value(found[0], with_age=True) if found else nothing

    def _anything(self, table: str) -> str:
        fields = [each for each in self._permitted.fields if each.field.serving_table == table]
        values = ", ".join(f"CAST({self._value(each, with_age=True)} AS VARCHAR)" for each in fields)
        return f"""SELECT person_no FROM {self._joined(table, with_age=True)}
            WHERE coalesce({values}) IS NOT NULL"""

    def _joined(self, table: str, *, with_age: bool) -> str:
        age = " LEFT JOIN age USING (person_no)" if with_age else ""
        return f"""{self.all_of(table)} t SEMI JOIN known USING (person_no)
            ANTI JOIN suspects USING (record_no) LEFT JOIN apart USING (person_no){age}"""

    def _value(self, each: Countable, *, with_age: bool) -> str:
        """The field's value where it may be counted, else nothing."""
        conditions = []
        if each.apart:
            numbers = ", ".join(map(str, sorted(each.apart)))
            conditions.append(f"coalesce(standing NOT IN ({numbers}), true)")
        if each.rows is not None:
            conditions.append(_where(each.rows))
        if each.field.show_when is not None:
            conditions.append(_shown(each.field.show_when, self._permitted.on, with_age=with_age))
        value = f"t.{_name(each.field.column_name)}"
        return f"CASE WHEN {' AND '.join(conditions)} THEN {value} END" if conditions else value


def _persons(connection: duckdb.DuckDBPyConnection, reading: _Reading, wards: Sequence[str]) -> int:
    """person: whoever may be counted, in the order of their pseudonyms, which tells nothing. How many."""
    connection.execute(
        f"""CREATE TEMP TABLE numbered AS
            SELECT person_no, pseudonym, CAST(row_number() OVER (ORDER BY pseudonym) - 1 AS INTEGER) AS no
            FROM known SEMI JOIN ({reading.known()}) USING (person_no)"""
    )
    connection.register("made", pa.table({"code": pa.array(wards, pa.string()), "ward": range(len(wards))}))
    band = " ".join(
        f"WHEN years >= {least} THEN {number}" for number, (least, _) in reversed(list(enumerate(AGE_BANDS)))
    )
    sexes = " ".join(f"WHEN {_text(sex)} THEN {number}" for number, sex in enumerate(SEXES))
    connection.execute(
        f"""CREATE TABLE person AS SELECT no, pseudonym, CAST(pseudonym & 255 AS UTINYINT) AS key,
                CAST(coalesce(ward, {len(wards)}) AS SMALLINT) AS ward,
                CAST(CASE {band} ELSE {len(AGE_BANDS)} END AS UTINYINT) AS age,
                CAST(CASE sex.said {sexes} ELSE {len(SEXES)} END AS UTINYINT) AS sex
            FROM numbered LEFT JOIN age USING (person_no)
            LEFT JOIN ({reading.said(SEX)}) sex USING (person_no)
            LEFT JOIN ({reading.said(UPRN, POSTCODE)}) place USING (person_no)
            LEFT JOIN made ON made.code = place.said ORDER BY no"""
    )
    connection.unregister("made")
    return _count(connection, "person")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    return int(found)


def _where(rows: Predicate) -> str:
    """A row rule as SQL: it compares texts, and a day's text is its ISO form."""
    sql, values = rows.to_sql(lambda field: f"CAST(t.{_name(field)} AS VARCHAR)")
    parts = sql.split("?")
    return parts[0] + "".join(f"{_text(value)}{part}" for value, part in zip(values, parts[1:], strict=True))


def _shown(rule: EveryRule, on: date, *, with_age: bool) -> str:
    """A display rule as SQL. What cannot be told (no age, no date) is not shown."""
    conditions = []
    for each in rule.rules:
        if each.min_age is not None:
            conditions.append(f"coalesce(years >= {each.min_age:d}, false)" if with_age else "false")
        if each.max_age is not None:
            conditions.append(f"coalesce(years <= {each.max_age:d}, false)" if with_age else "false")
        if each.within_months is not None:
            least = _text(months_before(on, each.within_months).isoformat())
            conditions.append(f"coalesce(t.{_name(each.of)} >= DATE {least}, false)" if each.of else "false")
    return " AND ".join(conditions) or "true"


def _name(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
