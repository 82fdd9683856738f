"""Text files with a delimiter: CSV and its relatives."""

import csv
from collections.abc import Collection, Iterator
from io import TextIOWrapper
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
        batch = Batch([], [], 0)
        with self.path.open("rb") as binary:
            file = TextIOWrapper(binary, encoding=self._encoding.name, newline="")
            reader = _reader(file, self._delimiter)
            next(row for row in reader if any(row))  # the headings
            more = True
            while more:
                batch, more = self._next_batch(reader)
                batch.done = binary.tell()
                yield batch
        self._check_whole(batch)

    def _next_batch(self, reader: "Reader") -> tuple[Batch, bool]:
        """A batch, and whether there is more. The loop runs for millions of rows: it does little."""
        width = len(self.headings)
        rows: list[list[str]] = []
        batch = Batch([], [()] * width, 0)
        more = True
        while more and len(rows) + len(batch.refused) < BATCH_ROWS:
            line = reader.line_num + 1
            try:
                for row in reader:
                    if len(row) == width and row[0]:
                        batch.lines.append(line)
                        rows.append(row)
                    else:
                        self._take_odd(row, line, rows, batch)
                    if len(rows) >= BATCH_ROWS:
                        break
                    line = reader.line_num + 1
                else:
                    more = False
            except csv.Error as error:
                batch.refused.append(self._broken_quotes(error, line, reader.line_num))
        if rows:
            batch.columns = list(zip(*rows, strict=True))
        return batch, more

    def _take_odd(self, row: list[str], line: int, rows: list[list[str]], batch: Batch) -> None:
        """A row that is blank, begins with an empty cell, or has not as many cells as there are headings."""
        width = len(self.headings)
        if not any(cell.strip() for cell in row):
            return
        if len(row) >= width and not any(cell.strip() for cell in row[width:]):
            batch.lines.append(line)
            rows.append(row[:width])
            return
        reason = f"has {len(row)} cells, the headings are {width}"
        batch.refused.append(RefusedRow(line, _RAGGED, reason, row))

    def _broken_quotes(self, error: csv.Error, line: int, until: int) -> RefusedRow:
        if "unexpected end" in str(error) or "field limit" in str(error):
            message = (
                f"{self.path.name} is cut short or damaged: a quote that opens in line {line} never closes."
            )
            raise UserError(message, _SEND_AGAIN)
        lines = f"lines {line} to {until}" if until > line else f"line {line}"
        return RefusedRow(line, "broken quotes", f"{lines}: a quote stands inside a quoted cell", ())

    def _check_whole(self, last: Batch) -> None:
        if self._encoding.ends_with_newline or not last.refused:
            return
        row = last.refused[-1]
        at_the_end = not last.lines or row.line > last.lines[-1]
        if at_the_end and row.fault == _RAGGED and len(row.cells) < len(self.headings):
            raise UserError(f"{self.path.name} is cut short in the middle of line {row.line}.", _SEND_AGAIN)


def _reader(file: TextIO, delimiter: str) -> "Reader":
    return csv.reader(file, delimiter=delimiter, strict=True, skipinitialspace=True)
