"""A CSV file of places, line by line, as people's spreadsheets write it. Pure."""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping

from shiremoot.errors import UserError
from shiremoot.gazetteer.geometry import GRID_EAST, GRID_NORTH, Point

Row = Mapping[str, str]


def text_of(content: bytes) -> str:
    """UTF-8, with or without a mark in front, or as older spreadsheets write it."""
    if b"\0" in content:
        raise UserError("This is not a CSV file.", "Save the list as CSV (comma separated) and give that.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def rows(text: str, columns: Mapping[str, re.Pattern[str]], each: str) -> Iterator[tuple[int, Row]]:
    """Line number → its values by column; empty lines and other columns are left out.

    `columns` are found by how their headings read, in any case of letters; `each` is what a line is of.
    Raises UserError where the file is empty, lacks a column, or cannot be read.
    """
    if not text.strip():
        raise UserError("The file is empty.", f"It needs a line of headings, and a line for each {each}.")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        places = _places(next(reader), columns)
        for row in reader:
            if any(value.strip() for value in row):
                yield (
                    reader.line_num,
                    {
                        name: " ".join(row[place].split()) if place < len(row) else ""
                        for name, place in places.items()
                    },
                )
    except csv.Error as error:
        raise UserError(
            f"Line {reader.line_num:,} cannot be read: {error}.",
            "Nothing was loaded. Save the list as CSV again.",
        ) from None


def _places(headings: list[str], columns: Mapping[str, re.Pattern[str]]) -> dict[str, int]:
    heads = [" ".join(head.lower().split()) for head in headings]
    found = {
        name: next((place for place, head in enumerate(heads) if pattern.fullmatch(head)), -1)
        for name, pattern in columns.items()
    }
    if missing := [name for name, place in found.items() if place < 0]:
        raise UserError(
            f"The file has no column called {' and none called '.join(missing)}.",
            f"Its first line has to name the columns: {', '.join(columns)}.",
        )
    return found


def point_of(row: Row) -> Point | str:
    """Where easting and northing are, to the metre, or what is wrong with them."""
    metres = []
    for name, most in (("easting", GRID_EAST), ("northing", GRID_NORTH)):
        try:
            value = float(row[name])
        except ValueError:
            return f"the {name} “{row[name]}” is not a number"
        if not math.isfinite(value) or not 0 <= value <= most:
            return f"the {name} {row[name]} is outside the British National Grid (0 to {most:,} metres)"
        metres.append(round(value))
    return Point(*metres)
