"""Writes what analysis reads, one Parquet for each table: see `people.analysed`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from shiremoot.gazetteer import store as gazetteer
from shiremoot.gazetteer import wards
from shiremoot.home import Home
from shiremoot.people import analysed
from shiremoot.people.analysed import DAYS, MEANINGS, PERSONS, PLACES, UPRN
from shiremoot.people.catalogue import PublishedField
from shiremoot.singleview.intake import sql

_BY_UPRN, _BY_POSTCODE = "ward_of_uprn", "ward_of_postcode"


@dataclass(frozen=True)
class WardsOf:
    """The ward code of each UPRN (without noughts in front) and of each postcode (without its space)."""

    uprns: pa.Table
    postcodes: pa.Table


def wards_of(home: Home) -> WardsOf:
    """Nothing, where there is no gazetteer or there are no wards."""
    known, addresses = wards.current(home), gazetteer.current(home)
    if known is None or addresses is None:
        none = pa.table({"key": pa.array([], pa.string()), "ward": pa.array([], pa.string())})
        return WardsOf(none, none)
    standing, codes = known.of_addresses(addresses), pa.array([each.code for each in known])
    return WardsOf(
        pa.table({"key": standing.addresses["uprn"], "ward": pc.take(codes, standing.addresses["ward"])}),
        pa.table(
            {
                "key": pc.replace_substring(standing.postcodes["postcode"], " ", ""),
                "ward": pc.take(codes, standing.postcodes["ward"]),
            }
        ),
    )


def write_analysis(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Sequence[PublishedField],
    folder: Path,
    wards: WardsOf,
) -> None:
    """persons.parquet, and the rows of each table."""
    (folder / analysed.FOLDER).mkdir()
    connection.register(_BY_UPRN, wards.uprns)
    connection.register(_BY_POSTCODE, wards.postcodes)
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
            table, given = _BY_POSTCODE, f"replace(upper({value}), ' ', '')"
            if field.meaning == UPRN:
                table, given = _BY_UPRN, f"ltrim({value}, '0')"
            joins.append(f"LEFT JOIN {table} w{number} ON w{number}.key = {given}")
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
