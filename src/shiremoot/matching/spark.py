"""Linkage whose pairs many machines compare: Splink's Spark backend brings them together and finds their
levels; people are made of them here, as always. Imported by name only; needs the extra `spark`.

The blocks are worked out here, as numbers that Spark joins on, so that blocks too large are left out as ever.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import pandas_udf
from rapidfuzz import distance
from splink import Linker, SparkAPI

from . import pairs
from .blocking import Blocks
from .compiled import Compiled
from .conditions import All, Check, Condition, Name, Some, Value
from .decisions import NONE, Decisions
from .engine import THRESHOLD, linked_of, people_of
from .found import Linked
from .model import Comparison, Model
from .records import Weights
from .run import Scored, households_of, least_of, run
from .splink_json import to_splink

_DIALECT = "spark"
_AT_ONCE = 4_000_000  # pairs that are brought here together
_WRITTEN: dict[Name, str] = {
    "same": "{a} = {b}",
    "missing": "{a} IS NULL",
    "jaro": "matching_jaro({a}, {b}) >= {bound}",
    "jaro_winkler": "matching_jaro_winkler({a}, {b}) >= {bound}",
    "levenshtein": "levenshtein({a}, {b}) <= {bound}",
    "damerau": "matching_damerau({a}, {b}) <= {bound}",
    "starts": "startswith({a}, {b})",
    "ends": "endswith({a}, {b})",
    "at_least": "length({a}) >= {bound}",
    "at_most": "length({a}) <= {bound}",
    "sharing": "arrays_overlap({a}, {b})",
}
_MEASURES = {
    "matching_jaro": ("Jaro", "similarity", "double"),
    "matching_jaro_winkler": ("JaroWinkler", "similarity", "double"),
    "matching_damerau": ("DamerauLevenshtein", "distance", "int"),
}
"""Of rapidfuzz: those that Splink brings for Spark count letters that have changed places otherwise."""


def link(
    records: pa.Table,
    session: SparkSession,
    *,
    model: Model,
    threshold: float = THRESHOLD,
    decided: Decisions = NONE,
    single: Collection[str] = (),
) -> Linked:
    """Link like `engine.link` by a learned model; Spark compares the pairs.

    A model with classes, which Splink cannot weigh, is weighed here by the levels that Spark finds.
    """
    started = time.monotonic()
    done = run(
        people_of(records, model),
        model=model,
        threshold=threshold,
        decided=decided,
        single=single,
        report=lambda step: None,
        score=partial(_scored, session),
    )
    return linked_of(done, records["record_id"], threshold, started)


def _scored(
    session: SparkSession, compiled: Compiled, blocks: Blocks, weights: Weights, model: Model
) -> Scored:
    for name, measure in _MEASURES.items():
        session.udf.register(name, _function(*measure))
    api = SparkAPI(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)
    table = api.register(session.createDataFrame(_table(compiled, blocks)))
    linker = Linker(table, _settings(model, blocks), log_level=logging.ERROR)
    for name in sorted(model.rarities()):
        frequencies = {name: compiled.columns[name].values, f"tf_{name}": compiled.frequency(model, name)}
        lookup = api.register(session.createDataFrame(pa.table(frequencies)))
        linker.table_management.register_term_frequency_lookup(lookup, name)
    predicted: DataFrame = linker.inference.predict().as_spark_dataframe()
    seen = predicted.count()
    parts = seen // _AT_ONCE + 1
    found = [
        _weighed(predicted.where(f"unique_id_l % {parts} = {part}"), compiled, weights, model)
        for part in range(parts)
    ]
    rows, each = (np.concatenate([one[at] for one in found]) for at in (0, 1))
    order = np.argsort(rows[:, 0].astype(np.int64) << 32 | rows[:, 1])
    return Scored(rows[order], each[order, 0], households_of(each[order], model), seen)


def _function(of: str, measure: str, kind: str) -> Any:
    def compared(left: pd.Series, right: pd.Series) -> pd.Series:
        compare = getattr(getattr(distance, of), measure)  # by name, for compiled functions cannot travel
        values = zip(left, right, strict=True)
        # What is missing comes as None or as NaN, whichever pandas likes
        known = (
            (one, other) if isinstance(one, str) and isinstance(other, str) else None for one, other in values
        )
        return pd.Series([pair and compare(*pair) for pair in known])

    # Postponed annotations are text, which Spark does not read
    compared.__annotations__ = {"left": pd.Series, "right": pd.Series, "return": pd.Series}
    return pandas_udf(compared, kind)


def _table(compiled: Compiled, blocks: Blocks) -> pa.Table:
    """The compared columns, and of each way to group records the block of each."""
    columns = {name: compiled.columns[name].decoded() for name in compiled.names}
    numbers = {
        f"block_{at}": pa.array(group.astype(np.int64), mask=group == 0)
        for at, group in enumerate(blocks.groups.T)
    }
    return pa.table({"unique_id": pa.array(np.arange(len(compiled.codes))), **columns, **numbers})


def _settings(model: Model, blocks: Blocks) -> dict[str, Any]:
    settings = to_splink(model)
    for comparison, written in zip(model.comparisons, settings["comparisons"], strict=True):
        for level, rung in zip(comparison.levels, written["comparison_levels"], strict=True):
            rung["sql_condition"] = "ELSE" if level.condition is None else _sql(level.condition)
    return {
        **settings,
        "sql_dialect": _DIALECT,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": f"l.block_{left} = r.block_{right}", "sql_dialect": _DIALECT}
            for left, right in blocks.ways
        ],
    }


def _sql(condition: Condition) -> str:
    match condition:
        case Check(name, a, b, bound):
            return _WRITTEN[name].format(a=_column(a), b=_column(b) if b else "", bound=f"{bound:g}")
        case All(parts):
            return " AND ".join(f"({_sql(part)})" for part in parts)
        case Some(parts):
            return " OR ".join(f"({_sql(part)})" for part in parts)


def _column(value: Value) -> str:
    return f"`{value.column}_{value.side}`"


def _weighed(
    predicted: DataFrame, compiled: Compiled, weights: Weights, model: Model
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """The pairs that are worth keeping, and what they weigh."""
    gammas = [f"gamma_{comparison.name}" for comparison in model.comparisons]
    table = predicted.select("unique_id_l", "unique_id_r", "match_weight", *gammas).toArrow()
    rows = np.stack([table[f"unique_id_{side}"].to_numpy() for side in "lr"], axis=1).astype(np.int32)
    if model.classes is None:
        match = table["match_weight"].to_numpy()
        each = np.stack([match, np.full(len(match), -np.inf)], axis=1)
    else:
        levels = [
            _levels(comparison, table[name].to_numpy())
            for comparison, name in zip(model.comparisons, gammas, strict=True)
        ]
        each = pairs.weigh(compiled.records, weights, rows, np.stack(levels, axis=1))
    kept = (each >= np.array(least_of(model))).any(axis=1)
    return rows[kept], each[kept]


def _levels(comparison: Comparison, gammas: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Splink counts levels from the last one up, and those that are missing as -1, which all say nothing."""
    known = [at for at, level in enumerate(comparison.levels) if not level.missing]
    missing = next((at for at, level in enumerate(comparison.levels) if level.missing), -1)
    levels: npt.NDArray[np.int64] = np.array([*reversed(known), missing], np.int64)[gammas]
    return levels
