"""What was read against what is recorded: rows counted where they are read, and those the ledger notes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from shiremoot.dates import day_of, months_before
from shiremoot.home import Home
from shiremoot.ledger import reading
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.recorder import recorder
from shiremoot.people.counts import Counts

READS = (
    Act.SEARCH,
    Act.PREVIEW,
    Act.VIEW_PERSON,
    Act.VIEW_HOUSEHOLD,
    Act.VIEW_FAMILY,
    Act.PRINT_PERSON,
    Act.PRINT_HOUSEHOLD,
    Act.PRINT_FAMILY,
    Act.CHECK_RECORD,
    Act.FOLLOW_CASELOADS,
    Act.VIEW_CASELOAD,
    Act.NOTICE_CHANGES,
    Act.PREPARE_ANALYSIS,
    Act.ASK_QUESTION,
)
MOST_MONTHS = 13
Month = tuple[date, date]
"""Its first and its last day."""


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


def reconcile_monthly(home: Home, *, by: Viewer, at: datetime) -> list[Reconciled]:
    """Reconcile and record each month that has ended and was not done since, oldest first; what came out.

    From the first month in which anything was read, and at most so many months back as MOST_MONTHS.
    """
    ended = _ended_months(at)
    done, found, begun = _done(by, since=ended[0]), [], False
    for first, last in ended:
        if (first.isoformat(), last.isoformat()) in done:
            begun = True
            continue
        month = reconcile(home, first, last)
        begun = begun or bool(month.lines)
        if begun:
            _record(month, first, last, by=by, at=at)
            found.append(month)
    return found


def _ended_months(at: datetime) -> list[Month]:
    """Oldest first."""
    this = day_of(at).replace(day=1)
    firsts = [months_before(this, back) for back in range(MOST_MONTHS, -1, -1)]
    return [(first, following - timedelta(days=1)) for first, following in pairwise(firsts)]


def _done(by: Viewer, *, since: Month) -> set[tuple[str, str]]:
    """First and last day of each month that was reconciled by this one after it had ended.

    What was done later at an earlier moment shows that the clock had been ahead: the month had not ended.
    """
    found, not_after = set(), datetime.max.replace(tzinfo=UTC)
    for entry in reading.entries_of_user(by.user_id, organisation=by.organisation):
        not_after = min(not_after, entry.at)
        day = day_of(not_after)
        if day <= since[1]:
            break
        if entry.body["act"] == Act.RECONCILE and entry.detail and entry.detail["last"] < day.isoformat():
            found.add((entry.detail["first"], entry.detail["last"]))
    return found


def _record(found: Reconciled, first: date, last: date, *, by: Viewer, at: datetime) -> None:
    detail = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "rows": sum(line.counted for line in found.lines),
        "differing": [[str(each.day), each.dataset, each.counted, each.recorded] for each in found.differing],
        "unfinished": found.unfinished,
    }
    outcome = "agrees" if found.agrees else "differs"
    recorder.note(Draft(act=Act.RECONCILE, at=at, by=by, outcome=outcome, viewer_detail=detail))
