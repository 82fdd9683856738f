"""Use case: publish the linked people as one complete set."""

import secrets
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from shiremoot import pointer
from shiremoot.access import numbers
from shiremoot.access.caseload_job import Followed
from shiremoot.alone import alone
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.singleview.permission import permitted

from .analysis import wards_of
from .building import Say, build
from .caseloads import follow
from .inputs import gather


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
    caseloads: Followed

    def __str__(self) -> str:
        return (
            f"{self.people:,} people with {self.rows:,} rows at {self.places:,} places, "
            f"{self.tokens:,} search terms, {self.megabytes:,.0f} MB"
        )


def publish(home: Home, *, by: Viewer, at: datetime, progress: Say | None = None) -> PublishSummary:
    """Build everything that pages and analysis read, and switch to it; caseloads follow. `at` is now.

    `progress` is told each step. Datasets without a linking agreement in force are left out. Raises
    UserError when nothing is linked, a load has changed since, or nothing may be published.
    """
    numbers.check_key()
    linked = gather(home)
    snapshots, left_out = permitted(linked.snapshots, act=Act.PUBLISH, by=by, at=at)
    inputs = replace(linked, snapshots=snapshots, left_out=linked.left_out | left_out)
    started = time.monotonic()
    with alone(home.people, "publish"):
        publish_id = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        with pointer.whole_folder(home.people, publish_id) as folder:
            counts = build(
                inputs,
                folder,
                wards_of(home),
                publish_id=publish_id,
                at=at,
                say=progress or (lambda step: None),
            )
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        pointer.switch(home.people, publish_id)
        caseloads = follow(home, by=by, at=at)
    return PublishSummary(
        publish_id=publish_id,
        datasets=len(inputs.snapshots),
        megabytes=size / 1e6,
        seconds=time.monotonic() - started,
        left_out=inputs.left_out,
        caseloads=caseloads,
        **counts,
    )
