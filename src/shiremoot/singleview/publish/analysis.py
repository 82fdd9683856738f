"""Writes what analysis reads, one Parquet for each table: see `people.analysed`."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from shiremoot.people import analysed
from shiremoot.people.analysed import DAYS, MEANINGS, PERSONS, PLACES, UPRN
from shiremoot.people.catalogue import PublishedField
from shiremoot.singleview.intake import sql

_CODE = {True: ("ward_of_uprn", "uprn"), False: ("ward_of_postcode", "postcode")}


def write_analysis(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Sequence[PublishedField],
    folder: Path,
    wards: tuple[pa.Table, pa.Table],
) -> None:
    """persons.parquet, and the rows of each table. `wards`: uprn and ward code, postcode and ward code."""
    (folder / analysed.FOLDER).mkdir()
    for (table, _), found in zip(_CODE.values(), wards, strict=True):
        connection.register(table, found)
    _copy(
        connection,
        "SELECT person_no, person_id FROM person ORDER BY person_no",
        folder / analysed.FOLDER / PERSONS,
    )
    for fields in _by_table(catalogue):
        _copy(connection, _rows(fields), analysed.file_of(folder, fields[0].serving_table))


def _by_table(catalogue: Sequence[PublishedField]) -> list[list[PublishedField]]:
    tables: dict[str, list[PublishedField]] = {}
    for field in catalogue:
        if field.entity != "tie":
            tables.setdefault(field.serving_table, []).append(field)
    return list(tables.values())


def _rows(fields: Sequence[PublishedField]) -> str:
    """Beside what is asked about, the days that a display rule of the table counts from."""
    counted_from = {
        rule.of for field in fields if field.show_when for rule in field.show_when.rules if rule.of
    }
    columns, joins = ["t.person_no", "t.record_no"], []
    for number, field in enumerate(fields):
        value = f"t.{sql.name(field.column_name)}"
        if field.meaning in PLACES:
            table, key = _CODE[field.meaning == UPRN]
            given = f"ltrim({value}, '0')" if field.meaning == UPRN else f"replace(upper({value}), ' ', '')"
            joins.append(f"LEFT JOIN {table} w{number} ON w{number}.{key} = {given}")
            value = f"w{number}.ward"
        elif field.meaning in DAYS or field.column_name in counted_from:
            value = f"TRY_CAST(left({value}, 10) AS DATE)"
        elif field.meaning not in MEANINGS:
            continue
        columns.append(f"{value} AS {sql.name(field.column_name)}")
    source = sql.name(fields[0].serving_table)
    return f"SELECT {', '.join(columns)} FROM {source} t {' '.join(joins)} ORDER BY t.person_no"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"COPY ({query}) TO {sql.text(str(path))} (FORMAT parquet, COMPRESSION zstd)")
