"""What one user did, for *my access*: entries grouped by opening, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.ledger import reading as ledger
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.reading import EntryView

MOST = 1000

_LISTED = (
    Act.SIGN_IN,
    Act.SIGN_OUT,
    Act.SEARCH,
    Act.PREVIEW,
    Act.OPEN,
    Act.EMERGENCY_OPEN,
    Act.VIEW_PERSON,
    Act.VIEW_HOUSEHOLD,
    Act.VIEW_FAMILY,
    Act.VIEW_PLACE,
    Act.PRINT_PERSON,
    Act.PRINT_HOUSEHOLD,
    Act.PRINT_FAMILY,
    Act.EMERGENCY_AT_PLACES,
    Act.VIEW_EMERGENCY,
    Act.PRINT_EMERGENCY,
    Act.SET_FACT,
    Act.LIFT_FACT,
    Act.VIEW_FACT,
    Act.REPORT_WRONG_LINK,
    Act.REQUEST_CORRECTION,
    Act.READ_CORRECTION,
    Act.CHECK_RECORD,
    Act.ANSWER_CORRECTION,
    Act.READ_CORRECTION_ANSWER,
    Act.CLOSE_CORRECTION,
    Act.VIEW_CASELOAD,
    Act.NOTICE_CHANGES,
    Act.ADD_TO_CASELOAD,
    Act.TAKE_OFF_CASELOAD,
    Act.MAKE_HOMES_LIST,
    Act.VIEW_HOMES,
    Act.PRINT_HOMES,
    Act.VIEW_REVIEW,
    Act.REVIEW,
)


@dataclass(frozen=True)
class Line:
    """One entry as its author sees it."""

    number: int
    at: datetime
    what: str
    allowed: bool


@dataclass(frozen=True)
class Occasion:
    """Everything inside one opening or emergency, or one entry by itself. Newest line first."""

    purpose: str
    category: str
    reason: str
    lines: tuple[Line, ...]


def of_user(viewer: Viewer) -> Iterator[Occasion]:
    """Newest first. What was *served* after each look is not listed again."""
    entries = (
        entry
        for entry in ledger.entries_of_user(viewer.user_id, organisation=viewer.organisation)
        if entry.body["act"] in _LISTED
    )
    for _, together in groupby(entries, key=_occasion):
        found = list(together)
        first = found[0]
        purpose, category = first.body["purpose"], first.body["reason"]
        yield Occasion(
            purpose=Purpose(purpose).label if purpose else "",
            category=ReasonCategory(category).label if category else "",
            reason=(first.detail or {}).get("reason", ""),
            lines=tuple(_line(entry) for entry in found),
        )


def _occasion(entry: EntryView) -> str:
    """The opening or the emergency that an entry belongs to, or else the entry itself."""
    detail = entry.detail or {}
    return detail.get("opening") or detail.get("emergency") or entry.identifier


def _line(entry: EntryView) -> Line:
    return Line(
        number=entry.number,
        at=entry.at,
        what=Act(entry.body["act"]).words,
        allowed=entry.body["outcome"] != "refused",
    )
