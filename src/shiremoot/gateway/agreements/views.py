"""Reading the agreements: everyone who signs in may know what is shared and why."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.gateway.agreements import overview
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page


@page(Permission.SIGNED_IN)
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    return render(request, "agreements/list.jinja", {"agreements": overview.overview(at=timezone.now())})


@page(Permission.SIGNED_IN)
@require_safe
def agreement(request: HttpRequest, identifier: str, version: int) -> HttpResponse:
    found = overview.one(identifier, version, at=timezone.now())
    if found is None:
        raise Http404
    return render(request, "agreements/one.jinja", {"agreement": found, "names": organisations.names()})
