"""The door: links a table of records."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from . import pairs
from .blocking import Capped, blocked
from .clusters import Refused, cluster, trusts
from .columns import Column
from .compiled import Compiled
from .defaults import FEWEST_TO_COUNT, model_for
from .model import Model
from .prepare import prepare
from .training import learn

THRESHOLD = 0.95
"""Pairs at or above this probability may bring records together."""
_KEPT = 0.5  # pairs below it are not worth keeping

Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    records: int
    compared: int  # pairs
    pairs: int  # kept
    accepted: int  # at or above the threshold
    people: int
    refused: int  # merges against a conflict


@dataclass(frozen=True)
class Linked:
    """What a linkage found. Tables name records by `record_id`.

    `pairs`: record_l, record_r, weight (bits), probability. `clusters`: record_id, cluster (a number).
    `households`: record_l, record_r, probability, of two people who share a home. `refused`: record_l,
    record_r, reason, a merge that was not made and the kind of fact against it. `capped`: blocks that were
    too large to compare.
    """

    pairs: pa.Table
    clusters: pa.Table
    households: pa.Table
    refused: pa.Table
    capped: list[Capped]
    model: Model
    counts: Counts
    seconds: float


@dataclass(frozen=True)
class _Scored:
    """Pairs of row numbers, by row, and their log-odds of being a match and of being a household (bits)."""

    rows: Rows
    match: Floats
    household: Floats
    compared: int


Progress = Callable[[str], None]


def link(
    records: pa.Table,
    *,
    model: Model | None = None,
    threshold: float = THRESHOLD,
    progress: Progress | None = None,
) -> Linked:
    """Link records: `record_id` (text, unique) and any of `prepare.COLUMNS`; missing is null.

    By a `model` that was learned before, or by one that is learned from these records. The same records in
    the same order give the same result. Raises UserError for a model of other columns.
    """
    started = time.monotonic()
    report = progress or (lambda step: None)
    report("preparing")
    columns = prepare(records)
    size = records.num_rows
    chosen = model or model_for(columns, size)
    capped: list[Capped] = []
    scored = _nothing()
    if size > 1 and columns and chosen.rules:
        compiled = Compiled(chosen, columns)
        blocks = blocked(compiled, chosen.rules)
        capped = blocks.capped
        if model is None and size >= FEWEST_TO_COUNT:
            report("learning")
            chosen = learn(compiled, blocks)
        report("comparing")
        scored = _score(compiled, blocks.rules, chosen)
    report("clustering")
    labels, refused = _people(scored, _bits(threshold), columns, chosen, size)
    ids = records["record_id"].combine_chunks()
    kept = scored.match >= _bits(_KEPT)
    home = (scored.household >= _bits(_KEPT)) & (labels[scored.rows[:, 0]] != labels[scored.rows[:, 1]])
    conflicts = np.array([(one.left, one.right) for one in refused], np.int32).reshape(-1, 2)
    weights, chances = scored.match[kept].round(6), _shares(scored.match[kept])
    return Linked(
        pairs=_pairs(ids, scored.rows[kept], weight=weights, probability=chances),
        clusters=pa.table({"record_id": ids, "cluster": pa.array(labels, pa.int64())}),
        households=_pairs(ids, scored.rows[home], probability=_shares(scored.household[home])),
        refused=_pairs(ids, conflicts, reason=pa.array([one.reason for one in refused], pa.string())),
        capped=capped,
        model=chosen,
        counts=Counts(
            records=size,
            compared=scored.compared,
            pairs=int(kept.sum()),
            accepted=int((scored.match >= _bits(threshold)).sum()),
            people=len(np.unique(labels)),
            refused=len(refused),
        ),
        seconds=time.monotonic() - started,
    )


def _bits(probability: float) -> float:
    return float(np.log2(probability / (1 - probability)))


def _shares(bits: Floats) -> Floats:
    return (1 / (1 + np.exp2(-bits))).round(9)


def _nothing() -> _Scored:
    return _Scored(np.empty((0, 2), np.int32), np.empty(0), np.empty(0), 0)


def _score(compiled: Compiled, rules: pairs.Rules, model: Model) -> _Scored:
    kept = _bits(_KEPT)
    with_homes = model.classes is not None and model.classes.names[1] == "household"
    seen, rows, weights, _ = pairs.score(
        compiled.records, rules, compiled.weights(model), kept, kept if with_homes else np.inf
    )
    order = np.argsort(rows[:, 0].astype(np.int64) << 32 | rows[:, 1])
    homes = weights[order, 1] if with_homes else np.full(len(order), -np.inf)
    return _Scored(rows[order], weights[order, 0], homes, seen)


def _people(
    scored: _Scored, least: float, columns: Mapping[str, Column], model: Model, size: int
) -> tuple[Rows, list[Refused]]:
    """Each row's cluster, the lowest row of it, along the pairs that reach so many bits."""
    strong = np.flatnonzero(scored.match >= least)
    rows = scored.rows[strong]
    best_first = np.argsort(-scored.match[strong].round(6), kind="stable")
    return cluster(rows[best_first], columns, trusts(model), size)


def _pairs(ids: pa.Array, rows: Rows, **columns: Floats | pa.Array) -> pa.Table:
    return pa.table(
        {"record_l": ids.take(pa.array(rows[:, 0])), "record_r": ids.take(pa.array(rows[:, 1])), **columns}
    )
