"""Why a pair weighs what it weighs, worked out for the pairs that somebody asks about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from . import pairs
from .model import Model
from .records import Records, Weights

PRIOR = "prior"
"""The name of what a pair weighs before anything is compared."""

Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Asked = Sequence[tuple[str, str]]


class Said(NamedTuple):
    """What one comparison says of a pair: which level it is on, and what that weighs (bits, signed)."""

    comparison: str
    level: str
    weight: float


@dataclass(frozen=True)
class Evidence:
    """What the weights of a linkage rest on: the records as its model sees them.

    `rows_of` gives the row of each record id, -1 where there is none; `ids` names every row.
    """

    records: Records
    weights: Weights
    model: Model
    rows_of: Callable[[pa.Array], Ints]
    ids: pa.Array | pa.ChunkedArray

    def explained(self, asked: Asked) -> pa.Table:
        """A row for the prior and for each comparison, in the model's order, of each pair of record ids.

        `record_l` (the lesser id), `record_r`, `comparison`, `level` (its label), `weight` (bits,
        signed). The weights of a pair sum to its weight. Under a model with classes a comparison's is what
        the log-odds of a match against all other classes gain by it, after those that stand before it: so
        that comparisons which say the same share what they say in the order of the model.
        """
        rows, levels, bits = self._terms(asked)
        each = said(self.model, levels, bits)
        parts = [part for pair in each for part in pair]
        return pa.table(
            {
                **self._named(np.repeat(rows, 1 + len(self.model.comparisons), axis=0)),
                "comparison": pa.array([part.comparison for part in parts], pa.string()),
                "level": pa.array([part.level for part in parts], pa.string()),
                "weight": pa.array([part.weight for part in parts], pa.float64()),
            }
        )

    def kinds(self, asked: Asked) -> pa.Table:
        """For each pair of record ids the probability of each class of pair, which sum to 1.

        `record_l` (the lesser id), `record_r`, and a column named after each class: "match" first,
        "unrelated" last.
        """
        rows, _, bits = self._terms(asked)
        totals = bits.sum(axis=1)
        parts = np.exp2(totals - totals.max(axis=1, keepdims=True, initial=-np.inf))
        names = self.model.classes.names if self.model.classes else ("match", "unrelated")
        shares = parts / parts.sum(axis=1, keepdims=True)
        return pa.table({**self._named(rows), **dict(zip(names, shares.T, strict=True))})

    def _named(self, rows: Rows) -> dict[str, pa.Array]:
        return {
            name: self.ids.take(pa.array(rows[:, at])) for at, name in enumerate(("record_l", "record_r"))
        }

    def _terms(self, asked: Asked) -> tuple[Rows, Ints, Floats]:
        in_order = [sorted(pair, key=str.encode) for pair in asked]
        sides = [pa.array([pair[at] for pair in in_order], pa.string()) for at in (0, 1)]
        rows = np.stack([self.rows_of(side) for side in sides], axis=1).astype(np.int32)
        for side, found in zip(sides, rows.T, strict=True):
            if (found < 0).any():
                raise KeyError(side[int(found.argmin())].as_py())
        return rows, *pairs.terms(self.records, self.weights, rows)


def said(model: Model, levels: Ints, bits: Floats) -> list[list[Said]]:
    """What the prior and then each comparison say of each pair: see `Evidence.explained`."""
    gained = np.diff(_log_odds(np.cumsum(bits, axis=1)), axis=1, prepend=0)
    names = [PRIOR, *(one.name for one in model.comparisons)]
    found = []
    for pair, weights in zip(levels.tolist(), gained.tolist(), strict=True):
        labels = [one.levels[at].label for one, at in zip(model.comparisons, pair, strict=True)]
        found.append([Said(*part) for part in zip(names, [PRIOR, *labels], weights, strict=True)])
    return found


def _log_odds(totals: Floats) -> Floats:
    """Of the first class against all others together, in bits."""
    others = totals[..., 1:]
    most = others.max(axis=-1)
    odds: Floats = totals[..., 0] - most - np.log2(np.exp2(others - most[..., None]).sum(axis=-1))
    return odds
