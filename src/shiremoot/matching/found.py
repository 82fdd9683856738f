"""What a linkage found, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .blocking import Capped
from .explanations import Asked, Evidence
from .model import Model
from .run import KEPT, Scored, bits, shares

Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    records: int
    compared: int  # pairs
    pairs: int  # kept
    accepted: int  # at or above the threshold
    people: int
    refused: int  # merges that something stood against


@dataclass(frozen=True)
class Linked:
    """What a linkage found. Tables name records by `record_id`; of a pair `record_l` is the lesser id.

    `pairs`: record_l, record_r, weight (bits), probability. `clusters`: record_id, cluster (a number).
    `households`: record_l, record_r, probability, of two people who share a home. `refused`: record_l,
    record_r, reason, a merge that was not made and what stood against it. `contradictions`: record_l,
    record_r, decided to be one person and not followed, for another decision holds them apart. `capped`:
    blocks that were too large to compare.
    """

    pairs: pa.Table
    clusters: pa.Table
    households: pa.Table
    refused: pa.Table
    contradictions: pa.Table
    capped: list[Capped]
    model: Model
    counts: Counts
    seconds: float
    _evidence: Evidence = field(repr=False)

    def explained(self, asked: Asked) -> pa.Table:
        """Why pairs of record ids weigh what they weigh: see `Evidence.explained`."""
        return self._evidence.explained(asked)

    def kinds(self, asked: Asked) -> pa.Table:
        """How likely pairs of record ids are of each class: see `Evidence.kinds`."""
        return self._evidence.kinds(asked)


def linked(
    ids: pa.Array | pa.ChunkedArray,
    scored: Scored,
    labels: Rows,
    refused: Rows,
    reasons: Sequence[str],
    contradictions: Rows,
    *,
    clusters: pa.Table,
    capped: list[Capped],
    evidence: Evidence,
    threshold: float,
    seconds: float,
) -> Linked:
    """The tables of what was found by row numbers; `ids` names every row."""
    kept = scored.match >= bits(KEPT)
    home = (scored.household >= bits(KEPT)) & (labels[scored.rows[:, 0]] != labels[scored.rows[:, 1]])
    weights = scored.match[kept]
    return Linked(
        pairs=named(ids, scored.rows[kept], weight=weights.round(6), probability=shares(weights)),
        clusters=clusters,
        households=named(ids, scored.rows[home], probability=shares(scored.household[home])),
        refused=named(ids, refused, reason=pa.array(reasons, pa.string())),
        contradictions=named(ids, contradictions),
        capped=capped,
        model=evidence.model,
        counts=Counts(
            records=clusters.num_rows,
            compared=scored.compared,
            pairs=int(kept.sum()),
            accepted=int((scored.match >= bits(threshold)).sum()),
            people=pa.compute.count_distinct(clusters["cluster"]).as_py(),
            refused=len(refused),
        ),
        seconds=seconds,
        _evidence=evidence,
    )


def named(ids: pa.Array | pa.ChunkedArray, rows: Rows, **columns: Floats | pa.Array) -> pa.Table:
    """Pairs of rows as pairs of record ids, and what else is known of each."""
    with ThreadPoolExecutor(2) as threads:
        left, right = threads.map(lambda side: ids.take(pa.array(rows[:, side])), (0, 1))
    return pa.table({"record_l": left, "record_r": right, **columns})
