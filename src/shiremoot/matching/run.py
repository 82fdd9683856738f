"""One linkage, from prepared columns to people: the steps, and what each leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from . import pairs
from .blocking import Blocks, blocked
from .clusters import Clustered, Settled, cluster, trusts
from .columns import Column
from .compiled import Compiled
from .decisions import Decisions, rows_of
from .defaults import FEWEST_TO_COUNT, model_for
from .groups import ordered
from .model import Model
from .records import Weights
from .training import learn

KEPT = 0.5
"""Pairs below this probability are not worth keeping."""

Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Report = Callable[[str], None]


@dataclass(frozen=True)
class People:
    """Records to link, prepared, in the order of their ids. By that order all else goes: which record of a
    pair is the left one, which of two pairs that weigh the same is taken first.
    """

    ids: pa.Array
    columns: Mapping[str, Column]
    source: Column


@dataclass(frozen=True)
class Scored:
    """Pairs of row numbers, by row, and their log-odds of being a match and of being a household (bits)."""

    rows: Rows
    match: Floats
    household: Floats
    compared: int


Score = Callable[[Compiled, Blocks, Weights, Model], Scored]


@dataclass(frozen=True)
class Run:
    """All that a linkage worked out."""

    people: People
    compiled: Compiled
    blocks: Blocks
    model: Model
    weights: Weights
    scored: Scored
    found: Clustered


def score(compiled: Compiled, blocks: Blocks, weights: Weights, model: Model) -> Scored:
    """The pairs of the blocks that are worth keeping, as a match or as a household."""
    seen, rows, found, _ = pairs.score(compiled.records, blocks.rules, weights, *least_of(model))
    order = np.argsort(rows[:, 0].astype(np.int64) << 32 | rows[:, 1])
    found = found.take(order, axis=0)  # which is much faster than an index of the same meaning
    return Scored(rows.take(order, axis=0), found[:, 0].copy(), households_of(found, model), seen)


def run(
    people: People,
    *,
    model: Model | None,
    threshold: float,
    decided: Decisions,
    single: Collection[str],
    report: Report,
    score: Score = score,
) -> Run:
    """Without a model, by one that is learned from the records themselves."""
    size = len(people.ids)
    compiled = Compiled(model or model_for(people.columns, size), people.columns)
    blocks = blocked(compiled, compiled.model.rules)
    chosen = compiled.model
    if model is None and size >= FEWEST_TO_COUNT:
        report("learning")
        chosen = learn(compiled, blocks)
    report("comparing")
    weights = compiled.weights(chosen)
    scored = score(compiled, blocks, weights, chosen)
    report("clustering")
    settled = Settled(
        rows_of(decided.together, people.ids),
        rows_of(decided.apart, people.ids),
        only_single(people.source, single),
    )
    strong = scored.match >= bits(threshold)
    found = join(scored.rows[strong], scored.match[strong], people.columns, chosen, settled)
    return Run(people, compiled, blocks, chosen, weights, scored, found)


def least_of(model: Model) -> tuple[float, float]:
    """The bits from which a pair is kept: as a match, as a household."""
    return bits(KEPT), bits(KEPT) if _with_homes(model) else np.inf


def households_of(found: Floats, model: Model) -> Floats:
    """Of weights (of the first class, of the second) those of a household."""
    return found[:, 1] if _with_homes(model) else np.full(len(found), -np.inf)


def join(
    rows: Rows, match: Floats, columns: Mapping[str, Column], model: Model, settled: Settled
) -> Clustered:
    """People along pairs that are sure enough, given by rising rows: the best first, of equals the lower."""
    steps = np.rint(match * 1e6).astype(np.int64)  # what differs by less weighs the same
    below = (steps.max(initial=0) - steps + 1).astype(np.uint64)
    best_first, _ = ordered(below, int(below.max(initial=1)).bit_length())
    return cluster(rows.take(best_first, axis=0), columns, trusts(model), settled)


def only_single(source: Column, single: Collection[str]) -> Rows:
    """Of each record the number of its source, -1 where that may have several records of a person."""
    return source.each(lambda name: name if name in single else None).codes


def bits(probability: float) -> float:
    return float(np.log2(probability / (1 - probability)))


def shares(weights: Floats) -> Floats:
    return (1 / (1 + np.exp2(-weights))).round(9)


def _with_homes(model: Model) -> bool:
    return model.classes is not None and model.classes.names[1] == "household"
