"""Closing an organisation: it is never deleted, and what it gave and got ends."""

from datetime import datetime

from django.db import transaction

from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.models import Membership, OfficeHeld, Organisation
from shiremoot.gateway.organisations.signals import standing_changed
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.verbs import Turn


@transaction.atomic
def close(identifier: str, *, why: str, by: Viewer, at: datetime) -> Organisation:
    """Close it now: nobody acts for it any more, nothing is shared with it or by it, and it signs nothing.

    Raises UserError where it is the host or closed already, or `by` does not administer the host.
    """
    Turn()  # whoever signs for it just now has signed, or finds it closed
    verbs.check_may_administer(verbs.host().pk, by=by, at=at)
    found = Organisation.objects.select_for_update().get(pk=identifier)
    if found.is_host:
        raise UserError(f"{found.name} runs this Shiremoot.", "A host cannot be closed here.")
    if found.closed_at is not None:
        raise UserError(f"{found.name} is closed already.", "There is nothing to do.")
    held = Membership.objects.filter(organisation=found).exclude(ends__lte=at)
    users = set(held.values_list("user_id", flat=True))
    held.filter(begins__gt=at).delete()
    held.update(ends=at)
    verbs.end_sessions(users)
    OfficeHeld.objects.filter(organisation=found, ends=None).update(ends=at)
    found.closed_at, found.closed_why = at, why
    found.version += 1
    found.save(update_fields=["closed_at", "closed_why", "version"])
    verbs.record(Act.CLOSE_ORGANISATION, by, at, organisation=identifier, why=why)
    standing_changed.send(Organisation, organisations=[identifier])
    return found
