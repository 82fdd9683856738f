"""A search in a standing linkage: who may this be? The model that links records answers it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from . import pairs
from .compiled import ladders
from .explanations import Said, said
from .model import Level, Model
from .prepare import COLUMNS, PREPARED, made_of, prepare
from .records import Records, Weights
from .run import shares
from .standing import Base
from .ways import Index, Way, distinct, sides

Ints = npt.NDArray[np.int64]
Query = Mapping[str, str | date | None]

_MOST_LOOKED_AT = 3_000
"""Records that a search holds against the one sought; the smallest groups come first."""
_EXCHANGED = {"first_name": "last_name", "last_name": "first_name"}


@dataclass(frozen=True)
class Candidate:
    """A record that may be of the person sought: its weight (bits), and what each comparison says of it."""

    record_id: str
    weight: float
    probability: float
    said: list[Said]


@dataclass(frozen=True)
class _Sight:
    """The records and the model, as far as some columns may be seen."""

    records: Records
    weights: Weights
    readable: frozenset[str]
    looks: list[tuple[Way, Way]]


class Finder:
    """Opened once for many searches; those of several threads wait for each other. Other processes may open
    the same base, and share its files' memory.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._row = len(base.codes) - 2  # and the one after it: rows that no record has
        self._lock = threading.Lock()
        self._sight = lru_cache(maxsize=32)(self._seen)
        # The one sought is the left one of each pair
        self._ranks = np.zeros(len(base.codes), np.int64)
        self._ranks[: base.end] = base.ranks
        self._state = np.zeros(len(base.codes), np.uint8)
        self._state[: base.end] = base.alive
        came = base.size + np.flatnonzero(base.alive[base.size :])
        self._came = {way: Index.of(base.keys(way, came), came) for way in base.ways}

    def find(self, query: Query, allowed: Set[str], limit: int) -> list[Candidate]:
        """The records that are most like the one sought: those first that have every value sought, then the
        likeliest, of equal ones the lesser id.

        `query` has any of `prepare.COLUMNS`. Only the `allowed` ones are seen, in the query and in the
        records: what stands in any other changes neither who is looked at nor what anybody weighs. First and
        last name may stand in each other's place. Whom no blocking rule brings together with the query is not
        found, nor, where groups are very large, who is in those alone.
        """
        sight = self._sight(frozenset(allowed) & frozenset(COLUMNS))
        with self._lock:
            self._write(query, allowed, sight)
            rows, weights = self._scored(sight)
            places = np.lexsort((self._ranks[rows], -weights.round(6), ~self._as_sought(rows)))[:limit]
            chosen = np.stack([np.full(len(places), self._row), rows[places]], axis=1).astype(np.int32)
            reasons = said(self._base.model, *pairs.terms(sight.records, sight.weights, chosen))
        ids = [self._base.ids[row].as_py() for row in rows[places].tolist()]
        found = weights[places]
        return [
            Candidate(*each)
            for each in zip(ids, found.round(6).tolist(), shares(found).tolist(), reasons, strict=True)
        ]

    def _as_sought(self, rows: Ints) -> npt.NDArray[np.bool_]:
        """Which records have every value that the one sought has."""
        sought = self._base.codes[self._row]
        known = np.flatnonzero(sought >= 0)
        same: npt.NDArray[np.bool_] = (self._base.codes[np.ix_(rows, known)] == sought[known]).all(axis=1)
        return same

    def _seen(self, allowed: frozenset[str]) -> _Sight:
        base = self._base
        readable = frozenset(name for name in PREPARED if made_of(name) <= allowed)
        looks = [sides(rule) for rule in base.model.rules]
        return _Sight(
            base.records_read_by(ladders(base.model, base.names, readable)),
            base.weights_read_by(_without_rarity(base.model, readable)),
            readable,
            [ways for ways in looks if set(ways[0]) | set(ways[1]) <= readable],
        )

    def _write(self, query: Query, allowed: Set[str], sight: _Sight) -> None:
        """The one sought, and again with first and last name in each other's place, in rows that pass."""
        plain = {name: query[name] for name in COLUMNS if name in allowed and query.get(name)}
        turned = plain
        if set(_EXCHANGED) <= set(allowed):
            turned = {**plain, **{name: plain.get(other) for name, other in _EXCHANGED.items()}}
        table = {name: _both(plain.get(name), turned.get(name)) for name in turned}
        columns = prepare(pa.table(table), sight.readable & set(self._base.names)) if table else {}
        numbers = self._base.dictionaries.passing(columns)
        passing = self._base.codes[self._row :]
        passing[:] = -1
        for at, name in enumerate(self._base.names):
            if name in numbers:
                passing[:, at] = numbers[name]

    def _scored(self, sight: _Sight) -> tuple[Ints, npt.NDArray[np.float64]]:
        """Whom the rules bring together with the one sought, and what each weighs."""
        rows = np.array([self._row, self._row + 1])
        found = []
        for own, others in sight.looks:
            wanted = distinct(self._base.keys(own, rows))
            for index in (self._base.files[others], self._came[others]):
                for start, end in zip(*(part.tolist() for part in index.ranges(wanted)), strict=True):
                    if end > start:
                        found.append((end - start, start, end, index.order))
        found.sort(key=lambda one: one[0])
        looked_at = np.cumsum([size for size, _, _, _ in found])
        found = found[: int(np.searchsorted(looked_at, _MOST_LOOKED_AT, side="right"))]
        if not found:
            return np.empty(0, np.int64), np.empty(0)
        _, starts, ends, orders = zip(*found, strict=True)
        sides_any = [0] * len(orders)
        made = pairs.Probes(
            rows[:1], self._ranks, self._state, list(orders), sides_any, np.array([starts]), np.array([ends])
        )
        _, both, weights, _ = pairs.score_probed(sight.records, made, sight.weights, -np.inf, np.inf)
        return both[:, 1].astype(np.int64), weights[:, 0]


def _both(value: str | date | None, turned: str | date | None) -> pa.Array:
    return pa.array([value, turned], pa.date32() if isinstance(value, date) else pa.string())


def _without_rarity(model: Model, readable: frozenset[str]) -> Model:
    """The model with rarity only of values that may be read."""

    def seen(level: Level) -> Level:
        hidden = level.rarity is not None and level.rarity.column not in readable
        return replace(level, rarity=None) if hidden else level

    comparisons = (replace(one, levels=tuple(map(seen, one.levels))) for one in model.comparisons)
    return replace(model, comparisons=tuple(comparisons))
