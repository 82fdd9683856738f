"""What a register says of a site, column by column, and the headings under which bodies publish it. Pure.

Headings are those of the Local Government Transparency Code 2015, of the guidance to it, and of registers
that councils publish.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

_ALIKE = 85
"""Of 100: a heading this near to one that is known is proposed."""


def plain(heading: str) -> str:
    """*UniqueAssetId*, *Unique Asset ID* and *unique_asset_id* are one."""
    return "".join(each for each in unicodedata.normalize("NFKC", heading).casefold() if each.isalnum())


@dataclass(frozen=True)
class Column:
    name: str
    heading: str
    """As pages and our own files call it."""
    others: str = ""
    """As bodies do, the likeliest first, with | between."""

    @cached_property
    def known(self) -> tuple[str, ...]:
        """How all of these read, plainly."""
        return tuple(plain(each) for each in (self.heading, *self.others.split("|")) if each)


COLUMNS = (
    Column(
        "asset",
        "Asset reference",
        "Unique asset ID | Unique asset identity | Unique asset identifier | Asset ID | "
        "Asset code | Asset number | Asset ref | Unique asset reference",
    ),
    Column(
        "uprn",
        "UPRN",
        "Unique property reference number | Unique Property Reference Number (UPRN) | UPRN number",
    ),
    Column(
        "name",
        "Name",
        "Name of building or land | Name of the building or land | Asset name | Property name | "
        "Site name | Building name",
    ),
    Column("number", "Street number", "No | Number | Street no | House number | Building number"),
    Column("street", "Street", "Street name | Address | Address line 1 | Road"),
    Column("town", "Post town", "Town | Town or city | City"),
    Column("postcode", "Postcode"),
    Column("easting", "Easting", "GeoX | X co-ordinate | X | Eastings | OS easting | X coord | Longitude"),
    Column(
        "northing",
        "Northing",
        "GeoY | Y co-ordinate | Y | Northings | OS northing | Y coord | Latitude",
    ),
    Column(
        "map_reference",
        "Map reference",
        "Grid reference | OS grid reference | OS map reference | National grid reference | NGR | "
        "Grid ref | OS map ref | Map ref",
    ),
    Column("tenure", "Tenure", "Tenure type"),
    Column(
        "holding",
        "How it is held",
        "Tenure detail | Tenure category | Tenure characteristic | Tenure details | Holding",
    ),
    Column(
        "use",
        "Use",
        "Purpose | Current use | Asset type | Property type | Reason for holding | Usage | "
        "Type of asset | Holding type",
    ),
    Column("services", "Services", "Services offered | Services provided | Service"),
    Column(
        "lease_from",
        "Lease from",
        "Lease start | Lease start date | Start of lease | Lease commencement date",
    ),
    Column(
        "lease_until",
        "Lease until",
        "Lease end | Lease end date | Lease expiry | Lease expiry date | End of lease",
    ),
    Column(
        "floor_area",
        "Floor area (m²)",
        "Size (m²) | Floor area | Size | Area | Area (m²) | Size (sq m) | Size (sqm) | "
        "Floor area (sqm) | Gross internal area | Gross internal area (m²) | GIA | GIA (m²) | "
        "GIA (sqm) | Size (ha) | Size (hectares) | Area (ha) | Area (hectares)",
    ),
    Column(
        "running_cost",
        "Running cost (£ a year)",
        "Building operation (revenue) cost | Building operation (revenue) costs | "
        "Total building operation costs | Total building operation (revenue) costs | "
        "Building operation costs | Running cost | Running costs | Annual running cost | "
        "Annual running costs",
    ),
    Column(
        "maintenance",
        "Required maintenance (£)",
        "Required maintenance | Required maintenance cost | Required maintenance costs | "
        "Maintenance backlog | Backlog maintenance",
    ),
    Column(
        "condition",
        "Condition",
        "Functional suitability | Functional suitability rating | Condition grade | Condition rating",
    ),
    Column(
        "energy",
        "Energy band",
        "Energy performance | Energy performance rating | EPC | EPC rating | EPC band | Energy rating",
    ),
    Column(
        "occupancy",
        "Occupancy (%)",
        "Occupancy | Occupancy percent | Occupancy rate | Utilisation | Utilisation (%)",
    ),
)
_BY_NAME = {each.name: each for each in COLUMNS}
_PLAIN = {words: column.name for column in COLUMNS for words in column.known}
_LEFT_OUT = {
    *("organisation", "organisationname", "organisationlabel", "organisationcode", "organisationuri"),
    *("extractdate", "effectivedate", "publisherlabel", "publisheruri"),
    *("line", "whyitwasheldback"),
}
"""What registers hold beside it, and nobody has to be asked about."""

Chosen = Mapping[str, str]
"""Each heading of a file → the name of our column that it holds; empty: it is left out."""


def heading_of(name: str) -> str:
    return _BY_NAME[name].heading


def recognised(headings: Sequence[str], before: Chosen) -> dict[str, str]:
    """What is known of a file's headings, first from what the body chose before."""
    found = {heading: before.get(heading, "") for heading in headings}
    taken = set(found.values())
    for column in COLUMNS:
        fitting = [each for each in headings if plain(each) in column.known and each not in before]
        if fitting and column.name not in taken:
            found[min(fitting, key=lambda each: column.known.index(plain(each)))] = column.name
    return found


def proposed(headings: Sequence[str], before: Chosen) -> dict[str, str]:
    """What is known, and for the rest what reads most alike."""
    found = recognised(headings, before)
    for heading in unknown(headings, before):
        open_words = {words: name for words, name in _PLAIN.items() if name not in found.values()}
        near = process.extractOne(plain(heading), open_words.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if near:
            found[heading] = open_words[near[0]]
    return found


def unknown(headings: Iterable[str], before: Chosen) -> list[str]:
    """Headings of which nobody has said yet what they hold."""
    return [each for each in headings if each not in before and plain(each) not in _PLAIN.keys() | _LEFT_OUT]


def missing(chosen: Chosen) -> list[str]:
    """What a register cannot do without, in words."""
    names = set(chosen.values())
    return [
        *([] if "name" in names else [heading_of("name")]),
        *([] if names & {"asset", "uprn"} else [f"{heading_of('asset')} or {heading_of('uprn')}"]),
    ]
