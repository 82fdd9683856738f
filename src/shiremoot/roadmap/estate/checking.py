"""Each line of a register becomes a site, perhaps with doubts, or is held back with its reasons. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from shiremoot.dates import day_month
from shiremoot.gazetteer.addresses import as_postcode
from shiremoot.roadmap.estate import values
from shiremoot.roadmap.estate.columns import Chosen, heading_of
from shiremoot.roadmap.estate.placing import County, place
from shiremoot.roadmap.estate.reading import Line, Table
from shiremoot.roadmap.estate.site import Site, Tenure
from shiremoot.roadmap.files import FORMULA

_LONGEST = {"asset": 80, "postcode": 20, "services": 2_000}
_LONG = 200
_SEPARATORS = re.compile(r"[;|,]")
_NUMBER = "Write it as a number such as 1234, or leave it empty."
_SHARE = "Write how full it is as a number from 0 to 100: 60 or 60%, and not 0.6."
_DAY = "Write it as 2027-03-31 or 31/03/2027."
Value = TypeVar("Value")


@dataclass(frozen=True)
class Taken:
    line: int
    site: Site
    doubts: tuple[str, ...]
    ward: str = ""


@dataclass(frozen=True)
class Held:
    """A line that is not taken, as it was written, by heading."""

    line: int
    reasons: tuple[str, ...]
    values: Mapping[str, str]
    exchanged: bool = False
    """Its easting stands where the northing should, and the other way round."""


@dataclass(frozen=True)
class Checked:
    taken: tuple[Taken, ...]
    held_back: tuple[Held, ...]

    @property
    def exchanged(self) -> bool:
        """Whether most lines have easting and northing exchanged: then the columns are."""
        lines = len(self.taken) + len(self.held_back)
        return sum(each.exchanged for each in self.held_back) * 2 > lines

    @property
    def doubted(self) -> list[Taken]:
        return [each for each in self.taken if each.doubts]


def check(table: Table, chosen: Chosen, county: County, today: date) -> Checked:
    """Every line of the table is either taken or held back."""
    headings = {name: heading for heading, name in chosen.items() if name and heading in table.headings}
    taken: list[Taken] = []
    held_back: list[Held] = []
    lines: dict[str, int] = {}
    for line in table.lines:
        said = _Said(line, headings)
        site = _site(said, county, today)
        before = lines.setdefault(site.asset, line.number) if site.asset else line.number
        if before != line.number:
            said.reasons.append(
                f"The asset {site.asset} is in line {before:,} already. Give each one of its own."
            )
        if said.reasons:
            held_back.append(Held(line.number, tuple(said.reasons), line.values, said.exchanged))
        else:
            taken.append(Taken(line.number, site, tuple(said.doubts)))
    return Checked(tuple(_in_wards(taken, county)), tuple(held_back))


@dataclass
class _Said:
    """What one line says, by our columns; what is wrong or odd is gathered on the way."""

    line: Line
    headings: Mapping[str, str]
    reasons: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    exchanged: bool = False

    def raw(self, name: str) -> str:
        """On one line; what a spreadsheet took for a formula lost the mark in front of it."""
        words = " ".join(self.line.values.get(self.headings.get(name, ""), "").split())
        return words[1:] if words[:1] == "'" and words[1:2] in FORMULA else words

    def text(self, name: str) -> str:
        words, longest = self.raw(name), _LONGEST.get(name, _LONG)
        if values.is_nothing(words):
            return ""
        if len(words) > longest:
            self.reasons.append(f"{heading_of(name)} is longer than {longest} characters. Shorten it.")
        return words

    def read(self, name: str, reading: Callable[[str], Value], wanted: str) -> Value | None:
        """A value as it is to be; where it is not, that is a reason to hold the line back."""
        words = self.raw(name)
        if values.is_nothing(words):
            return None
        try:
            return reading(words)
        except ValueError:
            self.reasons.append(f"{heading_of(name)} is “{words}”. {wanted}")
            return None


def _site(said: _Said, county: County, today: date) -> Site:
    name = said.text("name")
    if not name:
        said.reasons.append("It has no name. Write what it is called.")
    uprn = said.read("uprn", values.uprn, "A UPRN is 1 to 12 figures.") or ""
    asset = said.text("asset") or uprn
    if not asset and values.is_nothing(said.raw("uprn")):
        said.reasons.append("It has neither an asset reference nor a UPRN. Write one of them.")
    placed = place(said.raw("easting"), said.raw("northing"), said.raw("map_reference"), uprn, county)
    said.reasons += [placed.reason] if placed.reason else []
    said.exchanged = placed.exchanged
    said.doubts += placed.doubts
    lease_from, lease_until = _lease(said, today)
    return Site(
        asset=asset,
        name=name,
        uprn=uprn,
        street=_street(said),
        town=said.text("town"),
        postcode=_postcode(said),
        at=placed.at,
        tenure=_tenure(said),
        holding=said.text("holding"),
        use=said.text("use"),
        services=_services(said),
        lease_from=lease_from,
        lease_until=lease_until,
        floor_area=_floor_area(said),
        running_cost=said.read("running_cost", values.whole, _NUMBER),
        maintenance=said.read("maintenance", values.whole, _NUMBER),
        condition=said.text("condition"),
        energy=_energy(said),
        occupancy=said.read("occupancy", values.share, _SHARE),
    )


def _street(said: _Said) -> str:
    number, street = said.text("number"), said.text("street")
    whole = street if street.startswith(f"{number} ") else f"{number} {street}".strip()
    if len(whole) > _LONG >= max(len(number), len(street)):
        said.reasons.append(f"Its number and street are longer than {_LONG} characters. Shorten them.")
    return whole


def _postcode(said: _Said) -> str:
    words = said.text("postcode")
    found = as_postcode(words)
    if words and not found:
        said.doubts.append(f"“{words}” is no postcode.")
    return found or words


def _tenure(said: _Said) -> Tenure:
    if values.is_nothing(said.raw("tenure")):
        said.doubts.append("Its tenure is not said.")
    return said.read("tenure", values.tenure, "Write freehold, leasehold or other.") or Tenure.OTHER


def _services(said: _Said) -> tuple[str, ...]:
    parts = (part.strip() for part in _SEPARATORS.split(said.text("services")))
    return tuple(dict.fromkeys(part for part in parts if not values.is_nothing(part)))


def _lease(said: _Said, today: date) -> tuple[date | None, date | None]:
    begins, ends = (said.read(name, values.day, _DAY) for name in ("lease_from", "lease_until"))
    if begins and ends and ends < begins:
        said.reasons.append(
            f"Its lease ends on {day_month(ends)}, before it begins on {day_month(begins)}. Correct the days."
        )
    if ends and ends < today:
        said.doubts.append(f"Its lease ended on {day_month(ends)}.")
    return begins, ends


def _floor_area(said: _Said) -> int | None:
    found = said.read("floor_area", values.size, _NUMBER)
    if found is None or not values.is_of_land(said.raw("floor_area"), said.headings["floor_area"]):
        return found
    said.doubts.append("Its size is in hectares, as land is measured, so its floor area is not known.")
    return None


def _energy(said: _Said) -> str:
    words = said.raw("energy")
    try:
        return "" if values.is_nothing(words) else values.band(words)
    except ValueError:
        said.doubts.append(f"Its energy band is “{words}”, which is none of A to G.")
        return ""


def _in_wards(taken: Sequence[Taken], county: County) -> list[Taken]:
    """Each with its ward, where the county's wards are known."""
    points = [each.site.at for each in taken if each.site.at]
    if county.wards_at is None or not points:
        return list(taken)
    found = dict(zip(points, county.wards_at(points), strict=True))
    return [_in_ward(each, found.get(each.site.at) if each.site.at else None) for each in taken]


def _in_ward(taken: Taken, ward: str | None) -> Taken:
    """`ward` is None where nobody knows the place, and empty where it lies in none."""
    if ward == "":
        return replace(taken, doubts=(*taken.doubts, "It stands outside the county’s wards."))
    return replace(taken, ward=ward or "")
