"""A day's records into a linkage that stands, and a search in it, for bench/linkage.py."""

import logging
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from splink import DuckDBAPI, Linker
from tests.matching import splink_peer

import linkage_sets
from shiremoot.matching import Base, Finder, advance, build
from shiremoot.matching.blocking import blocked
from shiremoot.matching.compiled import Compiled
from shiremoot.matching.prepare import COLUMNS, prepare
from shiremoot.matching.splink_json import to_splink
from shiremoot.matching.training import learn

DAY, SOUGHT = 10_000, 2_000
_SEED = 1
_ALLOWED = frozenset({"first_name", "last_name", "date_of_birth", "postcode"})


def divide(records: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Those that are linked already, and a day's, drawn at random; the latter as plain text."""
    came = np.zeros(records.num_rows, bool)
    came[np.random.default_rng(_SEED).choice(len(came), min(DAY, len(came) // 10), replace=False)] = True
    day = records.filter(pa.array(came))
    plain = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in day.columns
    ]
    return records.filter(pa.array(~came)), pa.table(dict(zip(day.column_names, plain, strict=True)))


def base(records: pa.Table, folder: Path) -> dict[str, Any]:
    shutil.rmtree(folder, ignore_errors=True)
    build(folder / "0", divide(records)[0])
    return {}


def ours(records: pa.Table, folder: Path) -> dict[str, Any]:
    """From files to people, and a new base in files."""
    day = divide(records)[1]
    started, busy = time.monotonic(), time.process_time()
    done = advance(folder / "0", folder / "1", day)
    return {
        "seconds": time.monotonic() - started,
        "cpu": time.process_time() - busy,
        "compared": done.linked().counts.compared,
        "affected": len(done.affected),
    }


def splink(records: pa.Table) -> dict[str, Any]:
    """Edges alone, from tables in memory, by the usual model: what its users have, who then cluster anew."""
    tables = [splink_peer.table(prepare(some)) for some in divide(records)]
    columns = prepare(divide(records)[0])
    compiled = Compiled(linkage_sets.usual_model(), columns)
    learned = learn(compiled, blocked(compiled, compiled.model.rules))
    model = replace(learned, classes=None, frequencies=None)
    with duckdb.connect(":memory:") as connection:
        for name, table in zip(("prepared", "came"), tables, strict=True):
            connection.register(f"{name}_arrow", table)
            connection.execute(f"CREATE TABLE {name} AS FROM {name}_arrow")
        api = DuckDBAPI(connection=connection)
        old, came = api.register("prepared"), api.register("came")
        linker = Linker(old, to_splink(model), log_level=logging.ERROR)
        for column in sorted(model.rarities()):
            linker.table_management.compute_tf_table(column)
        started, busy = time.monotonic(), time.process_time()
        found = [
            linker.inference.predict_between(old, came, threshold_match_probability=0.5),
            linker.inference.predict_within(came, threshold_match_probability=0.5),
        ]
        took = {"seconds": time.monotonic() - started, "cpu": time.process_time() - busy}
        edges = [connection.sql(f"SELECT count(*) FROM {one.physical_name}").fetchall() for one in found]
    return {**took, "edges": sum(count for [(count,)] in edges)}


def search(records: pa.Table, folder: Path) -> dict[str, Any]:
    """Records of the day, sought in the base one after the other, by all columns and by four."""
    finder = Finder(Base(folder / "0"))
    result: dict[str, Any] = {}
    for name, allowed in (("all columns", frozenset(COLUMNS)), ("four columns", _ALLOWED)):
        took = []
        for row in divide(records)[1].slice(0, SOUGHT).to_pylist():
            started = time.perf_counter()
            finder.find(row, allowed, 20)
            took.append(time.perf_counter() - started)
        result[name] = [float(one) for one in np.percentile(np.array(took) * 1000, [50, 95, 99])]
    return result
