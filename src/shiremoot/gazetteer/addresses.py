"""One address of the gazetteer, and how its line is told apart. Pure."""

import re
from dataclasses import dataclass

from shiremoot.gazetteer.geometry import Point

_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", re.A)
_NUMBERED = re.compile(r"(.*\b\d+[A-Za-z]?)\s+(\S.*)", re.A)


def as_postcode(words: str) -> str:
    """As it is written, with its space; empty where it is none."""
    found = _POSTCODE.fullmatch("".join(words.split()).upper())
    return f"{found[1]} {found[2]}" if found else ""


@dataclass(frozen=True, slots=True)
class Address:
    """`postcode` with its space, or empty: a barn has none."""

    uprn: str
    line: str
    town: str
    postcode: str
    at: Point

    @property
    def street(self) -> str:
        """What follows the house number, or the last comma where there is no number."""
        found = _NUMBERED.fullmatch(self.line)
        return found[2] if found else self.line.rpartition(",")[2].strip()

    @property
    def house(self) -> str:
        """What stands before the street: *4*, *Flat 2, 14*, *Rose Cottage*; or nothing."""
        return self.line.removesuffix(self.street).strip(" ,")

    @property
    def number(self) -> str:
        """The door's own, without what lies behind it: *14* of *Flat 2, 14*."""
        return self.house.rpartition(" ")[2]

    @property
    def district(self) -> str:
        """The first half of the postcode."""
        return self.postcode.partition(" ")[0]
