"""Who practises where, in which role."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from shiremoot.gateway.organisations.models import Membership
from shiremoot.gateway.organisations.permissions import Duty


def practitioners(*, at: datetime) -> dict[tuple[str, str], frozenset[str]]:
    """Organisation and role → the users who practise in it at that moment."""
    in_force = Membership.objects.filter(Q(ends=None) | Q(ends__gt=at), begins__lte=at)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for organisation, role, user_id, duties in in_force.values_list(
        "organisation_id", "role", "user_id", "duties"
    ):
        if Duty.PRACTISE in duties:
            found[organisation, role].add(str(user_id))
    return {place: frozenset(users) for place, users in found.items()}
