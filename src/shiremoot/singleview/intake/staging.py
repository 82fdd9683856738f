"""First step of a load: every cell of a table as text in one Parquet file, whatever it was delivered in."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shiremoot.contracts import Table
from shiremoot.errors import UserError

from .cells import Batch
from .deliveries import Delivered

Progress = Callable[[int], None]
"""Told how many bytes of the delivery have been read since it was last told."""

_REFUSED = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("fault", pa.string()),
        ("reason", pa.string()),
        ("row", pa.string()),
    ]
)


@dataclass(frozen=True)
class Staged:
    """The cells of one table; `_row` numbers its rows across files, empty cells are null."""

    table: Table
    cells: Path
    refused: Path
    """Rows that could not be put into columns."""
    read: int


def stage_table(table: Table, files: Sequence[Delivered], folder: Path, progress: Progress) -> Staged:
    """Read all files of one table. Raises UserError when a file is damaged or has no rows."""
    cells, refused = folder / f"{table.name}.cells", folder / f"{table.name}.refused"
    read = 0
    with (
        pq.ParquetWriter(cells, _schema(table), compression="lz4") as good,
        pq.ParquetWriter(refused, _REFUSED) as bad,
    ):
        for delivered in files:
            before, done = read, 0
            for batch in delivered.source.batches():
                good.write_batch(_cells(table, delivered, batch, read))
                bad.write_batch(_refused(delivered, batch))
                read += len(batch.lines) + len(batch.refused)
                progress(batch.done - done)
                done = batch.done
            if read == before:
                message = f"{delivered.file} has headings but no rows."
                raise UserError(
                    message, "Ask for the file again; a delivery is whole, never only what is new."
                )
    return Staged(table, cells, refused, read)


def _schema(table: Table) -> pa.Schema:
    fields = [(field.name, pa.string()) for field in table.fields]
    own = [("_row", pa.int64()), ("_line", pa.int64()), ("_file", pa.string()), ("_native", pa.bool_())]
    return pa.schema(own + fields)


def _cells(table: Table, delivered: Delivered, batch: Batch, before: int) -> pa.RecordBatch:
    count = len(batch.lines)
    columns = [
        pa.array(range(before, before + count), pa.int64()),
        pa.array(batch.lines, pa.int64()),
        pa.repeat(delivered.file, count),
        pa.repeat(delivered.source.native_dates, count),
    ]
    columns += [_clean(batch.columns[delivered.positions[field.name]]) for field in table.fields]
    return pa.RecordBatch.from_arrays(columns, schema=_schema(table))


def _clean(column: Sequence[str | None]) -> pa.Array:
    """Outer spaces off, letters composed, and an empty cell is no value."""
    array = column if isinstance(column, pa.Array) else pa.array(column, pa.string())
    array = pc.utf8_normalize(pc.utf8_trim_whitespace(array), "NFC")
    return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)


def _refused(delivered: Delivered, batch: Batch) -> pa.RecordBatch:
    rows = [
        {
            "file": delivered.file,
            "line": row.line,
            "fault": row.fault,
            "reason": row.reason,
            "row": json.dumps(list(row.cells), ensure_ascii=False),
        }
        for row in batch.refused
    ]
    return pa.RecordBatch.from_pylist(rows, schema=_REFUSED)
