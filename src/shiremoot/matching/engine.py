"""The door: links a table of records."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from . import pairs
from .blocking import Capped, blocked
from .clusters import Clustered, Settled, cluster, trusts
from .columns import Column
from .compiled import Compiled
from .decisions import NONE, Decisions, rows_of
from .defaults import FEWEST_TO_COUNT, model_for
from .explanations import Asked, Evidence
from .model import Model
from .prepare import prepare
from .records import Weights
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
    decided: Decisions = NONE,
    single: Collection[str] = (),
    progress: Progress | None = None,
) -> Linked:
    """Link records: `record_id` (text, unique) and any of `prepare.COLUMNS`; missing is null.

    By a `model` that was learned before, or by one that is learned from these records. What was `decided`
    goes before all weights. No two records of one `source` (a column of the table, if any source has one
    record a person) come together where it is among the `single` ones, unless somebody decided so. The same
    records in any order give the same result. Raises UserError for a model of other columns.
    """
    started = time.monotonic()
    report = progress or (lambda step: None)
    report("preparing")
    given_ids, ids, order = _by_id(records)
    columns = {name: Column(one.codes[order], one.values) for name, one in _prepared(records).items()}
    size = records.num_rows
    compiled = Compiled(model or model_for(columns, size), columns)
    blocks = blocked(compiled, compiled.model.rules)
    chosen = compiled.model
    if model is None and size >= FEWEST_TO_COUNT:
        report("learning")
        chosen = learn(compiled, blocks)
    report("comparing")
    weights = compiled.weights(chosen)
    scored = _score(compiled, blocks.rules, weights, chosen)
    report("clustering")
    settled = Settled(
        rows_of(decided.together, ids), rows_of(decided.apart, ids), _sources(records, single)[order]
    )
    found = _people(scored, _bits(threshold), columns, chosen, settled)
    labels = found.labels
    kept = scored.match >= _bits(_KEPT)
    home = (scored.household >= _bits(_KEPT)) & (labels[scored.rows[:, 0]] != labels[scored.rows[:, 1]])
    conflicts = np.array([(one.left, one.right) for one in found.refused], np.int32).reshape(-1, 2)
    of_given = np.empty(size, np.int64)
    of_given[order] = labels
    return Linked(
        pairs=_pairs(
            ids,
            scored.rows[kept],
            weight=scored.match[kept].round(6),
            probability=_shares(scored.match[kept]),
        ),
        clusters=pa.table({"record_id": given_ids, "cluster": of_given}),
        households=_pairs(ids, scored.rows[home], probability=_shares(scored.household[home])),
        refused=_pairs(ids, conflicts, reason=pa.array([one.reason for one in found.refused], pa.string())),
        contradictions=_pairs(ids, found.contradictions),
        capped=blocks.capped,
        model=chosen,
        counts=Counts(
            records=size,
            compared=scored.compared,
            pairs=int(kept.sum()),
            accepted=int((scored.match >= _bits(threshold)).sum()),
            people=len(np.unique(labels)),
            refused=len(found.refused),
        ),
        seconds=time.monotonic() - started,
        _evidence=Evidence(ids, compiled, weights, chosen),
    )


def _by_id(records: pa.Table) -> tuple[pa.Array, pa.Array, npt.NDArray[np.int64]]:
    """The records' ids, the same rising, and the place of each. By that order all else goes: which record of
    a pair is the left one, which of two pairs that weigh the same is taken first.
    """
    given = records["record_id"].cast(pa.string()).combine_chunks()
    order = pc.sort_indices(given)
    return given, given.take(order), order.to_numpy().astype(np.int64)


def _prepared(records: pa.Table) -> dict[str, Column]:
    """Never no column at all: where nothing is known, one in which everything is missing."""
    return prepare(records) or {"first": Column.missing(records.num_rows)}


def _sources(records: pa.Table, single: Collection[str]) -> Rows:
    """Of each record the number of its source, -1 where that may have several records of a person."""
    if not single or "source" not in records.column_names:
        return np.full(records.num_rows, -1, np.int32)
    return Column.of(records["source"].cast(pa.string())).each(lambda name: name * (name in single)).codes


def _bits(probability: float) -> float:
    return float(np.log2(probability / (1 - probability)))


def _shares(bits: Floats) -> Floats:
    return (1 / (1 + np.exp2(-bits))).round(9)


def _score(compiled: Compiled, rules: pairs.Rules, weights: Weights, model: Model) -> _Scored:
    kept = _bits(_KEPT)
    with_homes = model.classes is not None and model.classes.names[1] == "household"
    seen, rows, bits, _ = pairs.score(compiled.records, rules, weights, kept, kept if with_homes else np.inf)
    order = np.argsort(rows[:, 0].astype(np.int64) << 32 | rows[:, 1])
    homes = bits[order, 1] if with_homes else np.full(len(order), -np.inf)
    return _Scored(rows[order], bits[order, 0], homes, seen)


def _people(
    scored: _Scored, least: float, columns: Mapping[str, Column], model: Model, settled: Settled
) -> Clustered:
    """Each row's cluster, the lowest row of it, along the pairs that reach so many bits."""
    strong = np.flatnonzero(scored.match >= least)
    best_first = np.argsort(-scored.match[strong].round(6), kind="stable")
    return cluster(scored.rows[strong][best_first], columns, trusts(model), settled)


def _pairs(ids: pa.Array, rows: Rows, **columns: Floats | pa.Array) -> pa.Table:
    return pa.table(
        {"record_l": ids.take(pa.array(rows[:, 0])), "record_r": ids.take(pa.array(rows[:, 1])), **columns}
    )
