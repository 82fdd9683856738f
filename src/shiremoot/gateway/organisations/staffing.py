"""Who practises where, in which role."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q, QuerySet

from shiremoot.gateway.organisations.models import Membership
from shiremoot.gateway.organisations.permissions import Duty


def practitioners(*, at: datetime) -> dict[tuple[str, str], frozenset[str]]:
    """Organisation and role → the users who practise in it at that moment."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for organisation, role, user_id, duties in _in_force(at).values_list(
        "organisation_id", "role", "user_id", "duties"
    ):
        if Duty.PRACTISE in duties:
            found[organisation, role].add(str(user_id))
    return {place: frozenset(users) for place, users in found.items()}


def practitioners_by_email(*, at: datetime) -> dict[tuple[str, str], str]:
    """Organisation and e-mail → the user who practises there at that moment; e-mails in small letters."""
    found = _in_force(at).values_list("organisation_id", "user__email", "user_id", "duties")
    return {
        (organisation, email.lower()): str(user_id)
        for organisation, email, user_id, duties in found
        if Duty.PRACTISE in duties
    }


def _in_force(at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(ends=None) | Q(ends__gt=at), begins__lte=at)
