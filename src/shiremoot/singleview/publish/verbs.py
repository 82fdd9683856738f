"""Use case: publish the linked people as one complete set."""

import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shiremoot import pointer
from shiremoot.dates import day_of
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.people.alone import alone
from shiremoot.people.catalogue import PublishedField
from shiremoot.people.store import CONTRACTS, MANIFEST, STORE

from . import analysis, indexing, serving, working
from .inputs import Inputs, gather

Say = Callable[[str], None]


@dataclass(frozen=True)
class PublishSummary:
    publish_id: str
    people: int
    rows: int
    datasets: int
    tokens: int
    places: int
    megabytes: float
    seconds: float
    left_out: dict[str, str]

    def __str__(self) -> str:
        return (
            f"{self.people:,} people, {self.rows:,} rows of {self.datasets} datasets, {self.places:,} places, "
            f"{self.tokens:,} search terms, {self.megabytes:,.0f} MB"
        )


def publish(home: Home, *, by: Viewer, at: datetime, progress: Say | None = None) -> PublishSummary:
    """Build everything that pages and analysis read, and switch to it; `at` is now.

    `progress` is told each step. Datasets without a linking agreement in force are left out. Raises
    UserError when nothing is linked, a load has changed since, or nothing may be published.
    """
    inputs = gather(home, by=by, at=at)
    started = time.monotonic()
    with alone(home.people, "publish"):
        publish_id = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        with pointer.whole_folder(home.people, publish_id) as folder:
            counts = _build(inputs, folder, at, progress or (lambda step: None))
            _write_manifest(inputs, folder, publish_id, at, counts)
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        pointer.switch(home.people, publish_id)
    return PublishSummary(
        publish_id=publish_id,
        datasets=len(inputs.snapshots),
        megabytes=size / 1e6,
        seconds=time.monotonic() - started,
        left_out=inputs.left_out,
        **counts,
    )


def _build(inputs: Inputs, folder: Path, at: datetime, say: Say) -> dict[str, int]:
    """Every part but the manifest; counts of people, rows, tokens and places."""
    catalogue = inputs.catalogue
    spill = folder / "working"
    connection = working.connect(inputs, spill)
    store = serving.create_store(str(folder / STORE))
    try:
        say("people and places")
        people = serving.write_people(connection, store)
        serving.write_merges(connection, store)
        places = serving.write_places(connection, store, catalogue, at)
        rows = 0
        for fields in _by_table(catalogue):
            say(f"table {fields[0].serving_table}")
            rows += serving.write_table(connection, store, fields)
        say("search index")
        tokens = indexing.write_index(connection, store, catalogue)
        say("analysis tables")
        analysis.write_analysis(connection, catalogue, folder / "analysis", day_of(at))
    finally:
        store.close()
        connection.close()
    shutil.rmtree(spill, ignore_errors=True)
    return {"people": people, "rows": rows, "tokens": tokens, "places": places}


def _by_table(catalogue: tuple[PublishedField, ...]) -> list[list[PublishedField]]:
    tables: dict[str, list[PublishedField]] = {}
    for field in catalogue:
        tables.setdefault(field.serving_table, []).append(field)
    return list(tables.values())


def _write_manifest(
    inputs: Inputs, folder: Path, publish_id: str, at: datetime, counts: dict[str, int]
) -> None:
    """Copy what the parts rest on, and list every part with its hash; from then on they may only be read."""
    shutil.copyfile(inputs.link_run / "history.parquet", folder / "history.parquet")
    (folder / CONTRACTS).mkdir()
    for snapshot in inputs.snapshots:
        name = f"{snapshot.dataset}.odcs.yaml"
        shutil.copyfile(snapshot.folder / "contract.odcs.yaml", folder / CONTRACTS / name)
    loads = {
        snapshot.dataset: {"load_id": snapshot.load_id, "as_at": inputs.as_at(snapshot).isoformat()}
        for snapshot in inputs.snapshots
    }
    parts = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "publish_id": publish_id,
        "at": at.isoformat(),
        "link_run": inputs.link_run.name,
        "loads": loads,
        "counts": counts,
        "parts": parts,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o400)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
