"""The loads in use, with the contract that each was read through, and which of them may be processed now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shiremoot.access.jobs import permit_dataset
from shiremoot.contracts import Contract, parse_contract
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
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


def permitted(
    snapshots: Iterable[Snapshot], *, act: Act, by: Viewer, at: datetime
) -> tuple[tuple[Snapshot, ...], dict[str, str]]:
    """Ask for each dataset: those that may be processed now, and why the others may not.

    Raises UserError when none may be.
    """
    allowed, left_out = [], {}
    for snapshot in snapshots:
        fields = snapshot.contract.fields_with_meaning
        try:
            permit_dataset(act=act, dataset=snapshot.dataset, fields=fields, by=by, at=at)
            allowed.append(snapshot)
        except UserError as refusal:
            left_out[snapshot.dataset] = refusal.message
    if not allowed:
        raise UserError(
            f"No linking agreement in force lets {by.organisation} {act} any dataset that is loaded.",
            "Adopt one with: shiremoot gateway adopt FILE",
        )
    return tuple(allowed), left_out


def _contract(folder: Path) -> Contract:
    file = folder / "contract.odcs.yaml"
    return parse_contract(file.read_text(encoding="utf-8"), file.name)
