"""What a publish is made of, and that its parts belong together."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shiremoot import pointer
from shiremoot.access.jobs import permit_dataset
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.catalogue import PublishedField, catalogue_of
from shiremoot.people.loads import read_entry
from shiremoot.singleview.linking.records import Snapshot, current_snapshots

_RUN_LINK = "Run: shiremoot link"


@dataclass(frozen=True)
class Inputs:
    snapshots: tuple[Snapshot, ...]
    link_run: Path
    left_out: dict[str, str]
    """Why a dataset is not published, for each that may not be."""

    @property
    def catalogue(self) -> tuple[PublishedField, ...]:
        return tuple(field for snapshot in self.snapshots for field in catalogue_of(snapshot.contract))

    def as_at(self, snapshot: Snapshot) -> datetime:
        return read_entry(snapshot.folder).as_at


def gather(home: Home, *, by: Viewer, at: datetime) -> Inputs:
    """The linking run in use and the loads it linked, as far as they may be published now.

    Raises UserError when nothing is linked, a load has changed since, or nothing may be published.
    """
    link_run = pointer.current(home.links)
    if link_run is None:
        raise UserError("Nothing has been linked yet.", _RUN_LINK)
    run = json.loads((link_run / "run.json").read_text(encoding="utf-8"))
    linked, left_out = dict(run["loads"]), dict(run["left_out"])
    snapshots = {snapshot.dataset: snapshot for snapshot in current_snapshots(home)}
    in_use = {name: snapshot.load_id for name, snapshot in snapshots.items() if name not in left_out}
    apart = sorted(name for name in linked.keys() | in_use.keys() if linked.get(name) != in_use.get(name))
    if apart:
        raise UserError(f"The last linking run is not of the loads in use of {', '.join(apart)}.", _RUN_LINK)
    permitted = []
    for name in sorted(linked):
        fields = snapshots[name].contract.fields_with_meaning
        try:
            permit_dataset(act=Act.PUBLISH, dataset=name, fields=fields, by=by, at=at)
            permitted.append(snapshots[name])
        except UserError as refusal:
            left_out[name] = refusal.message
    if not permitted:
        raise UserError(
            "No linking agreement in force covers any dataset that is linked.",
            "Adopt one with: shiremoot gateway adopt FILE",
        )
    return Inputs(tuple(permitted), link_run, left_out)
