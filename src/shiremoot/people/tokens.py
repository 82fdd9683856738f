"""Search tokens: the forms in which values are indexed and searched. Shared by publish and search, pure.

A token is a letter for its kind, a colon, and the folded value:
n: part of a name · d: date · p: postcode · o: its outward part · i: number · t: phone · a: house and street.
"""

import re

from shiremoot.matching.names import fold

_PARTS = re.compile(r"[\s,;/()]+")
_HYPHENS = re.compile(r"[-–‐]")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_HOUSE_AND_STREET = re.compile(r"\b(\d+[A-Za-z]?)\s+([^\W\d_][\w'’-]*)")


def tokens_of(search: str, value: str) -> list[str]:
    """The tokens of a value; `search` is how its meaning is searched (name, date, postcode, …)."""
    return sorted(_MAKERS[search](value))


def name_parts(text: str) -> set[str]:
    """Folded parts of a name, at least two letters long; a double name gives its halves and the whole."""
    parts = set()
    for word in _PARTS.split(text):
        parts |= {fold(word), *(fold(half) for half in _HYPHENS.split(word))}
    return {part for part in parts if len(part) > 1}


def typed_name_parts(text: str) -> list[str]:
    """The parts of a name to look for, in order: of a double name its halves."""
    halves = (fold(half) for word in _PARTS.split(text) for half in _HYPHENS.split(word))
    return [half for half in halves if len(half) > 1]


def postcode_parts(text: str) -> tuple[str, str] | None:
    """A whole postcode without space, and its outward part; None when it is none."""
    found = _POSTCODE.fullmatch(re.sub(r"\s", "", text).upper())
    return (found.group(), found.group(1)) if found else None


def phone_digits(text: str) -> str:
    """Digits as dialled inside the country."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith("0044"):
        return "0" + digits[4:]
    return "0" + digits[2:] if digits.startswith("44") and len(digits) > 10 else digits


def houses(text: str) -> set[str]:
    """House number and first word of the street: "Flat 2, 14 Mill Lane" gives 14mill."""
    return {
        f"{number.lower()}{fold(street)}"
        for number, street in _HOUSE_AND_STREET.findall(text)
        if fold(street)
    }


def _names(value: str) -> set[str]:
    return {f"n:{part}" for part in name_parts(value)}


def _dates(value: str) -> set[str]:
    return {f"d:{value[:10]}"}


def _postcodes(value: str) -> set[str]:
    parts = postcode_parts(value)
    return {f"p:{parts[0]}", f"o:{parts[1]}"} if parts else set()


def _numbers(value: str) -> set[str]:
    number = "".join(letter for letter in value.upper() if letter.isalnum())
    return {f"i:{number}"} if number else set()


def _phones(value: str) -> set[str]:
    digits = phone_digits(value)
    return {f"t:{digits}"} if len(digits) >= 6 else set()


def _addresses(value: str) -> set[str]:
    return {f"a:{house}" for house in houses(value)}


_MAKERS = {
    "name": _names,
    "date": _dates,
    "postcode": _postcodes,
    "number": _numbers,
    "phone": _phones,
    "address": _addresses,
}
