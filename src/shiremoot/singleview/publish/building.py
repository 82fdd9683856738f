"""Builds one publish in a folder: every part, and the manifest that lists them with their hashes."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from shiremoot.access import numbers
from shiremoot.matching import read_model, write_model
from shiremoot.people.catalogue import PublishedField
from shiremoot.people.store import CONTRACTS, MANIFEST, MODEL, STORE

from . import analysis, indexing, serving, working
from .analysis import WardsOf
from .inputs import Inputs

Say = Callable[[str], None]


def build(
    inputs: Inputs, folder: Path, wards: WardsOf, *, publish_id: str, at: datetime, say: Say
) -> dict[str, int]:
    """Write every part of a publish and its manifest; counts of people, rows, tokens and places."""
    catalogue = inputs.catalogue
    spill = folder / "working"
    connection = working.connect(inputs, spill)
    store = serving.create_store(str(folder / STORE))
    try:
        say("people and places")
        people = serving.write_people(connection, store)
        serving.write_records(connection, store)
        serving.write_merges(connection, store)
        serving.write_heirs(connection, store)
        serving.write_numbers(connection, store, catalogue, numbers.keyed)
        places = serving.write_households(connection, store, catalogue)
        rows = 0
        for fields in _by_table(catalogue):
            say(f"table {fields[0].serving_table}")
            rows += serving.write_table(connection, store, fields)
        say("search index")
        tokens = indexing.write_index(connection, store, catalogue)
        say("analysis tables")
        analysis.write_analysis(connection, catalogue, folder, wards)
    finally:
        store.close()
        connection.close()
    shutil.rmtree(spill, ignore_errors=True)
    counts = {"people": people, "rows": rows, "tokens": tokens, "places": places}
    _write_manifest(inputs, folder, publish_id, at, counts)
    return counts


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
    model = inputs.link_run / MODEL
    if model.is_file():
        of_the_run = read_model(model.read_text(encoding="utf-8"))
        (folder / MODEL).write_text(write_model(replace(of_the_run, frequencies=None)), encoding="utf-8")
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
