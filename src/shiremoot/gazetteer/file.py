"""A file of addresses: read whole or not at all, with errors line by line. Pure."""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping

from shiremoot.errors import UserError
from shiremoot.gazetteer.addresses import Address
from shiremoot.gazetteer.faults import refused
from shiremoot.gazetteer.geometry import GRID_EAST, GRID_NORTH, Point

COLUMNS = ("uprn", "address", "town", "postcode", "easting", "northing")
_UPRN = re.compile(r"\d{1,12}", re.A)
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", re.A)
_LONGEST = 200


def read(content: bytes) -> list[Address]:
    """Every address, in the order of the file.

    Raises UserError, which tells the first lines with faults by the number that an editor gives them.
    """
    found: list[Address] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    for number, row in _rows(_text(content)):
        read_row = _address(row)
        if isinstance(read_row, str):
            faults.append(f"Line {number:,}: {read_row}")
        elif (before := lines.setdefault(read_row.uprn, number)) != number:
            faults.append(f"Line {number:,}: the UPRN {read_row.uprn} is in line {before:,} already")
        else:
            found.append(read_row)
    if faults:
        raise refused(faults, "line")
    if not found:
        raise UserError("The file has headings and no addresses.", "Write a line for each address.")
    return found


def _text(content: bytes) -> str:
    """UTF-8, with or without a mark in front, or as older spreadsheets write it."""
    if b"\0" in content:
        raise UserError("This is not a CSV file.", "Save the list as CSV (comma separated) and give that.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line number → its values by column; empty lines and other columns are left out."""
    if not text.strip():
        raise UserError("The file is empty.", "It needs a line of headings, and a line for each address.")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        heads = [" ".join(head.lower().split()) for head in next(reader)]
        missing = [name for name in COLUMNS if name not in heads]
        if missing:
            raise UserError(
                f"The file has no column called {' and none called '.join(missing)}.",
                f"Its first line has to name the columns: {', '.join(COLUMNS)}.",
            )
        places = {name: heads.index(name) for name in COLUMNS}
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


def _address(row: Mapping[str, str]) -> Address | str:
    """The address, or what is wrong with the line."""
    uprn = row["uprn"].lstrip("0")
    if not uprn or not _UPRN.fullmatch(row["uprn"]):
        return f"the UPRN “{row['uprn']}” is not one to twelve figures"
    line = row["address"]
    if not line:
        return "the address is missing"
    if len(line) > _LONGEST or len(row["town"]) > _LONGEST:
        return f"the address or the town is longer than {_LONGEST} characters"
    postcode = _POSTCODE.fullmatch(row["postcode"].replace(" ", "").upper())
    if row["postcode"] and not postcode:
        return f"the postcode “{row['postcode']}” is none; leave it empty where there is none"
    at = _point(row)
    if isinstance(at, str):
        return at
    return Address(uprn, line, row["town"], f"{postcode[1]} {postcode[2]}" if postcode else "", at)


def _point(row: Mapping[str, str]) -> Point | str:
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
