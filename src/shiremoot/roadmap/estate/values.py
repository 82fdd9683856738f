"""Single values of a register as spreadsheets write them. Pure: each raises ValueError for what is none."""

import re
from datetime import date, datetime

from shiremoot.roadmap.estate.site import Tenure

_NOTHING = {"", "-", "–", "n/a", "na", "none", "null", "not applicable", "not known", "unknown", "tbc"}
_NUMBER = re.compile(r"£?\s*(\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\.\d+)", re.A)
"""With commas between thousands alone: elsewhere somebody may mean a decimal one."""
_SIZE = re.compile(r"(.*?)\s*(ha|hectares?|m2|m²|sq\.? ?m(?:etres)?)?", re.I)
_HECTARES = re.compile(r"(?<![A-Za-z])(?i:ha|hectares?)(?![A-Za-z])|[a-z]H(?:a|ectares)\b")
_MOST = 2_000_000_000
"""That the store can keep."""
_TIME = re.compile(r"[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?")
_BAND = re.compile(r"([A-G])\b", re.I)
_TENURES = {
    Tenure.FREEHOLD: {"freehold", "fh", "f", "owned", "free hold"},
    Tenure.LEASEHOLD: {
        "leasehold",
        "lh",
        "l",
        "leased",
        "leased in",
        "lease",
        "lease hold",
        "long leasehold",
    },
    Tenure.OTHER: {
        "other",
        "licence",
        "license",
        "tenancy",
        "tenancy at will",
        "rented",
        "service level agreement",
    },
}


def is_nothing(words: str) -> bool:
    """Left empty, or filled with what says that nothing is known."""
    return words.casefold() in _NOTHING


def number(words: str) -> float:
    """*£12,300.50*"""
    found = _NUMBER.fullmatch(words.strip())
    if not found:
        raise ValueError(words)
    return float(found[1].replace(",", ""))


def whole(words: str) -> int:
    value = number(words)
    if value > _MOST:
        raise ValueError(words)
    return round(value)


def size(words: str) -> int:
    """Its number, whatever it is measured in."""
    found = _SIZE.fullmatch(words.strip())
    return whole(found[1] if found else words)


def is_of_land(words: str, heading: str) -> bool:
    """Whether a size is in hectares, as the value says, or else the heading."""
    found = _SIZE.fullmatch(words.strip())
    return bool(_HECTARES.search(found[2] if found and found[2] else heading))


def day(words: str) -> date:
    """*2027-03-31*, *31/03/2027*, and either with a time behind it."""
    found = _TIME.search(words)
    words = words[: found.start()] if found and not words[found.end() :] else words
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(words, pattern).date()
        except ValueError:
            continue
    raise ValueError(words)


def share(words: str) -> int:
    """In 100: *85*, *85%*. Whoever writes *0.6* may mean 60."""
    said = words.removesuffix("%")
    value = whole(said)
    if value > 100 or (said == words and 0 < number(said) < 1):
        raise ValueError(words)
    return value


def uprn(words: str) -> str:
    """Without noughts in front."""
    found = words.lstrip("0")
    if not re.fullmatch(r"\d{1,12}", words, re.A) or not found:
        raise ValueError(words)
    return found


def tenure(words: str) -> Tenure:
    said = words.casefold()
    for found, known in _TENURES.items():
        if said in known:
            return found
    raise ValueError(words)


def band(words: str) -> str:
    """Of *C (67)* the letter."""
    found = _BAND.match(words)
    if not found:
        raise ValueError(words)
    return found[1].upper()


def metres(words: str) -> float:
    """An easting or a northing, or degrees; with a minus it is none of ours, but it is a number."""
    return -number(words[1:]) if words.startswith("-") else number(words)
