"""Where to begin: places as people type them, found in the gazetteer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shiremoot.gazetteer.addresses import Address
from shiremoot.gazetteer.geometry import Point, box_of
from shiremoot.gazetteer.store import Gazetteer

MOST_SPOTS = 12
_MOST_READ = 5_000
_UPRN = re.compile(r"\d{1,12}", re.A)
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.I | re.A)
_HOUSE = re.compile(r"\d+[A-Za-z]?\b\s*", re.A)


@dataclass(frozen=True)
class Spot:
    """One address, or some that lie together: a postcode, a street of a town."""

    words: str
    middle: Point
    count: int


def spots(gazetteer: Gazetteer, typed: str) -> list[Spot]:
    """What a UPRN, postcode, address or street may mean, with or without its town; the largest first."""
    text = " ".join(typed.split()).strip(" ,")
    if _UPRN.fullmatch(text):
        return [_spot(_joined(each.line, each.town), [each]) for each in gazetteer.with_uprn(text)]
    if found := _POSTCODE.search(text):
        postcode = f"{found[1]} {found[2]}".upper()
        line = _POSTCODE.sub("", text).strip(" ,").casefold()
        there = gazetteer.with_postcode(postcode)
        named = [each for each in there if line and f"{each.line}, {each.town}".casefold().startswith(line)]
        if named:
            return [_spot(f"{_common(named)}, {postcode}", named)]
        return [_spot(postcode, there)] if there else []
    return _streets(gazetteer, text)


def _streets(gazetteer: Gazetteer, text: str) -> list[Spot]:
    """*Mill Lane*, *4 Mill Lane*, *Mill Lane, Oldford*"""
    line, _, town = (part.strip() for part in text.partition(","))
    street = _HOUSE.sub("", line, count=1) if _HOUSE.match(line) else line
    if len(street) < 3:
        return []
    of_town = [
        each
        for each in gazetteer.in_street(street, _MOST_READ)
        if each.town.casefold().startswith(town.casefold())
    ]
    exact = [each for each in of_town if each.line.casefold() == line.casefold()]
    found: dict[tuple[str, ...], list[Address]] = {}
    for each in exact or of_town:
        # a town may have two streets of one name; its postcodes tell them apart
        which = (each.line, each.town, each.postcode) if exact else (each.street, each.town, each.district)
        found.setdefault(which, []).append(each)
    told = [_spot(_joined(*which), addresses) for which, addresses in found.items()]
    return sorted(told, key=lambda spot: (-spot.count, spot.words))[:MOST_SPOTS]


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _common(addresses: list[Address]) -> str:
    lines = {each.line for each in addresses}
    return lines.pop() if len(lines) == 1 else addresses[0].street


def _spot(words: str, addresses: Iterable[Address]) -> Spot:
    points = [each.at for each in addresses]
    return Spot(words, box_of(points).middle, len(points))
