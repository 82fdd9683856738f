"""A column as numbers: what is worked out about a value is worked out once, however many records have it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int32]

_OF_A_LINE = 16  # numbers in the 64 bytes that a processor fetches at once
_ASCII = 128  # letters below it are one byte each


@dataclass(frozen=True, slots=True)
class Column:
    """`codes`: of each record the place of its value in `values` (text, or lists of text), -1 if missing."""

    codes: Codes
    values: pa.Array

    @classmethod
    def of(cls, array: pa.Array | pa.ChunkedArray) -> Column:
        """Null is missing. What is dictionary-encoded already stays so."""
        if isinstance(array, pa.ChunkedArray):
            if pa.types.is_dictionary(array.type):
                array = array.unify_dictionaries()
            array = array.combine_chunks()
        coded = array.dictionary_encode()
        return cls(_codes(coded.indices), coded.dictionary)

    @classmethod
    def missing(cls, size: int, kind: pa.DataType | None = None) -> Column:
        return cls(np.full(size, -1, np.int32), pa.array([], kind or pa.string()))

    @property
    def empty(self) -> bool:
        return not len(self.values)

    def changed(self, change: Callable[[pa.Array], pa.Array]) -> Column:
        """Another column made of this one's distinct values; a null counts as missing."""
        if self.empty:
            return self
        new = change(self.values)
        if new.equals(self.values):
            return self
        made = Column.of(new)
        return Column(_through(self.codes, made.codes), made.values)

    def each(self, change: Callable[[str], str | None]) -> Column:
        """The same, value by value; what comes out empty counts as missing."""
        return self.changed(
            lambda values: pa.array([change(value) or None for value in values.to_pylist()], pa.string())
        )

    def decoded(self) -> pa.Array:
        """A value for each record, null where missing."""
        return self.values.take(pa.array(self.codes, mask=self.codes < 0))

    def counts(self) -> npt.NDArray[np.int64]:
        """How many records have each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))


def sharing(columns: Sequence[Column]) -> list[Column]:
    """The same columns over one list of values, so that equal text has an equal number."""
    together = Column.of(pa.concat_arrays([column.values for column in columns]))
    shared, start = [], 0
    for column in columns:
        end = start + len(column.values)
        shared.append(Column(_through(column.codes, together.codes[start:end]), together.values))
        start = end
    return shared


def side_by_side(columns: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Columns of 4-byte numbers as a table, a record's row after the other. A row that fits into one line of
    the processor's cache lies in one: pairs of records are fetched from everywhere.
    """
    records, width = len(columns[0]), len(columns)
    step = width if width > _OF_A_LINE else 1 << (width - 1).bit_length()
    room = np.empty(records * step + _OF_A_LINE, columns[0].dtype)
    start = -(room.ctypes.data // room.itemsize) % _OF_A_LINE
    table = room[start : start + records * step].reshape(records, step)[:, :width]
    for at, column in enumerate(columns):
        table[:, at] = column
    return table


def letters(values: pa.Array) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """The values' code points one after the other, and where each value begins (and the last one ends)."""
    _, places, text = values.cast(pa.string()).buffers()
    if not text:
        return np.zeros(1, np.uint32), np.zeros(len(values) + 1, np.int64)
    starts = np.frombuffer(places, np.int32)[values.offset : values.offset + len(values) + 1]
    written = np.frombuffer(text, np.uint8)[starts[0] : starts[-1]]
    if len(written) and written.max() < _ASCII:
        return written.astype(np.uint32), starts.astype(np.int64) - starts[0]
    lengths = pc.utf8_length(values).to_numpy(zero_copy_only=False).astype(np.int64)
    whole = "".join(values.to_pylist()).encode("utf-32-le")
    return np.frombuffer(whole or bytes(4), np.uint32), np.concatenate([[0], np.cumsum(lengths)])


def _codes(indices: pa.Array) -> Codes:
    codes = indices.fill_null(-1) if indices.null_count else indices
    return np.asarray(codes.to_numpy(zero_copy_only=False), np.int32)


def _through(codes: Codes, new: Codes) -> Codes:
    """The new number of each old one; -1 stays."""
    return np.append(new, np.int32(-1))[codes]
