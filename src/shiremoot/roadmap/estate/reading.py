"""A register's CSV file as headings and lines, whatever they say. Pure."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shiremoot.errors import UserError
from shiremoot.gazetteer.table import text_of

MOST_LINES, _MOST_COLUMNS = 20_000, 200
_AGAIN = "Nothing was loaded. Save the list as CSV again."


@dataclass(frozen=True)
class Line:
    """`number` as an editor counts; values by heading, as they are written."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    def first_values(self, heading: str, most: int = 3) -> list[str]:
        """The first that are written there, each once."""
        there = dict.fromkeys(value for line in self.lines if (value := line.values[heading]))
        return list(there)[:most]


def read(content: bytes) -> Table:
    """Raises UserError where it is no such file; empty lines and columns without heading are left out."""
    rows = list(_rows(text_of(content)))
    if not rows:
        raise UserError("The file is empty.", "It needs a line of headings, and a line for each site.")
    _, heads = rows[0]
    headings = _headings(heads, max(len(row) for _, row in rows))
    if len(rows) == 1:
        raise UserError("The file has headings and no sites.", "Write a line for each site.")
    said = [any(place < len(row) and row[place] for _, row in rows) for place in range(len(headings))]
    lines = [
        Line(
            number,
            {
                heading: row[place] if place < len(row) else ""
                for place, heading in enumerate(headings)
                if said[place]
            },
        )
        for number, row in rows[1:]
    ]
    return Table(tuple(each for each, is_said in zip(headings, said, strict=True) if is_said), tuple(lines))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Those that say something, by the number of the line on which each begins."""
    head = text.lstrip().split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    count, begins = 0, 1
    try:
        for row in reader:
            values = [value.strip() for value in row]
            if any(values):
                count += 1
                _check_size(count, values)
                yield begins, values
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"Line {reader.line_num:,} cannot be read: {error}.", _AGAIN) from None


def _check_size(count: int, values: list[str]) -> None:
    if count > MOST_LINES + 1:
        raise UserError(f"The file has more than {MOST_LINES:,} lines.", "Leave out what is no site.")
    if len(values) > _MOST_COLUMNS:
        raise UserError(f"The file has more than {_MOST_COLUMNS} columns.", _AGAIN)


def _headings(heads: list[str], width: int) -> list[str]:
    """One for each column: what has none is called by its number, and what is there twice is numbered."""
    named = [
        " ".join(heads[place].split()) if place < len(heads) and heads[place] else f"Column {place + 1}"
        for place in range(width)
    ]
    seen: Counter[str] = Counter()
    taken = set(named)
    for place, name in enumerate(named):
        seen[name] += 1
        while seen[name] > 1 and (again := f"{name} ({seen[name]})") in taken:
            seen[name] += 1
        if seen[name] > 1:
            named[place] = again
            taken.add(again)
    return named
