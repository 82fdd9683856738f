"""Text files with a delimiter: CSV and its relatives."""

import csv
from collections.abc import Collection, Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from shiremoot.errors import UserError

from .cells import BATCH_ROWS, Batch, RefusedRow, fold
from .encodings import encoding_of

if TYPE_CHECKING:
    from _csv import Reader

_RAGGED = "wrong number of cells"
_DELIMITERS = ",;\t|"
_SEND_AGAIN = "Ask for the file again, whole."


class DelimitedFile:
    native_dates = False

    def __init__(self, path: Path, known_headings: Collection[str]) -> None:
        """`known_headings`, folded, tell which delimiter is meant. Raises UserError."""
        self.path = path
        self.size = path.stat().st_size
        self._encoding = encoding_of(path)
        self._delimiter, self.headings = self._sniff(known_headings)

    def _sniff(self, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
        def score(candidate: tuple[str, tuple[str, ...]]) -> tuple[int, int]:
            _, headings = candidate
            return sum(fold(heading) in known for heading in headings), len(headings)

        return max(((delimiter, self._headings(delimiter)) for delimiter in _DELIMITERS), key=score)

    def _headings(self, delimiter: str) -> tuple[str, ...]:
        with self.path.open(encoding=self._encoding.name, newline="") as file:
            try:
                row = next((row for row in _reader(file, delimiter) if any(row)), [])
            except csv.Error:
                return ()
        while row and not row[-1].strip():  # a delimiter at the end of every line
            row.pop()
        return tuple(heading.strip() for heading in row)

    def batches(self) -> Iterator[Batch]:
        with self.path.open("rb") as binary:
            file = TextIOWrapper(binary, encoding=self._encoding.name, newline="")
            rows = _numbered(_reader(file, self._delimiter), self.path.name)
            next(row for _, row in rows if isinstance(row, RefusedRow) or any(row))  # the headings
            last: tuple[int, list[str] | RefusedRow] = (0, [])
            while chunk := list(islice(rows, BATCH_ROWS)):
                last = chunk[-1]
                yield self._batch(chunk, binary.tell())
        self._check_whole(*last)

    def _batch(self, chunk: list[tuple[int, list[str] | RefusedRow]], done: int) -> Batch:
        width = len(self.headings)
        lines, rows, refused = [], [], []
        for line, row in chunk:
            if isinstance(row, RefusedRow):
                refused.append(row)
            elif len(row) == width or (len(row) > width and not any(cell.strip() for cell in row[width:])):
                if row[0] or any(row):
                    lines.append(line)
                    rows.append(row[:width])
            elif row:
                refused.append(
                    RefusedRow(line, _RAGGED, f"has {len(row)} cells, the headings are {width}", row)
                )
        columns = list(zip(*rows, strict=True)) if rows else [()] * width
        return Batch(lines, columns, done, refused)

    def _check_whole(self, line: int, row: list[str] | RefusedRow) -> None:
        if (
            isinstance(row, list)
            and 0 < len(row) < len(self.headings)
            and not self._encoding.ends_with_newline
        ):
            raise UserError(f"{self.path.name} is cut short in the middle of line {line}.", _SEND_AGAIN)


def _reader(file: TextIO, delimiter: str) -> "Reader":
    return csv.reader(file, delimiter=delimiter, strict=True, skipinitialspace=True)


def _numbered(reader: "Reader", name: str) -> Iterator[tuple[int, list[str] | RefusedRow]]:
    """Each row with the line it begins on; one with broken quotes as refused."""
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field limit" in str(error):
                raise UserError(
                    f"{name} is cut short or damaged: a quote that opens in line {line} never closes.",
                    _SEND_AGAIN,
                ) from None
            until = f" to {reader.line_num}" if reader.line_num > line else ""
            reason = f"line {line}{until}: a quote stands inside a quoted cell"
            yield line, RefusedRow(line, "broken quotes", reason, ())
