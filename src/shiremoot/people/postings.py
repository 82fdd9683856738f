"""The search index of a publish: for each token the people who have it, and the fields that say so.

posting(token, persons, sets): persons are numbers in rising order, sets say for each which fields
 gave the token;
source_set(set_no, fields): the fields of a set, by their full id; name(part, sound): every part of a name.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from shiremoot.matching.names import kin, sound
from shiremoot.people.comparing import Comparing

PERSON_TYPE, SET_TYPE = np.dtype("<u4"), np.dtype("<u4")
Connect = Callable[[], sqlite3.Connection]


@dataclass(frozen=True)
class Matched:
    """People who have one of some tokens, and for each the set of fields that says so."""

    persons: np.ndarray
    sets: np.ndarray


class Postings:
    """Reads the index, only ever through the fields that the searcher may compare."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._fields = [
            frozenset(fields.split(" "))
            for (fields,) in connect().execute("SELECT fields FROM source_set ORDER BY set_no")
        ]
        self._names = _Names(connect().execute("SELECT part, sound FROM name ORDER BY part").fetchall())
        self._allowed = lru_cache(maxsize=256)(self._allowed_sets)

    def matched(self, tokens: Iterable[str], comparing: Comparing) -> Matched:
        """Who has one of these tokens by one of the fields that they may be compared on."""
        allowed = [self._allowed(sources) for sources in comparing.sources]
        wanted = list(tokens)
        persons, sets = [np.empty(0, PERSON_TYPE)], [np.empty(0, SET_TYPE)]
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self._connect().execute(
                f"SELECT persons, sets FROM posting WHERE token IN ({marks})", part
            )
            for row in rows:
                found, found_sets = np.frombuffer(row[0], PERSON_TYPE), np.frombuffer(row[1], SET_TYPE)
                keep = comparing.keep(found, found_sets, allowed)
                persons.append(found[keep])
                sets.append(found_sets[keep])
        return Matched(np.concatenate(persons), np.concatenate(sets))

    def fields_of(self, set_no: int) -> frozenset[str]:
        return self._fields[set_no]

    def alike(self, part: str) -> tuple[list[str], list[str], list[str]]:
        """Other parts of names: those that sound the same or are short for it; one slip apart; two."""
        return self._names.alike(part)

    def _allowed_sets(self, sources: frozenset[str]) -> np.ndarray:
        return np.fromiter(
            (not fields.isdisjoint(sources) for fields in self._fields), bool, len(self._fields)
        )


class _Names:
    def __init__(self, rows: list[tuple[str, str]]) -> None:
        self._parts = [part for part, _ in rows]
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for part, key in rows:
            if key:
                self._by_sound[key].append(part)
        self._short_for: dict[str, list[str]] = defaultdict(list)
        for part in self._parts:
            for formal in kin(part):
                self._short_for[formal].append(part)

    def alike(self, part: str) -> tuple[list[str], list[str], list[str]]:
        same = {other for formal in kin(part) for other in self._short_for.get(formal, ())} - {part}
        same |= set(self._by_sound.get(sound(part) or "", ())) - {part}
        slips = self._slips(part)
        one = [other for other in slips[0] if other not in same]
        two = [other for other in slips[1] if other not in same]
        return sorted(same), one, two

    def _slips(self, part: str) -> tuple[list[str], list[str]]:
        """One wrong, missing, added or swapped letter; or two in longer names that begin alike."""
        most = 0 if len(part) < 4 else 2 if len(part) > 4 else 1
        if not most or not self._parts:
            return [], []
        apart = process.cdist([part], self._parts, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
        one, two = ([self._parts[at] for at in np.flatnonzero(apart == slips)] for slips in (1, 2))
        return one, [other for other in two if other[0] == part[0]] if most == 2 else []
