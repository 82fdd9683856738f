"""Figures over accepted rows: completeness, what changed since the load in use, and the contract's checks."""

from pathlib import Path

import duckdb

from shiremoot.contracts import Check, Contract, Table
from shiremoot.contracts.quality import holds

from . import sql


def completeness(connection: duckdb.DuckDBPyConnection, table: Table, snapshot: Path) -> dict[str, float]:
    """Share of rows with a value, for each "<table>.<field>"."""
    counts = ", ".join(f"count({sql.name(field.name)})" for field in table.fields)
    row = connection.execute(f"SELECT count(*), {counts} FROM {_rows(snapshot, table)}").fetchone() or (0,)
    rows = max(1, row[0])
    return {
        f"{table.name}.{field.name}": round(count / rows, 4)
        for field, count in zip(table.fields, row[1:], strict=True)
    }


def changes(
    connection: duckdb.DuckDBPyConnection, contract: Contract, snapshot: Path, before: Path | None
) -> dict[str, int]:
    """People new, gone and changed by their key; empty without a load before, or with another key."""
    table = contract.person_table
    key = contract.person_key
    if before is None or not _has_column(connection, before, table, key.name):
        return {}
    shared = [field.name for field in table.fields if _has_column(connection, before, table, field.name)]
    differs = " OR ".join(
        f"CAST(n.{sql.name(name)} AS VARCHAR) IS DISTINCT FROM CAST(o.{sql.name(name)} AS VARCHAR)"
        for name in shared
    )
    new_key, old_key = f"n.{sql.name(key.name)}", f"o.{sql.name(key.name)}"
    row = connection.execute(
        f"""SELECT count(*) FILTER ({old_key} IS NULL), count(*) FILTER ({new_key} IS NULL),
                count(*) FILTER ({old_key} IS NOT NULL AND {new_key} IS NOT NULL AND ({differs}))
            FROM {_rows(snapshot, table)} n FULL JOIN {_rows(before, table)} o
            ON CAST({new_key} AS VARCHAR) = CAST({old_key} AS VARCHAR)"""
    ).fetchone()
    return dict(zip(("new", "gone", "changed"), row or (), strict=True))


def failed_checks(connection: duckdb.DuckDBPyConnection, table: Table, snapshot: Path) -> list[str]:
    """A sentence for each check of the contract that does not hold."""
    source = _rows(snapshot, table)
    (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone() or (0,)
    failed = []
    for check in table.checks:
        figure = rows
        if check.metric != "rowCount":
            (figure,) = connection.execute(f"SELECT {_count(check)} FROM {source}").fetchone() or (0,)
            if check.percent:
                figure = 100 * figure / max(1, rows)
        if not holds(check, figure):
            unit = " percent" if check.percent else ""
            limits = ", ".join(f"{operator} {bound:g}" for operator, bound in check.limits.items())
            of = f" of {', '.join(check.fields)}" if check.fields else ""
            failed.append(f"{table.name}: {check.metric}{of} is {figure:g}{unit}, the contract says {limits}")
    return failed


def _count(check: Check) -> str:
    fields = [f"CAST({sql.name(field)} AS VARCHAR)" for field in check.fields]
    if check.metric == "duplicateValues":
        together = f"({', '.join(fields)})" if len(fields) > 1 else fields[0]
        return f"count({together}) - count(DISTINCT {together})"
    if check.metric == "nullValues":
        return " + ".join(f"count(*) FILTER ({field} IS NULL)" for field in fields)
    wrong = []
    for field in fields:
        tests = [f"{field} NOT IN {sql.texts(check.valid_values)}"] if check.valid_values else []
        tests += [f"NOT regexp_matches({field}, {sql.text(check.pattern)})"] if check.pattern else []
        wrong.append(f"count(*) FILTER ({' OR '.join(tests)})")
    return " + ".join(wrong)


def _has_column(connection: duckdb.DuckDBPyConnection, snapshot: Path, table: Table, column: str) -> bool:
    if not (snapshot / f"{table.name}.parquet").is_file():
        return False
    described = connection.execute(f"DESCRIBE SELECT * FROM {_rows(snapshot, table)}").fetchall()
    return column in {row[0] for row in described}


def _rows(snapshot: Path, table: Table) -> str:
    return sql.parquet(snapshot / f"{table.name}.parquet")
