"""Splink 5 on the columns that our engine compares: the oracle of the parity tests, and the peer of the
bench.
"""

import logging
from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from shiremoot.matching.columns import Column
from shiremoot.matching.model import Model
from shiremoot.matching.splink_json import to_splink


def table(columns: Mapping[str, Column]) -> pa.Table:
    """The prepared columns as Splink wants them: values, with the row's number as `unique_id`."""
    size = len(next(iter(columns.values())).codes)
    decoded = {name: column.decoded() for name, column in columns.items()}
    return pa.table({"unique_id": pa.array(range(size), pa.int64()), **decoded})


def linker(connection: duckdb.DuckDBPyConnection, columns: Mapping[str, Column], model: Model) -> Linker:
    connection.register("prepared", table(columns))
    return linker_of(connection, model)


def linker_of(connection: duckdb.DuckDBPyConnection, model: Model) -> Linker:
    """The same over a table `prepared` that is there already."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(connection=connection)
    return Linker(api.register("prepared"), to_splink(model), log_level=logging.ERROR)


def weights(columns: Mapping[str, Column], model: Model) -> dict[tuple[int, int], float]:
    """The match weight of every pair of the model's rules, by row numbers, the lower first."""
    with duckdb.connect(":memory:") as connection:
        predicted = linker(connection, columns, model).inference.predict()
        rows = connection.execute(
            f"SELECT unique_id_l, unique_id_r, match_weight FROM {predicted.physical_name}"
        ).fetchall()
    return {(min(left, right), max(left, right)): weight for left, right, weight in rows}


def saved(columns: Mapping[str, Column], model: Model) -> dict[str, Any]:
    """What Splink saves after it has read our model."""
    with duckdb.connect(":memory:") as connection:
        settings: dict[str, Any] = linker(connection, columns, model).misc.save_model_to_json(out_path=None)
        return settings
