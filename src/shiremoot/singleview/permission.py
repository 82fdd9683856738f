"""Which of the loads in use may be processed now: one decision, and one entry, for each dataset."""

from collections.abc import Iterable
from datetime import datetime

from shiremoot.access.jobs import permit_dataset
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.singleview.snapshots import Snapshot


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
