"""Use case: link the people of all loads in use."""

import base64
import secrets
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from shiremoot import matching, pointer
from shiremoot.alone import alone
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.singleview.permission import permitted
from shiremoot.singleview.snapshots import Snapshot, current_snapshots

from . import judging, keeping
from .identities import Carried, carry_over
from .labelled import sample
from .quality import quality
from .questions import questions
from .records import records_of
from .standing import Standing, drop_bases, link_on_spark, link_standing, since


@dataclass(frozen=True)
class LinkRun:
    """What a run did. Of the likely `pairs` so many were `accepted`; `refused` merges would have joined
    conflicting records. `new`, `merged`, `split`, `gone` and `restored` count persons since the run before.
    `came`: records that came, changed or went since, and were added to it; None where all were linked anew.
    `not_followed` decisions that records are of one person gave way to others that hold them apart.
    `left_out` says, for each dataset that no linking agreement in force covers, why it was not linked;
    `too_large` which groups of records were not compared with each other.
    """

    run_id: str
    folder: Path
    loads: dict[str, str]  # dataset: load id
    records: int
    pairs: int
    accepted: int
    refused: int
    people: int
    new: int
    merged: int
    split: int
    gone: int
    restored: int
    seconds: float
    came: int | None
    not_followed: int
    left_out: dict[str, str]
    too_large: list[str]

    def __str__(self) -> str:
        return f"{self.people:,} people from {self.records:,} records of {len(self.loads)} datasets"


def link(
    home: Home,
    *,
    by: Viewer,
    at: datetime,
    anew: bool = False,
    on_spark: bool = False,
    progress: Callable[[str], None] | None = None,
) -> LinkRun:
    """Link the loads in use into people and switch to the result; `at` is now.

    What came since the run before is added to it under its model, with the same result as linking all of it;
    `anew` learns a model instead; `on_spark` links all by the last model, with the pairs compared by Spark.
    `progress` is told each step. Datasets without a linking agreement in force
    are left out. Raises UserError when nothing is loaded, when nothing may be linked, or when another run is
    going on.
    """
    loaded = current_snapshots(home)
    if not loaded:
        raise UserError("Nothing has been loaded yet.", "Load a dataset first: shiremoot load DATASET FILE…")
    snapshots, left_out = permitted(loaded, act=Act.LINK, by=by, at=at)
    started = time.monotonic()
    with alone(home.links, "linking run"):
        before = pointer.current(home.links)
        records, decided = records_of(snapshots), judging.decided()
        came = None if anew or on_spark else since(home, before, records, snapshots)
        people = keeping.read_identities(before)
        run_id = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        with pointer.whole_folder(home.links, run_id) as folder:
            single = _single(snapshots)
            if on_spark:
                standing = link_on_spark(before, folder, records, decided=decided, single=single)
            else:
                standing = link_standing(
                    before, folder, records, came, decided=decided, single=single, progress=progress
                )
            linked = standing.linked
            carried = _carried(linked, people, before)
            keeping.write_identities(folder, carried)
            keeping.write_linked(folder, linked)
            asked = questions(linked, people, decided)
            keeping.write_questions(folder, asked)
            drawn = sample(linked, np.random.default_rng())
            keeping.write_quality(folder, quality(linked, records, asked, day_of(at)), drawn)
            keeping.write_history(folder, carried, before, run_id=run_id, at=at)
            run = _summary(
                run_id,
                home.links / run_id,
                snapshots,
                standing,
                carried,
                left_out,
                time.monotonic() - started,
            )
            keeping.write_run(
                folder,
                {
                    **asdict(run),
                    "folder": run_id,
                    "at": at.astimezone(UTC).isoformat(),
                    "columns": records.column_names,
                    "changed": standing.changed,
                },
            )
        pointer.switch(home.links, run_id)
        drop_bases(home.links, but=run_id)
    return run


def _single(snapshots: Sequence[Snapshot]) -> list[str]:
    """The datasets that have one record a person."""
    return [each.dataset for each in snapshots if each.contract.one_record_a_person]


def _carried(linked: matching.Linked, people: dict[str, str], before: Path | None) -> Carried:
    ids, labels = linked.clusters["record_id"].to_pylist(), linked.clusters["cluster"].to_pylist()
    clusters = dict(zip(ids, labels, strict=True))
    return carry_over(
        clusters,
        people,
        _new_person_id,
        keeping.read_former(before),
        keeping.read_born(before),
    )


def _new_person_id() -> str:
    """Says nothing: "p" and fifteen characters drawn at random."""
    return "p" + base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()[:15]


def _summary(
    run_id: str,
    folder: Path,
    snapshots: Sequence[Snapshot],
    standing: Standing,
    carried: Carried,
    left_out: dict[str, str],
    seconds: float,
) -> LinkRun:
    events, linked = Counter(event.event for event in carried.events), standing.linked
    return LinkRun(
        run_id=run_id,
        folder=folder,
        loads={snapshot.dataset: snapshot.load_id for snapshot in snapshots},
        records=linked.counts.records,
        pairs=linked.counts.pairs,
        accepted=linked.counts.accepted,
        refused=linked.counts.refused,
        people=linked.counts.people,
        new=events["new"],
        merged=events["merge"],
        split=events["split"],
        gone=events["gone"],
        restored=events["restored"],
        seconds=round(seconds, 3),
        came=standing.came,
        not_followed=linked.contradictions.num_rows,
        left_out=left_out,
        too_large=[str(capped) for capped in linked.capped],
    )
