"""The page that anybody may read: what is shared about people here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.rights import telling


@page(Permission.PUBLIC)
@require_safe
def what_is_shared(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    context = {
        "agreements": telling.told_now(settings.HOME, at=at),
        "asked": telling.whom_to_ask(at=at),
        "all": "all" in request.GET,
    }
    return render(request, "rights/what_is_shared.jinja", context)
