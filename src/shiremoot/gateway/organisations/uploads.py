"""Files of people that wait to be confirmed: the uploader's alone, for an hour, then gone."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from shiremoot.gateway.organisations.models import StaffUpload
from shiremoot.gateway.organisations.staff import Person, PersonChange
from shiremoot.gateway.organisations.staff_file import read
from shiremoot.ledger.acts import Viewer

LASTS = timedelta(hours=1)
MOST_BYTES = 4 * 1024 * 1024


def people_in(content: bytes) -> list[Person]:
    """Everybody whom a file names. Raises UserError where it cannot be read: StaffFile has every fault."""
    return [Person(email, name, wanted) for email, (name, wanted) in read(content).items()]


def keep(content: bytes, *, by: Viewer, at: datetime) -> StaffUpload:
    """Keep a file until it is confirmed; an earlier one of the same user is forgotten."""
    StaffUpload.objects.filter(user_id=by.user_id).delete()
    return StaffUpload.objects.create(
        organisation_id=by.organisation, user_id=by.user_id, content=content, until=at + LASTS
    )


def kept(identifier: UUID, *, by: Viewer, at: datetime) -> StaffUpload | None:
    """Nobody else's, for no other organisation, and not after its hour."""
    mine = StaffUpload.objects.filter(user_id=by.user_id, organisation_id=by.organisation, until__gt=at)
    return mine.filter(pk=identifier).first()


def forget_ended(at: datetime) -> None:
    StaffUpload.objects.filter(until__lte=at).delete()


def fingerprint(changes: Sequence[PersonChange]) -> str:
    """Of what was shown to be confirmed: where it is another by then, it is shown again.

    Moments of *now* differ each time; whom it concerns, and what of theirs, does not.
    """
    said = [
        (
            each.email,
            each.change.kind,
            [(post.pk, post.role, sorted(post.duties)) for post, _ in each.change.ends],
            [(post.role, sorted(post.duties)) for post in each.change.begins],
        )
        for each in changes
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()
