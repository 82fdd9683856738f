"""What one user did, for *my access*: entries grouped by opening, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Viewer

MOST = 1000

_WORDS = {
    "sign-in": "Signed in",
    "sign-out": "Signed out",
    "search": "Searched for a person",
    "preview": "Looked at who a search result is",
    "open": "Opened a record",
    "view person": "Looked at a person page",
    "view household": "Looked at who lives at an address",
}


@dataclass(frozen=True)
class Line:
    """One entry as its author sees it."""

    number: int
    at: datetime
    what: str
    allowed: bool
    purpose: str
    category: str
    reason: str
    opening: str


def of_user(viewer: Viewer) -> Iterator[Line]:
    """Newest first. What was *served* after each look is not listed again."""
    for entry in ledger.entries_of_user(viewer.user_id, organisation=viewer.organisation):
        words = _WORDS.get(entry.body["act"])
        if words is None:
            continue
        purpose, category = entry.body["purpose"], entry.body["reason"]
        detail = entry.detail or {}
        yield Line(
            number=entry.number,
            at=entry.at,
            what=words,
            allowed=entry.body["outcome"] != "refused",
            purpose=Purpose(purpose).label if purpose else "",
            category=ReasonCategory(category).label if category else "",
            reason=detail.get("reason", ""),
            opening=detail.get("opening", ""),
        )
