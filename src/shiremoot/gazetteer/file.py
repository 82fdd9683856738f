"""A file of addresses: read whole or not at all, with errors line by line. Pure."""

import re

from shiremoot.errors import UserError
from shiremoot.gazetteer.addresses import Address, as_postcode
from shiremoot.gazetteer.faults import refused
from shiremoot.gazetteer.table import Row, point_of, rows, text_of

_COLUMNS = {name: re.compile(name) for name in ("uprn", "address", "town", "postcode", "easting", "northing")}
_UPRN = re.compile(r"\d{1,12}", re.A)
_LONGEST = 200


def read(content: bytes) -> list[Address]:
    """Every address, in the order of the file.

    Raises UserError, which tells the first lines with faults by the number that an editor gives them.
    """
    found: list[Address] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    for number, row in rows(text_of(content), _COLUMNS, "address"):
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


def _address(row: Row) -> Address | str:
    """The address, or what is wrong with the line."""
    uprn = row["uprn"].lstrip("0")
    if not uprn or not _UPRN.fullmatch(row["uprn"]):
        return f"the UPRN “{row['uprn']}” is not one to twelve figures"
    line = row["address"]
    if not line:
        return "the address is missing"
    if len(line) > _LONGEST or len(row["town"]) > _LONGEST:
        return f"the address or the town is longer than {_LONGEST} characters"
    postcode = as_postcode(row["postcode"])
    if row["postcode"] and not postcode:
        return f"the postcode “{row['postcode']}” is none; leave it empty where there is none"
    at = point_of(row)
    if isinstance(at, str):
        return at
    return Address(uprn, line, row["town"], postcode, at)
