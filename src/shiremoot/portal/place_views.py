"""The page of an address: who and what is there, inside the opening of the person whose address it is."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import places
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.portal import dwellers, people
from shiremoot.portal.shown import Shown
from shiremoot.portal.views import at_the_door


@page(Permission.PRACTISE)
@require_safe
@at_the_door
def place(request: MemberRequest, opening_id: UUID, name: str) -> HttpResponse:
    at = timezone.now()
    view = places.view(settings.HOME, opening_id, name, by=viewer(request), at=at)
    context = {
        "view": view,
        "purpose": Purpose(view.opening.purpose).label,
        "who": people.headline(view.blocks, day_of(at)),
        "home": dwellers.home(view, organisations.names(), day_of(at)),
        "elsewhere": Shown.elsewhere,
    }
    return render(request, "portal/place.jinja", context)
