"""Which written addresses are of one home. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Written:
    """An address as one record gives it; what is not known is empty."""

    line: str
    town: str = ""
    postcode: str = ""
    uprn: str = ""

    @cached_property
    def names(self) -> frozenset[tuple[str, str, str]]:
        """What it goes by within its postcode: its text, and its UPRN.

        The postcode counts with the UPRN as well: a UPRN that was mistyped is as a rule one of elsewhere, and
        would make two homes one.
        """
        postcode = "".join(self.postcode.upper().split())
        by_text = ("text", " ".join(re.findall(r"\w+", self.line.casefold())), postcode)
        uprn = self.uprn.strip().lstrip("0")
        return frozenset({by_text, ("uprn", uprn, postcode)} if uprn else {by_text})

    @property
    def outward(self) -> str:
        """The part of the postcode that names a district: *XK1*."""
        return "".join(self.postcode.upper().split())[:-3]


def home_by_home(written: Iterable[Written]) -> list[frozenset[Written]]:
    """The same addresses, together where they go by the same name or others between them do."""
    together: dict[tuple[str, str, str], frozenset[Written]] = {}
    for each in written:
        joined = frozenset({each}).union(*(together.get(name, ()) for name in each.names))
        together |= dict.fromkeys((name for one in joined for name in one.names), joined)
    return list(dict.fromkeys(together.values()))


@dataclass(frozen=True)
class Dwelling:
    """A home: the address to show for it, and every way in which those who were asked for wrote it."""

    address: Written
    written: frozenset[Written]


def to_visit(asked: Iterable[Written], visited: Iterable[Written]) -> tuple[list[Dwelling], int]:
    """The homes of the addresses asked for, as one walks, without those that were visited; how many were."""
    wanted, been = frozenset(asked), frozenset(visited)
    homes = [home for home in home_by_home(wanted | been) if home & wanted]
    left = [_dwelling(home & wanted) for home in homes if not home & been]
    return sorted(left, key=lambda each: _as_one_walks(each.address)), len(homes) - len(left)


def _dwelling(written: frozenset[Written]) -> Dwelling:
    return Dwelling(max(written, key=lambda each: (len(each.line), each.line, each.town, each.uprn)), written)


def _as_one_walks(address: Written) -> tuple[str, str, list[str | int]]:
    """By town, postcode and house: 9 before 10."""
    parts = re.split(r"(\d+)", address.line.casefold())
    return (
        address.town.casefold(),
        address.postcode,
        [int(part) if place % 2 else part for place, part in enumerate(parts)],
    )
