"""Registers as CSV files: ours, which can be sent in again, and the lines that were held back. Pure."""

from collections.abc import Iterable, Sequence

from shiremoot.roadmap import files
from shiremoot.roadmap.estate.columns import COLUMNS
from shiremoot.roadmap.estate.site import Site

_SPLIT_UP = {"number", "map_reference"}
"""Columns that a site has no field for: the street has its number, and its place is in metres."""
_COLUMNS = tuple(each for each in COLUMNS if each.name not in _SPLIT_UP)


def as_csv(sites: Iterable[tuple[str, Site]]) -> str:
    """Of each its body and itself."""
    heads = ["Organisation", *(each.heading for each in _COLUMNS)]
    return _written(
        [heads, *([body, *(_value(site, each.name) for each in _COLUMNS)] for body, site in sites)]
    )


def held_back_csv(headings: Sequence[str], lines: Iterable[tuple[int, Sequence[str], Sequence[str]]]) -> str:
    """Number, reasons and values of each line."""
    heads = ["Line", "Why it was held back", *headings]
    return _written([heads, *([str(number), " ".join(why), *said] for number, why, said in lines)])


def _value(site: Site, name: str) -> str:
    if name in ("easting", "northing"):
        return str(getattr(site.at, name)) if site.at else ""
    value = getattr(site, name)
    if name == "services":
        return "; ".join(value)
    return "" if value is None else str(value)


def _written(rows: Iterable[Sequence[str]]) -> str:
    return files.as_csv([files.plain(value) for value in row] for row in rows)
