"""The register of loads: what each delivery held and how good it was. Intake writes it, others read it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from shiremoot import pointer
from shiremoot.home import Home

_ENTRY = "load.json"


@dataclass(frozen=True)
class LoadEntry:
    """One load of one dataset; counts only, never a value."""

    dataset: str
    load_id: str
    as_at: datetime
    """The moment that the data describe."""
    loaded_at: datetime
    contract_version: str
    people: int
    """Rows of the person table."""
    rows: Mapping[str, int]
    """Accepted rows of each table."""
    quarantined: Mapping[str, int]
    """Rejected rows of each table."""
    completeness: Mapping[str, float]
    """Share (0 to 1) of accepted rows that have a value, for each "<table>.<field>"."""
    changed: Mapping[str, int]
    """People new, gone and changed since the load before; empty for the first."""
    held_back: tuple[str, ...] = ()
    """Thresholds that were crossed; such a load is kept but not switched to."""


def write_entry(folder: Path, entry: LoadEntry) -> None:
    """Put the entry beside the snapshot it describes."""
    content = asdict(entry) | {"as_at": entry.as_at.isoformat(), "loaded_at": entry.loaded_at.isoformat()}
    (folder / _ENTRY).write_text(json.dumps(content, indent=1), encoding="utf-8")


def read_entry(folder: Path) -> LoadEntry:
    content = json.loads((folder / _ENTRY).read_text(encoding="utf-8"))
    moments = {name: datetime.fromisoformat(content[name]) for name in ("as_at", "loaded_at")}
    return LoadEntry(**content | moments | {"held_back": tuple(content["held_back"])})


def read_register(home: Home, dataset: str = "*") -> list[LoadEntry]:
    """Every load there is, or every one of a dataset, by dataset and then oldest first."""
    return [read_entry(path.parent) for path in sorted(home.snapshots.glob(f"{dataset}/[!.]*/{_ENTRY}"))]


def current_load(home: Home, dataset: str) -> LoadEntry | None:
    """The entry of the load of a dataset that is in use."""
    folder = pointer.current(home.snapshots / dataset)
    return read_entry(folder) if folder else None


def current_folders(home: Home) -> dict[str, Path]:
    """The folder of the load in use, for each dataset that has one."""
    if not home.snapshots.is_dir():
        return {}
    found = {folder.name: pointer.current(folder) for folder in sorted(home.snapshots.iterdir())}
    return {dataset: folder for dataset, folder in found.items() if folder is not None}


def current_loads(home: Home) -> dict[str, LoadEntry]:
    """The entry of the load in use, for each dataset that has one."""
    return {dataset: read_entry(folder) for dataset, folder in current_folders(home).items()}
