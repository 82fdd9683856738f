"""Pages of emergency access to places: asking for it, the list of who is there, and the list on paper."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import emergencies
from shiremoot.access.emergencies import EmergencyView
from shiremoot.access.typed_places import Place
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gazetteer import store
from shiremoot.portal import residents
from shiremoot.portal.drawn_places import standing
from shiremoot.portal.forms import PlacesForm
from shiremoot.portal.pictures import PlacesMap, of_places
from shiremoot.portal.print_views import as_pdf
from shiremoot.portal.printed import Printed
from shiremoot.portal.printed_emergency import printed
from shiremoot.portal.residents import Line
from shiremoot.portal.views import at_the_door

_A_PAGE = 100
_CHOICES = (
    ("first", "First", "By address alone"),
    ("then", "Then", "By address"),
    ("after", "After that", "By address"),
)


@page(Permission.PRACTISE)
@at_the_door
def at_places(request: MemberRequest) -> HttpResponse:
    """Which places, what is happening; sent, it opens them at once."""
    by, at = viewer(request), timezone.now()
    offered = emergencies.purposes(settings.HOME, by=by, at=at)
    form = PlacesForm(request.POST or None, purposes=offered)
    if request.method == "POST" and form.is_valid():
        emergency = emergencies.begin(
            settings.HOME,
            by=by,
            purpose=Purpose(form.cleaned_data["purpose"]),
            lines=form.cleaned_data["places"].splitlines(),
            reason=form.cleaned_data["reason"],
            at=at,
        )
        return redirect("emergency", emergency_id=emergency.pk)
    return places_page(request, form, offered, at)


def places_page(
    request: MemberRequest, form: PlacesForm, offered: list[Purpose], at: datetime
) -> HttpResponse:
    context = {
        "form": form,
        "offered": offered,
        "open_now": emergencies.open_now(by=viewer(request), at=at),
        "most_places": emergencies.MOST_PLACES,
        "most_postcodes": emergencies.MOST_POSTCODES,
    }
    return render(request, "portal/at_places.jinja", context)


@page(Permission.PRACTISE)
@require_safe
@at_the_door
def emergency(request: MemberRequest, emergency_id: UUID) -> HttpResponse:
    """Who is at the places, in the order that the reader chooses."""
    by, at = viewer(request), timezone.now()
    view = emergencies.view(settings.HOME, emergency_id, by=by, at=at)
    offered = residents.offered(view.meanings)
    firsts = residents.chosen((request.GET.get(name, "") for name, *_ in _CHOICES), offered)
    found = _lines(view)
    lines = residents.ordered(found, firsts)
    chosen = dict(zip((name for name, *_ in _CHOICES), firsts, strict=False))
    context: dict[str, Any] = {
        "view": view,
        "purpose": Purpose(view.emergency.purpose).label,
        "shown": Paginator(lines, _A_PAGE).get_page(request.GET.get("page")),
        "choices": [(name, label, nothing, chosen.get(name, "")) for name, label, nothing in _CHOICES],
        "options": [(each.value, each.label) for each in offered],
        "counted": residents.needs(found, offered),
        "query": urlencode(chosen),
        "counts": [
            (place.words, sum(line.place == n for line in found)) for n, place in enumerate(view.places)
        ],
        "map": _map(view.places, day_of(at)),
    }
    return render(request, "portal/emergency.jinja", context)


@page(Permission.PRACTISE)
@at_the_door
def print_emergency(request: MemberRequest, emergency_id: UUID) -> HttpResponse:
    """All of the list by address, to take along where there is no network."""
    acting = request.acting
    if acting is None:  # the permission saw to it
        raise PermissionDenied
    if request.method != "POST":  # whoever had to sign in again comes by GET
        return redirect("emergency", emergency_id=emergency_id)
    view = emergencies.print_list(settings.HOME, emergency_id, by=acting.viewer, at=timezone.now())
    by = Printed(
        acting.user_name, acting.role_words, acting.organisation_name, view.recorded.decision.request.at
    )
    return as_pdf(printed(view, _lines(view), by), view.entry_number)


def _map(places: Sequence[Place], today: date) -> PlacesMap | None:
    """Where the places stand that the gazetteer knows: the same whether anybody lives there or not."""
    gazetteer = store.current(settings.HOME)
    return of_places(standing(gazetteer, places, today), gazetteer.inside) if gazetteer else None


def _lines(view: EmergencyView) -> list[Line]:
    today = day_of(view.recorded.decision.request.at)
    return residents.lines(view.residents, view.places, organisations.names(), today)
