"""Finding people by what was typed: how much each piece that agrees tells, and who is likely meant.

A piece that agrees weighs log2(people / people who agree with it as well): a rare surname tells more than
a common one. Only fields that the searcher may compare count, also towards how rare something is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import log2

import numpy as np

from shiremoot.people.comparing import Comparing
from shiremoot.people.postings import Matched, Postings
from shiremoot.people.query import Query

_MISS = {"name": -2.0, "date": -5.0, "postcode": -1.0, "address": -1.0, "number": -4.0, "phone": -1.0}
_SURE = ("number", "phone")
_IDENTIFIER_BONUS = 6.0
"""Bits added for a number: unlike names and dates, two people hardly ever share one by chance."""
_LEAST = -4.0
"""Bits short of singling somebody out, at which a person is not listed any more."""


@dataclass(frozen=True)
class Match:
    """One piece of the query that agrees: in words, and by which fields ("<dataset>.<table>.<field>")."""

    kind: str
    words: str
    fields: frozenset[str]


@dataclass(frozen=True)
class Hit:
    person_id: str
    likelihood: str
    """very likely, likely or possible."""
    matches: tuple[Match, ...]

    @property
    def why(self) -> tuple[str, ...]:
        return tuple(match.words for match in self.matches)


@dataclass(frozen=True)
class _Level:
    """One way in which a piece may agree, and with whom."""

    words: str
    matched: Matched


@dataclass(frozen=True)
class _Piece:
    kind: str
    levels: tuple[_Level, ...]
    """Closest first."""


@dataclass(frozen=True)
class Found:
    person_no: int
    likelihood: str
    matches: tuple[Match, ...]


def search(postings: Postings, query: Query, comparing: Comparing, limit: int) -> list[Found]:
    """The likeliest people, the best first; nobody when the query is not enough to tell people apart."""
    if not query.is_enough or not comparing.people:
        return []
    pieces = [_piece(postings, kind, ways, comparing) for kind, ways in _pieces(postings, query)]
    tally = _Tally(comparing, pieces)
    best = tally.best(named=bool(query.names), limit=limit)
    found = []
    for person in best:
        matches = _matches(postings, pieces, person, comparing.of(person))
        missed = len(pieces) - len(matches)
        found.append(Found(person, _likelihood(tally.surplus(person), missed), matches))
    return found


def _likelihood(surplus: float, missed: int) -> str:
    """`surplus`: bits beyond those that single out one person among all."""
    if surplus >= 5 and not missed:
        return "very likely"
    return "likely" if surplus >= 0 and missed <= 1 else "possible"


class _Tally:
    """What agrees with whom, summed up: arrays with a place for each person, touched where they agree."""

    def __init__(self, comparing: Comparing, pieces: list[_Piece]) -> None:
        self._people, self._places = comparing.people, comparing.places
        self._score = np.full(self._places, sum(_MISS[piece.kind] for piece in pieces), np.float32)
        self._agreeing = np.zeros(self._places, np.uint8)
        self._named, self._certain = np.zeros(self._places, bool), np.zeros(self._places, bool)
        for piece in pieces:
            self._add(piece)

    def _add(self, piece: _Piece) -> None:
        agrees = np.zeros(self._places, bool)
        bonus = _IDENTIFIER_BONUS if piece.kind == "number" else 0.0
        for level in piece.levels:
            persons = level.matched.persons
            persons = persons[~agrees[persons]]
            agrees[persons] = True
            reached = max(1, int(np.count_nonzero(agrees)))
            weight = bonus + max(0.1, log2(self._people / reached))
            # a person who stands there twice is added to once: numpy does so
            self._score[persons] += weight - _MISS[piece.kind]
            self._agreeing[persons] += 1
            self._named[persons] |= piece.kind == "name"
            self._certain[persons] |= piece.kind in _SURE

    def surplus(self, person: int) -> float:
        """Bits beyond those that single out one person among all."""
        return float(self._score[person]) - log2(self._people)

    def best(self, *, named: bool, limit: int) -> list[int]:
        """Those with the highest scores of whom enough agrees: a name, too, where names were given."""
        able = np.flatnonzero(self._score > log2(self._people) + _LEAST)
        several = self._agreeing[able] > 1
        if named:
            several &= self._named[able]
        able = able[several | self._certain[able]]
        ordered: list[int] = able[np.lexsort((able, -self._score[able]))][:limit].tolist()
        return ordered


def _piece(postings: Postings, kind: str, ways: list[tuple[str, list[str]]], comparing: Comparing) -> _Piece:
    levels = (_Level(words, postings.matched(tokens, comparing)) for words, tokens in ways)
    return _Piece(kind, tuple(level for level in levels if len(level.matched.persons)))


def _matches(
    postings: Postings, pieces: list[_Piece], person: int, sources: frozenset[str]
) -> tuple[Match, ...]:
    found = []
    for piece in pieces:
        for level in piece.levels:
            sets = level.matched.sets[level.matched.persons == person]
            if len(sets):
                fields = frozenset().union(*(postings.fields_of(int(set_no)) for set_no in sets))
                found.append(Match(piece.kind, level.words, fields & sources))
                break
    return tuple(found)


def _pieces(postings: Postings, query: Query) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Each piece of the query: its kind, and the ways it may agree as (words, tokens), closest first."""
    for part in query.names:
        yield "name", _name_ways(postings, part)
    for born in query.dates:
        yield "date", _date_ways(born)
    for postcode in query.postcodes:
        yield (
            "postcode",
            [("same postcode", [f"p:{postcode}"]), ("same postcode area", [f"o:{postcode[:-3]}"])],
        )
    for outward in query.outwards:
        yield "postcode", [("same postcode area", [f"o:{outward}"])]
    for number in query.numbers:
        yield "number", [("same number", [f"i:{number}"])]
    for phone in query.phones:
        yield "phone", [("same phone number", [f"t:{phone}"])]
    for house in query.houses:
        yield "address", [("same house and street", [f"a:{house}"])]


def _name_ways(postings: Postings, part: str) -> list[tuple[str, list[str]]]:
    same, one_slip, two_slips = postings.alike(part)
    return [
        (f"has the name {part}", [f"n:{part}"]),
        (f"sounds like {part} or is short for it", [f"n:{other}" for other in same]),
        (f"spelt nearly like {part}", [f"n:{other}" for other in one_slip]),
        (f"spelt somewhat like {part}", [f"n:{other}" for other in two_slips]),
    ]


def _date_ways(born: date) -> list[tuple[str, list[str]]]:
    near = {born + timedelta(days=days) for days in (-10, -1, 1, 10)}
    near |= {_with(born, year=born.year + years) for years in (-10, -1, 1, 10)}
    near |= {_with(born, month=born.month + months) for months in (-1, 1)}
    swapped = _with(born, day=born.month, month=born.day)
    return [
        ("same date of birth", [f"d:{born}"]),
        ("same date of birth with day and month swapped", [f"d:{swapped}"] if swapped != born else []),
        ("date of birth with one figure different", [f"d:{day}" for day in near - {born, swapped}]),
    ]


def _with(born: date, **parts: int) -> date:
    """The date with parts replaced, or itself where there is no such day."""
    try:
        return born.replace(**parts)
    except ValueError:
        return born
