"""Parquet files, read back into text so that they pass the same checks as everything else."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shiremoot.errors import UserError

from .cells import BATCH_ROWS, Batch


class ParquetTable:
    native_dates = True

    def __init__(self, path: Path) -> None:
        """Raises UserError when the file is not whole."""
        self.path = path
        self.size = path.stat().st_size
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError):
            raise _broken(path) from None
        self.headings = tuple(name.strip() for name in self._file.schema_arrow.names)
        for column in self._file.schema_arrow:
            if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
                raise UserError(
                    f"{path.name}: column “{column.name}” holds lists or bytes, not single values.",
                    "Send one value for each row and column.",
                )

    def batches(self) -> Iterator[Batch]:
        line, total = 0, max(1, self._file.metadata.num_rows)
        try:
            for batch in self._file.iter_batches(BATCH_ROWS):
                lines = list(range(line + 1, line + 1 + batch.num_rows))
                line += batch.num_rows
                columns = [_text(column) for column in batch.columns]
                yield Batch(lines, columns, self.size * line // total)
        except (pa.ArrowException, OSError):
            raise _broken(self.path) from None


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = pc.cast(column, pa.timestamp("s"), safe=False)
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%S")
    if pa.types.is_floating(column.type):
        return pa.array([_number(value) for value in column.to_pylist()], pa.string())
    return pc.cast(column, pa.string())


def _number(value: float | None) -> str | None:
    if value is None or value != value:
        return None
    return str(int(value)) if value.is_integer() else repr(value)


def _broken(path: Path) -> UserError:
    return UserError(
        f"{path.name} is not a whole Parquet file: it is cut short or damaged.", "Ask for the file again."
    )
