"""A file of small areas: read whole or not at all, with errors line by line. Pure."""

import re

from shiremoot.errors import UserError
from shiremoot.gazetteer.areas import SmallArea
from shiremoot.gazetteer.faults import refused
from shiremoot.gazetteer.table import Row, point_of, rows, text_of

# as we call them, or as their publishers do: in any year OA21CD, LSOA21CD
_COLUMNS = {
    "code": re.compile(r"code|area_code|(ls)?oa\d\dcd", re.A),
    "easting": re.compile(r"easting|x"),
    "northing": re.compile(r"northing|y"),
    "people": re.compile(r"people|population"),
    "deprivation decile": re.compile(
        r"deprivation[ _]decile|imd[ _]decile|index of multiple deprivation \(imd\) decile.*"
    ),
}
_CODE = re.compile(r"[A-Z]\d{8}", re.A)
_WHOLE = re.compile(r"\d{1,7}", re.A)


def read(content: bytes) -> list[SmallArea]:
    """Every area, in the order of the file.

    Raises UserError, which tells the first lines with faults by the number that an editor gives them.
    """
    found: list[SmallArea] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    for number, row in rows(text_of(content), _COLUMNS, "area"):
        area = _area(row)
        if isinstance(area, str):
            faults.append(f"Line {number:,}: {area}")
        elif (before := lines.setdefault(area.code, number)) != number:
            faults.append(f"Line {number:,}: the area {area.code} is in line {before:,} already")
        else:
            found.append(area)
    if faults:
        raise refused(faults, "line")
    if not found:
        raise UserError("The file has headings and no areas.", "Write a line for each area.")
    if not any(area.people for area in found):
        raise UserError("Nobody lives in any of these areas.", "Give how many people live in each.")
    return found


def _area(row: Row) -> SmallArea | str:
    """The area, or what is wrong with the line."""
    if not _CODE.fullmatch(row["code"]):
        return f"the code “{row['code']}” is not a letter and eight figures"
    people = row["people"].replace(",", "")
    if not _WHOLE.fullmatch(people):
        return f"the number of people “{row['people']}” is not a whole number"
    decile = row["deprivation decile"]
    if decile not in ("", *map(str, range(1, 11))):
        return f"the deprivation decile “{decile}” is not from 1 to 10; leave it empty where there is none"
    at = point_of(row)
    if isinstance(at, str):
        return at
    return SmallArea(row["code"], at, int(people), int(decile) if decile else None)
