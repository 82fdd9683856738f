"""Writes what analysis reads: people (age band, sex), involvements, events. No names or addresses."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from shiremoot.people.catalogue import PublishedField
from shiremoot.singleview.intake import sql

_BANDS = (
    (0, "0 to 4"),
    (5, "5 to 10"),
    (11, "11 to 15"),
    (16, "16 to 17"),
    (18, "18 to 24"),
    (25, "25 to 44"),
)
_OLDER = ((45, "45 to 64"), (65, "65 to 74"), (75, "75 to 84"), (85, "85 and over"))
_INVOLVEMENT = {"status": "involvement.status", "start": "involvement.start", "end": "involvement.end"}
_EVENT = {"date": "event.date", "kind": "event.kind"}


def write_analysis(
    connection: duckdb.DuckDBPyConnection, catalogue: Sequence[PublishedField], folder: Path, on: date
) -> None:
    """persons, involvements and events as Parquet; ages as on the day `on`."""
    folder.mkdir()
    _copy(connection, _persons(catalogue, on), folder / "persons.parquet")
    for name, entity, columns in (("involvements", "involvement", _INVOLVEMENT), ("events", "event", _EVENT)):
        parts = [_rows(fields, columns) for fields in _by_table(catalogue, entity)]
        if parts:
            _copy(connection, " UNION ALL ".join(parts), folder / f"{name}.parquet")


def _persons(catalogue: Sequence[PublishedField], on: date) -> str:
    """Where datasets disagree, what most records say; of equals the least."""
    born, sex = (_said(catalogue, meaning) for meaning in ("person.date_of_birth", "person.sex"))
    years = f"date_sub('year', TRY_CAST(born AS DATE), DATE {sql.text(on.isoformat())})"
    bands = " ".join(
        f"WHEN {years} >= {least} THEN {sql.text(name)}" for least, name in reversed(_BANDS + _OLDER)
    )
    return f"""SELECT person_id, coalesce(sex, 'Not known') AS sex,
            CASE WHEN born IS NULL THEN 'Not known' {bands} ELSE 'Not yet born' END AS age_band
        FROM person LEFT JOIN ({born}) b(person_no, born) USING (person_no)
        LEFT JOIN ({sex}) s(person_no, sex) USING (person_no) ORDER BY person_id"""


def _said(catalogue: Sequence[PublishedField], meaning: str) -> str:
    parts = [
        f"SELECT person_no, {sql.name(field.column_name)} AS said FROM {sql.name(field.serving_table)}"
        for field in catalogue
        if field.meaning == meaning and field.entity == "person"
    ]
    together = " UNION ALL ".join(parts) or "SELECT 0 AS person_no, NULL AS said WHERE false"
    return f"""SELECT person_no, min(said) FROM
        (SELECT person_no, said, rank() OVER (PARTITION BY person_no ORDER BY count(*) DESC) AS place
         FROM ({together}) WHERE said IS NOT NULL GROUP BY person_no, said)
        WHERE place = 1 GROUP BY person_no"""


def _by_table(catalogue: Sequence[PublishedField], entity: str) -> list[list[PublishedField]]:
    tables: dict[str, list[PublishedField]] = {}
    for field in catalogue:
        if field.entity == entity:
            tables.setdefault(field.serving_table, []).append(field)
    return list(tables.values())


def _rows(fields: list[PublishedField], wanted: dict[str, str]) -> str:
    first = fields[0]
    columns = []
    for name, meaning in wanted.items():
        of = next(
            (sql.name(field.column_name) for field in fields if field.meaning == meaning), "NULL::VARCHAR"
        )
        value = f"TRY_CAST({of} AS DATE)" if name in ("start", "end", "date") else of
        columns.append(f"{value} AS {sql.name(name)}")
    constants = {
        "dataset": first.dataset,
        "table": first.table_name,
        "provider": first.provider,
        "service": first.service,
    }
    said = ", ".join(f"{sql.text(value)} AS {sql.name(name)}" for name, value in constants.items())
    return f"SELECT person_id, {said}, {', '.join(columns)} FROM {sql.name(first.serving_table)}"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"COPY ({query}) TO {sql.text(str(path))} (FORMAT parquet, COMPRESSION zstd)")
