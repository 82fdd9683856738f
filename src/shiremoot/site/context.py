"""What every page shows: who is signed in, as what, and today."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from shiremoot.dates import day_of
from shiremoot.gateway.organisations.permissions import Duty


def page(request: HttpRequest) -> dict[str, Any]:
    acting = getattr(request, "acting", None)
    return {
        "acting": acting,
        "memberships": getattr(request, "memberships", []),
        "may_practise": bool(acting and Duty.PRACTISE in acting.duties),
        "may_review": bool(acting and Duty.REVIEW in acting.duties),
        "now": timezone.now(),
        "today": day_of(timezone.now()),
        "demo": settings.DEMO,
    }
