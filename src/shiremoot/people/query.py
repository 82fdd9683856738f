"""What a practitioner types, taken apart: "jon smyth 12/3/2014 XK1" is a name, a birth date and an area."""

import re
from dataclasses import dataclass, field
from datetime import date

from shiremoot.people.tokens import houses, phone_digits, typed_name_parts

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "|".join(f"{month}[a-z]*" for month in _MONTHS)
_ISO = re.compile(r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b", re.A)
_BRITISH = re.compile(r"\b(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})\b", re.A)
_WORDED = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<m>{_MONTH})[\s,-]+(?P<y>\d{{4}})\b", re.I | re.A
)
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.I)
_OUTWARD = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\b", re.I)
_NUMBER = re.compile(r"(?<![\w+])[A-Za-z]?\d{6,13}[A-Za-z]?\b|(?<![\w+])\d{3}[\s-]\d{3}[\s-]\d{4}\b")
_PHONE = re.compile(r"(?:\+\s?44[\s-]?|\b0)(?:[\s()-]{0,2}\d){9,10}\b")
_STREETS = (
    "street|st|road|rd|lane|ln|avenue|ave|close|cl|drive|dr|way|court|ct|crescent|terrace|place|gardens|grove|"
    "hill|row|walk|mews|square|rise|view|park|green|parade"
)
_ADDRESS = re.compile(rf"\b\d+[A-Za-z]?\s+[^\W\d_][\w'’-]*(?:\s+(?:\w+\s+)??(?:{_STREETS})\b\.?)?", re.I)
_NOT_NAMES = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "born", "dob", "nhs", "number", "tel", "phone"]
)


@dataclass(frozen=True)
class Query:
    """The pieces that were recognised; what was not is left out."""

    names: tuple[str, ...] = ()
    """Folded parts of names."""
    dates: tuple[date, ...] = ()
    postcodes: tuple[str, ...] = ()
    outwards: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    houses: tuple[str, ...] = ()
    """House number and first word of the street, e.g. 4mill."""
    doubts: tuple[str, ...] = field(default=(), compare=False)
    """What cannot be as it was typed, in words; no part of what is looked for."""

    @property
    def is_enough(self) -> bool:
        """Whether it can single somebody out: a number or phone, or two things of different kinds."""
        if self.numbers or self.phones:
            return True
        kinds = (self.names, self.dates, self.postcodes or self.outwards, self.houses)
        return sum(bool(kind) for kind in kinds) >= 2

    @property
    def what_to_add(self) -> str:
        """What would make it enough, in words."""
        if self.is_enough:
            return ""
        return (
            "Type two things together: a name with a date of birth, a name with a postcode, or a house number"
            " and street with a postcode. An NHS number or a phone number is enough by itself."
        )


def parse_query(text: str, today: date) -> Query:
    """Take free text apart; `today` settles the century of a year of two figures."""
    rest = _Rest(text)
    typed_dates = {match.group(): _date(match, today) for match in rest.take_all(_ISO, _WORDED, _BRITISH)}
    dates = [born for born in typed_dates.values() if born]
    phones = [phone_digits(match.group()) for match in rest.take_all(_PHONE)]
    numbers = [re.sub(r"[\s-]", "", match.group()).upper() for match in rest.take_all(_NUMBER)]
    postcodes = [(match.group(1) + match.group(2)).upper() for match in rest.take_all(_POSTCODE)]
    addresses = {house for match in rest.take_all(_ADDRESS) for house in houses(match.group())}
    outwards = [match.group(1).upper() for match in rest.take_all(_OUTWARD)]
    names = [part for part in typed_name_parts(rest.text) if part not in _NOT_NAMES]
    return Query(
        names=tuple(dict.fromkeys(names)),
        dates=tuple(dict.fromkeys(dates)),
        postcodes=tuple(dict.fromkeys(postcodes)),
        outwards=tuple(dict.fromkeys(outwards)),
        numbers=tuple(dict.fromkeys(numbers)),
        phones=tuple(dict.fromkeys(phones)),
        houses=tuple(sorted(addresses)),
        doubts=(
            *(
                f"{typed} is no day on which somebody can have been born"
                for typed, born in typed_dates.items()
                if not born
            ),
            *(f"{number} is no NHS number: look at its figures" for number in numbers if is_mistyped(number)),
        ),
    )


def is_mistyped(number: str) -> bool:
    """Ten figures whose last does not follow from the others, as it does in an NHS number (modulus 11)."""
    if not re.fullmatch(r"\d{10}", number, re.A):
        return False
    weighed = sum(int(figure) * weight for figure, weight in zip(number, range(10, 1, -1), strict=False))
    return (11 - weighed % 11) % 11 != int(number[9])


class _Rest:
    """What has not been recognised yet."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take_all(self, *patterns: re.Pattern[str]) -> list[re.Match[str]]:
        found = []
        for pattern in patterns:
            found += list(pattern.finditer(self.text))
            self.text = pattern.sub(" ", self.text)
        return found


def _date(match: re.Match[str], today: date) -> date | None:
    month = match["m"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    year = int(match["y"])
    if len(match["y"]) == 2:
        year += today.year // 100 * 100
        year -= 100 if year > today.year else 0
    try:
        found = date(year, number, int(match["d"]))
    except ValueError:
        return None
    # nobody alive was born outside these, and a day beyond them has no neighbours to compare
    return found if 1850 <= found.year <= today.year + 1 else None
