"""Places as they are typed, one a line: a UPRN, a postcode, or house number, street and postcode. Pure."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shiremoot.people.tokens import houses, postcode_parts

_UPRN = re.compile(r"\d{1,12}", re.A)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.I | re.A)
_ADD_POSTCODE = "add its postcode"
_ADD_NUMBER = "give the house number with the street, or the postcode alone, or its UPRN"
_ONE_POSTCODE = "give one postcode a line"


@dataclass(frozen=True)
class Place:
    """One line, in the words in which it is kept."""

    words: str
    uprn: str = ""
    """Without noughts before it: some systems fill it up to twelve figures, others do not."""
    postcode: str = ""
    """Without its space; where there is no house beside it, all of its addresses are meant."""
    houses: frozenset[str] = frozenset()
    """House number and first word of the street, e.g. 4mill; any of them."""

    @property
    def is_postcode(self) -> bool:
        return bool(self.postcode) and not self.houses

    @property
    def tokens(self) -> Sequence[Collection[str]]:
        """Of the search index: whoever is recorded here has one of each of these."""
        if self.uprn:
            return ([f"i:{self.uprn}", f"i:{self.uprn:0>12}"],)
        by_postcode = [f"p:{self.postcode}"]
        return (by_postcode, [f"a:{house}" for house in self.houses]) if self.houses else (by_postcode,)

    def holds(self, values: Mapping[str, str], on: date) -> bool:
        """Whether a row (meaning → value) says that somebody is at this place on a day."""
        if values.get("address.since", "") > on.isoformat():
            return False
        if "" < values.get("address.until", "") <= on.isoformat():
            return False
        if self.uprn:
            return _uprn(values) == self.uprn
        parts = postcode_parts(values.get("address.postcode", ""))
        if parts is None or parts[0] != self.postcode:
            return False
        return not self.houses or not self.houses.isdisjoint(houses(values.get("address.line", "")))


class Places:
    """Some places, and at which of them somebody is: by UPRN and postcode, for there may be hundreds."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_key: dict[str, list[tuple[int, Place]]] = defaultdict(list)
        for number, place in enumerate(places):
            self._by_key[place.uprn or place.postcode].append((number, place))

    def which(self, rows: Iterable[Mapping[str, str]], on: date) -> int | None:
        """The first place, by its number from 0, at which one of these rows says that they are on a day."""
        found = (
            number
            for values in rows
            for key in _keys(values)
            for number, place in self._by_key.get(key, ())
            if place.holds(values, on)
        )
        return min(found, default=None)


def _keys(values: Mapping[str, str]) -> tuple[str, str]:
    parts = postcode_parts(values.get("address.postcode", ""))
    return _uprn(values), parts[0] if parts else ""


def _uprn(values: Mapping[str, str]) -> str:
    return values.get("address.uprn", "").lstrip("0")


@dataclass(frozen=True)
class NotUnderstood:
    """A line that names no place, by its number from 1, and what to do about it."""

    line: int
    text: str
    next_step: str


def places_in(lines: Iterable[str]) -> tuple[list[Place], list[NotUnderstood]]:
    """The places that these lines name, each once; empty lines are passed over."""
    places: dict[str, Place] = {}
    wrong = []
    for number, line in enumerate(lines, start=1):
        text = " ".join(line.split()).strip(" ,")
        if not text:
            continue
        found = _place(text)
        if isinstance(found, Place):
            places.setdefault(found.words, found)
        else:
            wrong.append(NotUnderstood(number, text, found))
    return list(places.values()), wrong


def _place(text: str) -> Place | str:
    """The place, or what to do about the line."""
    if _UPRN.fullmatch(text):
        uprn = text.lstrip("0")
        return Place(uprn, uprn=uprn) if uprn else _ADD_POSTCODE
    postcodes = _POSTCODE.findall(text)
    if len(postcodes) != 1:
        return _ONE_POSTCODE if postcodes else _ADD_POSTCODE
    parts = postcode_parts(postcodes[0])
    assert parts is not None  # the pattern is the same
    whole, outward = parts
    postcode = f"{outward} {whole.removeprefix(outward)}"
    before = _POSTCODE.sub(" ", text)
    rest = ", ".join(part for each in before.split(",") if (part := " ".join(each.split())))
    if not rest:
        return Place(postcode, postcode=whole)
    numbers = houses(rest)
    if not numbers:
        return _ADD_NUMBER
    return Place(f"{rest}, {postcode}", postcode=whole, houses=frozenset(numbers))
