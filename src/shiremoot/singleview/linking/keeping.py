"""The files of a linking run: identities, pairs, history, and what the run was made of."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shiremoot.matching import Linked

from .identities import Carried

IDENTITIES, HISTORY, RUN = "identities.parquet", "history.parquet", "run.json"
PAIRS, HOUSEHOLDS, REFUSED = "pairs.parquet", "households.parquet", "refused.parquet"
_HISTORY = pa.schema(
    {
        "at": pa.timestamp("us", tz="UTC"),
        "run": pa.string(),
        "event": pa.string(),
        "person_id": pa.string(),
        "other_person_id": pa.string(),
    }
)


def read_identities(run: Path | None) -> dict[str, str]:
    """Record id to person id; nothing before the first run."""
    return _read(run, "person_id")


def read_former(run: Path | None) -> dict[str, str]:
    """Record id to the identifier that its person had until a merge."""
    return _read(run, "former_id")


def _read(run: Path | None, column: str) -> dict[str, str]:
    table = pq.read_table(run / IDENTITIES) if run else None
    if table is None or column not in table.column_names:  # runs of the first release kept no former ones
        return {}
    both = zip(table["record_id"].to_pylist(), table[column].to_pylist(), strict=True)
    return {record: person for record, person in both if person}


def write_identities(folder: Path, carried: Carried) -> None:
    columns = {
        "record_id": list(carried.person_of),
        "person_id": list(carried.person_of.values()),
        "former_id": pa.array(map(carried.former_of.get, carried.person_of), pa.string()),
    }
    pq.write_table(pa.table(columns), folder / IDENTITIES, compression="zstd")


def write_linked(folder: Path, linked: Linked) -> None:
    """The pairs that were kept, who shares a home with whom, and the merges that were refused, with why."""
    for name, table in ((PAIRS, linked.pairs), (HOUSEHOLDS, linked.households), (REFUSED, linked.refused)):
        pq.write_table(table, folder / name, compression="zstd")


def write_history(folder: Path, carried: Carried, before: Path | None, *, run_id: str, at: datetime) -> None:
    """All that ever happened: the history of the run before, then this run's events."""
    rows = [
        {
            "at": at,
            "run": run_id,
            "event": e.event,
            "person_id": e.person_id,
            "other_person_id": e.other_person_id,
        }
        for e in carried.events
    ]
    parts = [pq.read_table(before / HISTORY, schema=_HISTORY)] if before else []
    parts.append(pa.Table.from_pylist(rows, schema=_HISTORY))
    pq.write_table(pa.concat_tables(parts), folder / HISTORY, compression="zstd")


def write_run(folder: Path, facts: dict[str, Any]) -> None:
    (folder / RUN).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
