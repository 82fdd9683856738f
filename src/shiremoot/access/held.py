"""What one user holds for a while: searches, candidates, openings. Nobody else's, and not after its end."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from shiremoot.access.models import Candidate, Emergency, Held, Opening, Search
from shiremoot.ledger.acts import Viewer

SHORT_WHILE = timedelta(minutes=15)

Kept = TypeVar("Kept", bound=Held)


class Gone(Exception):
    """It has ended, or was never this user's acting as this."""


def holder(by: Viewer) -> dict[str, str]:
    """The columns that say whose something is."""
    return {"user_id": by.user_id, "organisation": by.organisation, "role": by.role}


def mine(kind: type[Kept], identifier: UUID, *, by: Viewer, at: datetime) -> Kept:
    """The one with this identifier, if this user holds it in this organisation and role. Raises Gone."""
    found = kind._default_manager.filter(pk=identifier, until__gt=at, **holder(by)).first()
    if found is None:
        raise Gone
    return found


def name_candidates(person_ids: Iterable[str], *, held: Held, at: datetime) -> dict[str, UUID]:
    """Give each person a name that says nothing, good for its holder for fifteen minutes."""
    wanted = list(dict.fromkeys(person_ids))
    shared = {
        "user_id": held.user_id,
        "organisation": held.organisation,
        "role": held.role,
        "purpose": held.purpose,
        "made_at": at,
        "until": at + SHORT_WHILE,
    }
    made = Candidate.objects.bulk_create(Candidate(person_id=person_id, **shared) for person_id in wanted)
    return {candidate.person_id: candidate.pk for candidate in made}


def forget_ended(at: datetime) -> None:
    """Delete what was held and is over; of what is reviewed the words alone: the ledger has those."""
    Search.objects.filter(until__lte=at).delete()
    Candidate.objects.filter(until__lte=at).delete()
    Opening.objects.filter(until__lte=at).exclude(reason="").update(reason="")
    ended = Emergency.objects.filter(until__lte=at)
    ended.exclude(reason="").update(reason="")
    ended.exclude(places=[]).exclude(reviews__closed_at=None).update(places=[])
