"""The DuckDB side of a publish: people, and each table's rows with the person they are about."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from shiremoot.contracts import Contract, Field, Table
from shiremoot.people.catalogue import serving_table
from shiremoot.singleview.intake import sql

from .inputs import Inputs

BATCH_ROWS = 50_000
_MEMORY = "1200MB"


def connect(inputs: Inputs, spill: Path) -> duckdb.DuckDBPyConnection:
    """A connection with `identity` and `person` (numbered from 0), `history`, and each serving table."""
    connection = duckdb.connect(
        config={
            "memory_limit": _MEMORY,
            "threads": 2,
            "temp_directory": str(spill),
            "preserve_insertion_order": False,
        }
    )
    files = {name: sql.parquet(inputs.link_run / f"{name}.parquet") for name in ("identities", "history")}
    datasets = sql.texts(snapshot.dataset for snapshot in inputs.snapshots)
    connection.execute(
        f"""CREATE VIEW history AS SELECT * FROM {files["history"]};
        CREATE VIEW identities AS SELECT * FROM {files["identities"]}
            WHERE split_part(record_id, ':', 1) IN {datasets}"""
    )
    connection.execute(
        """CREATE TABLE person AS
            SELECT CAST(row_number() OVER (ORDER BY person_id) - 1 AS INTEGER) AS person_no, person_id
            FROM (SELECT DISTINCT person_id FROM identities);
        CREATE TABLE identity AS
            SELECT CAST(row_number() OVER (ORDER BY record_id) - 1 AS INTEGER) AS record_no, record_id,
                person_no, person_id
            FROM identities JOIN person USING (person_id)"""
    )
    for snapshot in inputs.snapshots:
        for table in snapshot.contract.subject_tables:
            view = sql.name(serving_table(snapshot.dataset, table.name))
            connection.execute(f"CREATE VIEW {view} AS {_rows(snapshot.contract, table, snapshot.folder)}")
    return connection


def batches(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    """The rows of a query, streamed."""
    yield from connection.execute(query).to_arrow_reader(BATCH_ROWS)


def as_rows(batch: pa.RecordBatch) -> Iterator[tuple[object, ...]]:
    """Plain tuples; by way of numpy, which makes Python values several times faster than Arrow does."""
    return zip(*(column.to_numpy(zero_copy_only=False).tolist() for column in batch.columns), strict=True)


def _rows(contract: Contract, table: Table, folder: Path) -> str:
    """Every published value of a table as text, by the name of its column."""
    key = table.fields_meaning("person.key")[0]
    columns = [_column(table, field, "t") for field in table.published]
    joins = []
    for number, (field, detail, detail_key) in enumerate(contract.detail_joins(table)):
        alias = f"d{number}"
        file = _file(folder, detail)
        joins.append(
            f"LEFT JOIN {file} {alias} ON t.{sql.name(field.name)} = {alias}.{sql.name(detail_key.name)}"
        )
        columns += [_column(detail, each, alias) for each in detail.published]
    other = table.field_meaning("tie.other")
    if other is not None:
        columns.append("o.person_id AS other_person_id")
        joins.append(f"LEFT JOIN identity o ON o.record_id = {_record_id(contract, other)}")
    named = ", ".join(columns) or "NULL AS nothing"
    return f"""SELECT i.person_id, i.person_no, i.record_no, t._line, {named} FROM {_file(folder, table)} t
        JOIN identity i ON i.record_id = {_record_id(contract, key)} {" ".join(joins)}"""


def _record_id(contract: Contract, key: Field) -> str:
    return f"{sql.text(contract.dataset + ':')} || CAST(t.{sql.name(key.name)} AS VARCHAR)"


def _file(folder: Path, table: Table) -> str:
    return sql.parquet(folder / f"{table.name}.parquet")


def _column(table: Table, field: Field, alias: str) -> str:
    value = f"{alias}.{sql.name(field.name)}"
    text = {
        "timestamp": f"strftime({value}, '%Y-%m-%dT%H:%M:%S')",
        "number": f"regexp_replace(CAST({value} AS VARCHAR), '\\.0$', '')",
    }.get(field.type, f"CAST({value} AS VARCHAR)")
    return f"{text} AS {sql.name(f'{table.name}.{field.name}')}"
