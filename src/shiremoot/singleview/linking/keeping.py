"""The files of a linking run: identities, pairs, history, and what the run was made of."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from shiremoot import matching
from shiremoot.errors import UserError
from shiremoot.matching import Linked, Model

from .identities import Carried
from .labelled import Sample
from .quality import Quality
from .questions import Kind, Question

IDENTITIES, HISTORY, RUN = "identities.parquet", "history.parquet", "run.json"
PAIRS, HOUSEHOLDS, REFUSED = "pairs.parquet", "households.parquet", "refused.parquet"
QUESTIONS, MODEL = "questions.parquet", "model.json"
QUALITY, SAMPLE = "quality.json", "sample.parquet"
_QUESTIONS = pa.schema(
    {
        "id": pa.string(),
        "kind": pa.string(),
        "record_l": pa.string(),
        "record_r": pa.string(),
        "probability": pa.float64(),
        "changes": pa.int64(),
        "records": pa.int64(),
        "sources": pa.int64(),
        "worth": pa.float64(),
        "reason": pa.string(),
    }
)
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


def read_born(run: Path | None) -> dict[str, int]:
    """Each identifier that was ever given, by the order in which they were."""
    given = pq.read_table(run / HISTORY, filters=[("event", "=", "new")]) if run else None
    return {person: at for at, person in enumerate(given["person_id"].to_pylist())} if given else {}


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


def write_questions(folder: Path, found: Sequence[Question]) -> None:
    """Each with an identifier of its own, which says nothing of the records."""
    rows = [{"id": str(uuid4()), **asdict(each)} for each in found]
    pq.write_table(pa.Table.from_pylist(rows, schema=_QUESTIONS), folder / QUESTIONS, compression="zstd")


@lru_cache(maxsize=2)
def read_questions(run: Path) -> dict[UUID, Question]:
    """The most worth first. Runs of the first release asked nothing."""
    if not (run / QUESTIONS).is_file():
        return {}
    rows = pq.read_table(run / QUESTIONS).to_pylist()
    return {UUID(row.pop("id")): Question(**{**row, "kind": Kind(row["kind"])}) for row in rows}


def write_quality(folder: Path, report: Quality, drawn: Sample) -> None:
    """The report of the run, and the pairs that are drawn to be labelled."""
    written = {"report": asdict(report), "strata": [asdict(each) for each in drawn.strata]}
    (folder / QUALITY).write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    ids = pa.array([str(uuid4()) for _ in range(drawn.drawn.num_rows)], pa.string())
    pq.write_table(drawn.drawn.append_column("id", ids), folder / SAMPLE, compression="zstd")


def read_quality(run: Path) -> dict[str, Any] | None:
    """`report` and `strata` as plain values; None of runs that reported nothing."""
    if not (run / QUALITY).is_file():
        return None
    kept: dict[str, Any] = json.loads((run / QUALITY).read_text(encoding="utf-8"))
    sizes = kept["report"]["sizes"]
    kept["report"]["sizes"] = {int(size): people for size, people in sizes.items()}  # keys are text in JSON
    return kept


def read_sample(run: Path) -> list[dict[str, Any]]:
    """id, record_l, record_r and stratum of each pair drawn, in the order to label them."""
    file = run / SAMPLE
    return pq.read_table(file).to_pylist() if file.is_file() else []


def write_model(folder: Path, model: Model) -> None:
    (folder / MODEL).write_text(matching.write_model(model), encoding="utf-8")


def copy_model(before: Path, folder: Path) -> None:
    """The model of the run before is this one's too."""
    shutil.copyfile(before / MODEL, folder / MODEL)


@lru_cache(maxsize=2)
def read_model(run: Path) -> Model:
    """The model that a run linked by. Raises UserError where it kept none."""
    if not (run / MODEL).is_file():
        raise UserError("The people in use were linked before models were kept.", "Run: shiremoot link")
    return matching.read_model((run / MODEL).read_text(encoding="utf-8"))


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


def read_run(run: Path) -> dict[str, Any]:
    """What the run said of itself."""
    found: dict[str, Any] = json.loads((run / RUN).read_text(encoding="utf-8"))
    return found


def write_run(folder: Path, facts: dict[str, Any]) -> None:
    (folder / RUN).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
