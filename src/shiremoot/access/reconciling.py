"""What was read against what is recorded: rows counted where they are read, and those the ledger notes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shiremoot.dates import day_of
from shiremoot.home import Home
from shiremoot.ledger import reading
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.recorder import recorder
from shiremoot.people.counts import Counts

READS = (Act.SEARCH, Act.PREVIEW, Act.VIEW_PERSON, Act.VIEW_HOUSEHOLD)


@dataclass(frozen=True)
class Line:
    """One day of one dataset: rows counted, and rows that the ledger notes as read."""

    day: date
    provider: str
    dataset: str
    counted: int
    recorded: int


@dataclass(frozen=True)
class Reconciled:
    """`unfinished`: looks that were decided, and after which nothing was noted: the process ended in between.

    Rows read in such a look are counted and not recorded, though its decision is.
    """

    lines: tuple[Line, ...]
    unfinished: int

    @property
    def differing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.counted != line.recorded)

    @property
    def agrees(self) -> bool:
        return not self.differing


def reconcile(home: Home, first: date, last: date, *, provider: str = "") -> Reconciled:
    """Compare day by day, both days included; of one provider's datasets, where one is named."""
    recorded, counted = reading.rows_noted(first, last), Counts(home.counts).between(first, last)
    lines = (
        Line(*key, counted=counted.get(key, 0), recorded=recorded.get(key, 0))
        for key in sorted(counted.keys() | recorded.keys())
    )
    return Reconciled(
        tuple(line for line in lines if provider in ("", line.provider)),
        unfinished=reading.unfinished(first, last, READS),
    )


def last_month(at: datetime) -> tuple[date, date]:
    """The first and the last day of the month before."""
    ended = day_of(at).replace(day=1) - timedelta(days=1)
    return ended.replace(day=1), ended


def reconcile_monthly(home: Home, *, by: Viewer, at: datetime) -> Reconciled | None:
    """Reconcile the month before and record what came out; None where that is done, or nothing was read."""
    first, last = last_month(at)
    newest = reading.newest_of(Act.RECONCILE)
    if newest and newest.detail and newest.detail["last"] >= last.isoformat():
        return None
    found = reconcile(home, first, last)
    if not found.lines:
        return None
    detail = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "rows": sum(line.counted for line in found.lines),
        "differing": [[str(each.day), each.dataset, each.counted, each.recorded] for each in found.differing],
        "unfinished": found.unfinished,
    }
    outcome = "agrees" if found.agrees else "differs"
    recorder.note(Draft(act=Act.RECONCILE, at=at, by=by, outcome=outcome, viewer_detail=detail))
    return found
