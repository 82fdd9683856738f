"""The record in words: one line for each entry, and how many of each kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shiremoot.dates import day_of, months_before, start_of
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.gateway.organisations.verbs import COMMAND_LINE
from shiremoot.ledger.acts import Act
from shiremoot.ledger.reading import EntryView, Tally, Wanted

PERIODS = {"1": "Today", "7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days", "366": "Last year"}
USUAL_PERIOD = "30"
PURPOSES = {purpose.value: purpose.label for purpose in Purpose}
_ERASED = "erased"


@dataclass(frozen=True)
class Line:
    """One entry. `rows`: how many rows of the reader's own data were served; None where nothing was noted."""

    number: int
    at: datetime
    what: str
    organisation: str
    role: str
    user: str
    purpose: str
    category: str
    refused: bool
    rows: int | None = None


def line(entry: EntryView, *, users: Mapping[str, str], rows: int | None = None) -> Line:
    """`users`: user identifier → name, of those whom the reader may know by name."""
    body, detail = entry.body, entry.detail or {}
    return Line(
        number=entry.number,
        at=entry.at,
        what=Act(body["act"]).words,
        organisation=body["by"]["organisation"],
        role=body["by"]["role"].replace("-", " "),
        user=_user(str(detail.get("user", _ERASED)), users),
        purpose=purpose_words(body["purpose"]),
        category=ReasonCategory(body["reason"]).label if body["reason"] else "",
        refused=body["outcome"] in ("refused", "cut"),
        rows=rows,
    )


def _user(user_id: str, users: Mapping[str, str]) -> str:
    if not users:
        return ""
    names = {"": "The system", COMMAND_LINE: "On the command line", **users}
    return names.get(user_id, "Somebody unknown here")


def purpose_words(purpose: str) -> str:
    return Purpose(purpose).label if purpose else ""


def rows_served(records: Iterable[str]) -> int:
    """How many rows the references of a *served* entry stand for: `p12 housing.tenants: 3`."""
    return sum(int(each.rsplit(": ", 1)[1]) for each in records)


def wanted(period: str, *, at: datetime, **names: str) -> Wanted:
    """The last so many days, today included."""
    days = int(period if period in PERIODS else USUAL_PERIOD)
    first = day_of(at) - timedelta(days=days - 1)
    return Wanted(since=start_of(first), until=start_of(day_of(at) + timedelta(days=1)), **names)


def months(today: date) -> dict[str, date]:
    """The last thirteen months, this one first: name (`2026-11`) → first day."""
    found = [months_before(today.replace(day=1), back) for back in range(13)]
    return {f"{first:%Y-%m}": first for first in found}


def end_of_month(first: date) -> date:
    return months_before(first, -1) - timedelta(days=1)


@dataclass(frozen=True)
class Bar:
    day: date
    count: int
    x: float
    y: float
    width: float
    height: float


_WIDTH, _HEIGHT = 900, 120


def bars(tally: Tally, wanted: Wanted) -> list[Bar]:
    """A bar for each day of the period, drawn in a box of 900 by 120; days without any are gaps."""
    first, last = day_of(wanted.since), day_of(wanted.until - timedelta(microseconds=1))
    days = (last - first).days + 1
    most, step = max(tally.by_day.values(), default=0), _WIDTH / days
    return [
        Bar(
            day=day,
            count=count,
            x=round((day - first).days * step, 1),
            y=round(_HEIGHT * (1 - count / most), 1),
            width=round(step * 0.8, 1),
            height=round(_HEIGHT * count / most, 1),
        )
        for day, count in sorted(tally.by_day.items())
    ]


def agreements(tally: Tally) -> dict[str, int]:
    """Agreement and version (`childrens-front-door v1`) → the most looks that any flow of it allowed."""
    found: dict[str, int] = {}
    for flow, count in tally.by_flow.items():
        agreement = flow.rsplit(" ", 1)[0]
        found[agreement] = max(found.get(agreement, 0), count)
    return dict(sorted(found.items(), key=lambda each: -each[1]))
