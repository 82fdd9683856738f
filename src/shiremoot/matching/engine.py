"""The door: links a table of records."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .columns import Column
from .decisions import NONE, Decisions
from .explanations import Evidence
from .found import Linked, linked
from .model import Model
from .prepare import PREPARED, prepare
from .run import People, Run, run

THRESHOLD = 0.95
"""Pairs at or above this probability may bring records together."""

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
    done = run(
        people_of(records, model),
        model=model,
        threshold=threshold,
        decided=decided,
        single=single,
        report=report,
    )
    return linked_of(done, records["record_id"], threshold, started)


def people_of(records: pa.Table, model: Model | None) -> People:
    """Records with the prepared columns that the model compares; with all where it is yet to be learned."""
    given = records["record_id"].cast(pa.string()).combine_chunks()
    order = pc.sort_indices(given)
    places = order.to_numpy()
    # Never no column at all, not even where there are no records
    columns = prepare(records, model.columns() if model else PREPARED) or {"first": Column.missing(0)}
    source = Column.missing(len(given))
    if "source" in records.column_names:
        source = Column.of(records["source"].cast(pa.string()))
    return People(
        given.take(order),
        {name: Column(column.codes[places], column.values) for name, column in columns.items()},
        Column(source.codes[places], source.values),
    )


def linked_of(done: Run, given: pa.ChunkedArray, threshold: float, started: float) -> Linked:
    """What a run found, by record ids; the clusters in the order in which the records were `given`."""
    ids, found = done.people.ids, done.found
    given = given.cast(pa.string())
    of_given = pa.array(found.labels, pa.int64()).take(pc.index_in(given, ids))
    return linked(
        ids,
        done.scored,
        found.labels,
        found.refused,
        found.reasons,
        found.contradictions,
        clusters=pa.table({"record_id": given, "cluster": of_given}),
        capped=done.blocks.capped,
        evidence=Evidence(done.compiled.records, done.weights, done.model, partial(_rows_of, ids), ids),
        threshold=threshold,
        seconds=time.monotonic() - started,
    )


def _rows_of(ids: pa.Array, wanted: pa.Array) -> npt.NDArray[np.int64]:
    rows: npt.NDArray[np.int64] = pc.index_in(wanted, ids).fill_null(-1).to_numpy().astype(np.int64)
    return rows
