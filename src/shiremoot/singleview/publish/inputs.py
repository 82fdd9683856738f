"""What a publish is made of, and that its parts belong together."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shiremoot import pointer
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.people.catalogue import PublishedField, catalogue_of
from shiremoot.people.loads import read_entry
from shiremoot.singleview.snapshots import Snapshot, current_snapshots

_RUN_LINK = "Run: shiremoot link"


@dataclass(frozen=True)
class Inputs:
    snapshots: tuple[Snapshot, ...]
    link_run: Path
    left_out: dict[str, str]
    """Why a dataset is not published, for each that is not."""

    @property
    def catalogue(self) -> tuple[PublishedField, ...]:
        return tuple(field for snapshot in self.snapshots for field in catalogue_of(snapshot.contract))

    def as_at(self, snapshot: Snapshot) -> datetime:
        return read_entry(snapshot.folder).as_at


def gather(home: Home) -> Inputs:
    """The linking run in use and the loads that it linked.

    Raises UserError when nothing is linked, or a load has changed since.
    """
    link_run = pointer.current(home.links)
    if link_run is None:
        raise UserError("Nothing has been linked yet.", _RUN_LINK)
    run = json.loads((link_run / "run.json").read_text(encoding="utf-8"))
    linked, left_out = run["loads"], run["left_out"]
    snapshots = [snapshot for snapshot in current_snapshots(home) if snapshot.dataset not in left_out]
    in_use = {snapshot.dataset: snapshot.load_id for snapshot in snapshots}
    apart = sorted(name for name in linked.keys() | in_use.keys() if linked.get(name) != in_use.get(name))
    if apart:
        raise UserError(f"The last linking run is not of the loads in use of {', '.join(apart)}.", _RUN_LINK)
    return Inputs(tuple(snapshots), link_run, left_out)
