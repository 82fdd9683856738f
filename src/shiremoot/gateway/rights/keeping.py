"""How long requests for one's own data are kept."""

from datetime import datetime, timedelta

from django.db.models import Q

from shiremoot.gateway.rights.models import DataRequest

KEPT_DAYS = 90
"""After the answer, or after a request was closed."""


def forget_ended(at: datetime) -> None:
    """Delete what was answered or closed 90 days ago, with all that was typed and given."""
    since = at - timedelta(days=KEPT_DAYS)
    DataRequest.objects.filter(Q(answered_at__lte=since) | Q(closed_at__lte=since)).delete()
