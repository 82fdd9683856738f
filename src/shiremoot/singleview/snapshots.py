"""The loads in use, each with the contract that it was read through."""

from dataclasses import dataclass
from pathlib import Path

from shiremoot.contracts import Contract, parse_contract
from shiremoot.home import Home
from shiremoot.people.loads import current_folders


@dataclass(frozen=True)
class Snapshot:
    """The load of a dataset that is in use."""

    dataset: str
    load_id: str
    folder: Path
    contract: Contract


def current_snapshots(home: Home) -> list[Snapshot]:
    """The load in use of every dataset that has one, by dataset."""
    return [
        Snapshot(dataset, folder.name, folder, _contract(folder))
        for dataset, folder in current_folders(home).items()
    ]


def kept_snapshot(home: Home, dataset: str, load_id: str) -> Snapshot | None:
    """A load that was in use once; None where it is not kept any more."""
    folder = home.snapshots / dataset / load_id
    return Snapshot(dataset, load_id, folder, _contract(folder)) if folder.is_dir() else None


def _contract(folder: Path) -> Contract:
    file = folder / "contract.odcs.yaml"
    return parse_contract(file.read_text(encoding="utf-8"), file.name)
