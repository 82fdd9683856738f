"""Which relationships with people hold: why a practitioner may open them, beyond a single opening."""

from datetime import datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from shiremoot.access import grants
from shiremoot.access.models import Relationship
from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.words import Purpose


def holding(*, at: datetime, **whose: object) -> QuerySet[Relationship]:
    """Those that hold at a moment; `whose`: columns that say which.

    What records say of a caseload holds no longer than an agreement that lets caseloads be kept by them.
    """
    found = Relationship.objects.filter(begins__lte=at, ends__gt=at, **whose)
    in_use = grants.current()
    return found.filter(Q(source="") | Q(source__in=_followed(in_use, in_use.stretch(at))))


@lru_cache(maxsize=8)
def _followed(in_use: Grants, at: datetime) -> frozenset[str]:
    """The datasets by which caseloads may be kept."""
    return frozenset(
        grant.dataset for grant in in_use.all if grant.purpose is Purpose.CASELOAD and grant.in_force(at)
    )
