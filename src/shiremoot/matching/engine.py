"""The door: links a table of records. Splink on an in-memory DuckDB does the scoring behind it."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator

from . import model
from .clusters import Facts, cluster
from .prepare import column, prepare

THRESHOLD = 0.9
"""Pairs at or above this probability may bring records together."""
_KEPT = 0.5  # pairs below it are not worth keeping
_FEWEST_TO_LEARN = 500
_FEWEST_PAIRS = 100
_SAMPLED_PAIRS, _SAMPLED_PAIRS_OF_A_RECORD = 1_000_000, 100
_SEED = 20181
_RECORDS_AT_ONCE = 200_000  # bounds the memory of a comparison
_PAIRS_OF_A_BLOCK, _PAIRS_OF_A_RECORD = 1_000_000, 4
_MORE_MATCHES_THAN_CERTAIN = 0.8

# Where homes are compared, agreement on them makes a family, not a person: something must say who it is.
_HOMES = {"uprn", "house"}
_SOMEBODY = {
    "first": "gamma_first <> 0",
    "nhs_number": "gamma_nhs_number > 0",
    "upn": "gamma_upn > 0",
}


@dataclass(frozen=True)
class Counts:
    records: int
    pairs: int  # scored and kept
    accepted: int  # at or above the threshold
    people: int
    refused: int  # merges against a conflict


@dataclass(frozen=True)
class Linked:
    """`pairs`: record_l, record_r, weight (bits), probability. `clusters`: record_id, cluster (a number)."""

    pairs: pa.Table
    clusters: pa.Table
    counts: Counts
    seconds: float


Progress = Callable[[str], None]


def link(records: pa.Table, *, threshold: float = THRESHOLD, progress: Progress | None = None) -> Linked:
    """Link records: `record_id` (text, unique) and any of `prepare.COLUMNS`; missing is null.

    The same records in the same order give the same result.
    """
    started = time.monotonic()
    report = progress or (lambda step: None)
    report("preparing")
    table = prepare(records)
    scored = _score(table, report) if table.num_rows > 1 and len(table.column_names) > 1 else _nothing()
    report("clustering")
    strong = scored.filter(pa.compute.greater_equal(scored["probability"], threshold))
    order = strong.sort_by([("weight", "descending"), ("l", "ascending"), ("r", "ascending")])
    labels, refused = cluster(zip(order["l"].to_pylist(), order["r"].to_pylist(), strict=True), _facts(table))
    ids = records["record_id"].combine_chunks()
    pairs = pa.table(
        {
            "record_l": ids.take(scored["l"].combine_chunks()),
            "record_r": ids.take(scored["r"].combine_chunks()),
            "weight": scored["weight"],
            "probability": scored["probability"],
        }
    )
    counts = Counts(table.num_rows, scored.num_rows, strong.num_rows, len(set(labels)), refused)
    clusters = pa.table({"record_id": ids, "cluster": pa.array(labels, pa.int64())})
    return Linked(pairs, clusters, counts, time.monotonic() - started)


def _nothing() -> pa.Table:
    columns = {"l": pa.int64(), "r": pa.int64(), "weight": pa.float64(), "probability": pa.float64()}
    return pa.schema(columns).empty_table()


def _facts(table: pa.Table) -> list[Facts]:
    kinds = {name: column(table, name) for name in ("nhs_number", "upn")}
    return [
        Facts(
            {kind: {values[row]} for kind, values in kinds.items() if values[row]},
            Counter([born] if born else ()),
        )
        for row, born in enumerate(column(table, "born"))
    ]


def _score(table: pa.Table, report: Progress) -> pa.Table:
    """Pairs worth keeping: row numbers l < r, weight, probability."""
    columns = [name for name in table.column_names if name != "unique_id"]
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")  # sampling repeats only so
        connection.register("prepared", table)
        rules = model.blocking_rules(_affordable(connection, columns, table.num_rows), columns)
        api = DuckDBAPI(connection=connection)
        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=model.comparisons(columns, table.num_rows),
            blocking_rules_to_generate_predictions=rules,
            probability_two_random_records_match=1 / table.num_rows,
            retain_matching_columns=True,
            retain_intermediate_calculation_columns=True,
        )
        linker = Linker(api.register(table, table_name="records"), settings, log_level=logging.ERROR)
        if table.num_rows >= _FEWEST_TO_LEARN:
            report("learning")
            _learn(connection, linker, columns, table.num_rows)
        report("comparing")
        connection.execute("RESET threads; SET preserve_insertion_order = false")
        found = linker.inference.predict(
            threshold_match_probability=_KEPT,
            num_chunks_left=table.num_rows // _RECORDS_AT_ONCE + 1,
            warning_mode="never",
        )
        return _kept(connection, found.physical_name, columns)


def _affordable(
    connection: duckdb.DuckDBPyConnection, columns: list[str], records: int
) -> list[tuple[str, ...]]:
    """Blocks that do not bring more pairs than can be compared in reasonable time."""
    most = max(_PAIRS_OF_A_BLOCK, _PAIRS_OF_A_RECORD * records)
    return [block for block in model.blocks(columns) if _pairs_in(connection, block) <= most]


def _pairs_in(connection: duckdb.DuckDBPyConnection, block: tuple[str, ...]) -> int:
    known = " AND ".join(f"{name} IS NOT NULL" for name in block)
    row = connection.execute(
        f"""SELECT CAST(coalesce(sum(n * (n - 1) / 2), 0) AS BIGINT) FROM (
            SELECT count(*) AS n FROM prepared WHERE {known} GROUP BY {", ".join(block)})"""
    ).fetchone()
    return int(row[0]) if row else 0


def _learn(connection: duckdb.DuckDBPyConnection, linker: Any, columns: list[str], records: int) -> None:
    def rules(blocks: list[tuple[str, ...]]) -> list[Any]:
        return [model.rule(block) for block in blocks if _pairs_in(connection, block) >= _FEWEST_PAIRS]

    certain = rules(model.certain_blocks(columns))
    if certain:
        linker.training.estimate_probability_two_random_records_match(
            certain, recall=_MORE_MATCHES_THAN_CERTAIN
        )
    sampled = min(_SAMPLED_PAIRS, _SAMPLED_PAIRS_OF_A_RECORD * records)
    linker.training.estimate_u_using_random_sampling(max_pairs=sampled, seed=_SEED)
    for rule in rules(model.training_blocks(columns)):
        # A level that no match of this block shows stops its session; the others teach enough.
        with suppress(ValueError):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True
            )


def _kept(connection: duckdb.DuckDBPyConnection, scored: str, columns: list[str]) -> pa.Table:
    homes = _HOMES & set(columns)
    somebody = [condition for name, condition in _SOMEBODY.items() if homes and name in columns]
    return connection.execute(
        f"""SELECT least(unique_id_l, unique_id_r) AS l, greatest(unique_id_l, unique_id_r) AS r,
                round(match_weight, 6) AS weight, round(match_probability, 9) AS probability
            FROM {scored} WHERE {" OR ".join(somebody) or "true"} ORDER BY l, r"""
    ).to_arrow_table()
