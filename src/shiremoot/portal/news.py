"""What changed for people on a caseload: asked of the door, and put into words."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from django.conf import settings

from shiremoot.access import notices, openings
from shiremoot.access.caseloads import Entry
from shiremoot.access.notices import Change, What
from shiremoot.access.openings import PersonView
from shiremoot.access.recording import Refused
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.ledger.acts import Viewer

PURPOSE = "caseload purpose"
"""Where a session keeps for which purpose the caseload was looked at last."""
_CALLED = {"person": "name and address", "involvement": "involvement", "tie": "family tie"}


def last_purpose(request: MemberRequest, offered: Sequence[Purpose]) -> dict[str, str]:
    """As a form takes it; nothing where the role has that purpose no more, or several and none was chosen."""
    last = offered[0] if len(offered) == 1 else request.session.get(PURPOSE)
    return {"purpose": str(last)} if last in offered else {}


def of_caseload(entries: Iterable[Entry], by: Viewer, purpose: Purpose, at: datetime) -> dict[str, list[str]]:
    """Person → what changed since the last look; nobody where no flow serves caseloads."""
    listed = {entry.person_id for entry in entries}
    try:
        found = notices.told(settings.HOME, by=by, purpose=purpose, at=at, among=listed)
    except Refused:
        return {}
    return {person_id: in_words(changes) for person_id, changes in found.items()}


def looked_at(view: PersonView, by: Viewer, at: datetime) -> None:
    """From now on somebody on a caseload is compared with what there is to know of them now."""
    purpose = Purpose(view.opening.purpose)
    with suppress(Refused):
        notices.told(settings.HOME, by=by, purpose=purpose, at=at, among={view.person_id}, looked=True)


def compare_once(request: MemberRequest, at: datetime) -> None:
    """On the front page, once after each publish: so that whoever signs in is told that there is news."""
    by = viewer(request)
    chosen = last_purpose(request, openings.purposes(by=by, at=at))
    purpose = Purpose(chosen["purpose"]) if chosen else None
    if purpose and notices.is_due(settings.HOME, by=by, purpose=purpose, at=at):
        with suppress(Refused):
            notices.told(settings.HOME, by=by, purpose=purpose, at=at)


def in_words(changes: Iterable[Change]) -> list[str]:
    """*Police: new incident (2)*, one for each service."""
    by_service: dict[str, list[str]] = {}
    for change in changes:
        by_service.setdefault(change.service, []).append(_words(change))
    return [f"{service}: {', '.join(words)}" for service, words in sorted(by_service.items())]


def _words(change: Change) -> str:
    # a card says *Contact from: school*
    called = _CALLED.get(change.entity) or change.label.lower().removesuffix(" from")
    words = f"new {called}" if change.what is What.NEW else f"{called} {change.what}"
    return f"{words} ({change.count})" if change.count > 1 else words
