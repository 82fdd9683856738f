"""Last step of a load: accepted rows as typed Parquet, rejected rows in quarantine with the reason."""

from pathlib import Path

import duckdb
import pyarrow as pa

from shiremoot.contracts import Table

from . import sql
from .judging import Judgement
from .summary import FaultCount

_MOST_FAULTS = 10


def keep_accepted(judgement: Judgement, table: Table, snapshot: Path) -> int:
    """Write <table>.parquet; how many rows it has."""
    columns = ", ".join(sql.name(field.name) for field in table.fields)
    row = judgement.connection.execute(
        f"""COPY (SELECT {columns}, _line FROM {judgement.good(table)})
            TO {sql.text(str(snapshot / f"{table.name}.parquet"))} (FORMAT parquet, COMPRESSION zstd)"""
    ).fetchone()
    return int(row[0]) if row else 0


def keep_rejected(judgement: Judgement, snapshot: Path) -> None:
    """Write quarantine.parquet: one line for each fault of each rejected row."""
    faults = [
        {"fault_no": number, "column": fault.column, "fault": fault.kind, "reason": fault.reason}
        for number, fault in enumerate(judgement.faults)
    ]
    judgement.connection.register("faults", pa.Table.from_pylist(faults))
    parts = [_rejected(judgement, table) for table in judgement.contract.tables]
    judgement.connection.execute(
        f"""COPY ({" UNION ALL ".join(parts)})
            TO {sql.text(str(snapshot / "quarantine.parquet"))} (FORMAT parquet, COMPRESSION zstd)"""
    )


def _rejected(judgement: Judgement, table: Table) -> str:
    staged = judgement.staged[table.name]
    name = sql.text(table.name)
    row = ", ".join(f"{sql.text(field.header)}: s.{sql.name(field.name)}" for field in table.fields)
    return f"""
        SELECT {name} AS "table", s._file AS file, s._line AS line, f."column", f.fault, f.reason,
            CAST(to_json({{{row}}}) AS VARCHAR) AS row
        FROM {judgement.bad(table)} b
        JOIN faults f ON f.fault_no = b.fault
        JOIN {sql.parquet(staged.cells)} s USING (_row)
        UNION ALL
        SELECT {name}, file, line, NULL, fault, reason, row
        FROM {sql.parquet(staged.refused)}"""


def top_faults(connection: duckdb.DuckDBPyConnection, table: Table, snapshot: Path) -> tuple[FaultCount, ...]:
    """The commonest faults of a table, each with the place where it stands first."""
    rows = connection.execute(
        f"""SELECT coalesce("column", ''), fault, reason, count(*) AS rows,
                min_by(file, (file, line)), min_by(line, (file, line))
            FROM (SELECT * REPLACE (CASE WHEN "column" IS NULL THEN '' ELSE reason END AS reason)
                  FROM {sql.parquet(snapshot / "quarantine.parquet")})
            WHERE "table" = ? GROUP BY ALL ORDER BY rows DESC, 1, 2 LIMIT {_MOST_FAULTS}""",
        [table.name],
    ).fetchall()
    return tuple(FaultCount(*row) for row in rows)
