"""Pages of a practitioner's caseload: who is on it, and putting somebody there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shiremoot.access import caseloads, openings
from shiremoot.access.caseloads import Entry, TeamEntry
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gateway.organisations.staffing import practitioners
from shiremoot.portal import news, people
from shiremoot.portal.forms import CaseloadForm, PurposeForm
from shiremoot.portal.people import Headline
from shiremoot.portal.views import at_the_door

_A_PAGE = 25
_DONE = {"added": "It is on your caseload.", "off": "It is off your caseload."}
OWN, NEWS = "own", "news"


@dataclass(frozen=True)
class Line:
    """One person of a caseload, in words."""

    entry: Entry
    who: Headline
    news: list[str]
    """What changed since the user looked last, service by service."""


@dataclass(frozen=True)
class TeamLine:
    """One person of colleagues' caseloads, in words; with each who leads, and of which team."""

    entry: TeamEntry
    who: Headline
    led_by: list[str]


@page(Permission.PRACTISE)
@at_the_door
def caseload(request: MemberRequest) -> HttpResponse:
    """Everybody on my caseload, for one purpose. Sent, the form chooses another."""
    by, at = viewer(request), timezone.now()
    offered = openings.purposes(by=by, at=at)
    form = PurposeForm(request.POST or None, purposes=offered, initial=news.last_purpose(request, offered))
    if request.method == "POST" and form.is_valid():
        request.session[news.PURPOSE] = form.cleaned_data["purpose"]
        return redirect("caseload")
    context: dict[str, Any] = {
        "form": form,
        "ended": [] if offered else openings.ended_agreements(by=by, at=at),
        "done": _DONE.get(request.GET.get("done", "")),
    }
    if form.initial.get("purpose") and not form.errors:
        purpose = Purpose(form.initial["purpose"])
        found = caseloads.view(settings.HOME, by=by, purpose=purpose, at=at)
        lines = _lines(found.entries, news.of_caseload(found.entries, by, purpose, at), day_of(at))
        chosen = request.GET.get("show", "")
        kept = Paginator([each for each in lines if _is_shown(each, chosen)], _A_PAGE)
        shown = kept.get_page(request.GET.get("page"))
        listed = [line.entry.person_id for line in shown]
        context |= {
            "purpose": purpose,
            "has_team": bool(caseloads.teams(by=by, at=at)),
            "entry_number": found.entry_number,
            "everybody": len(lines),
            "changed": sum(bool(line.news) for line in lines),
            "shown": shown,
            "filters": _filters(lines),
            "chosen": chosen,
            "candidates": caseloads.candidates(listed, by=by, purpose=purpose, at=at),
        }
    return render(request, "portal/caseload.jinja", context)


@page(Permission.PRACTISE)
@require_safe
@at_the_door
def team_caseload(request: MemberRequest) -> HttpResponse:
    """Whom colleagues of my teams lead, for the purpose of my own caseload."""
    by, at = viewer(request), timezone.now()
    chosen = news.last_purpose(request, openings.purposes(by=by, at=at))
    if not chosen:
        return redirect("caseload")  # which asks for it, or says that there is none
    purpose = Purpose(chosen["purpose"])
    colleagues = practitioners(at=at).get((by.organisation, by.role), frozenset())
    found, number = caseloads.view_team(settings.HOME, colleagues, by=by, purpose=purpose, at=at)
    shown = Paginator(_team_lines(found, day_of(at)), _A_PAGE).get_page(request.GET.get("page"))
    listed = [line.entry.person_id for line in shown]
    context = {
        "purpose": purpose,
        "teams": sorted({team for _, team in caseloads.teams(by=by, at=at)}),
        "shown": shown,
        "candidates": caseloads.candidates(listed, by=by, purpose=purpose, at=at),
        "entry_number": number,
    }
    return render(request, "portal/team_caseload.jinja", context)


@page(Permission.PRACTISE)
@at_the_door
def add_to_caseload(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    """Put the person of an opening on my caseload, or prolong it."""
    by, at = viewer(request), timezone.now()
    form = CaseloadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        caseloads.add(
            settings.HOME,
            opening_id,
            category=ReasonCategory(form.cleaned_data["category"]),
            reason=form.cleaned_data["reason"],
            days=int(form.cleaned_data["days"]),
            by=by,
            at=at,
        )
        return redirect(f"{reverse('caseload')}?done=added")
    view = openings.view_person(settings.HOME, opening_id, by=by, at=at)
    place = caseloads.place_of(settings.HOME, view.person_id, by=by, at=at)
    if place and place.own:
        form.initial = {"category": place.own.reason_category, "reason": place.own.reason}
    context = {
        "form": form,
        "view": view,
        "who": people.headline(view.blocks, day_of(at)),
        "place": place,
    }
    return render(request, "portal/add_to_caseload.jinja", context)


@page(Permission.PRACTISE)
@require_POST
@at_the_door
def take_off_caseload(request: MemberRequest, relationship_id: int) -> HttpResponse:
    caseloads.take_off(settings.HOME, relationship_id, by=viewer(request), at=timezone.now())
    return redirect(f"{reverse('caseload')}?done=off")


def _lines(entries: list[Entry], changed: Mapping[str, list[str]], today: date) -> list[Line]:
    """Those of whom there is news first, then by name."""
    lines = [
        Line(entry, people.headline(entry.blocks, today), changed.get(entry.person_id, []))
        for entry in entries
    ]
    return sorted(lines, key=lambda line: (not line.news, line.who.name.casefold(), line.who.born))


def _team_lines(entries: list[TeamEntry], today: date) -> list[TeamLine]:
    """By who leads, then by name."""
    names = organisations.user_names({user_id for entry in entries for user_id, _ in entry.led_by})
    lines = [
        TeamLine(
            entry,
            people.headline(entry.blocks, today),
            [f"{names.get(user_id, 'A colleague')}, {team}" for user_id, team in sorted(entry.led_by)],
        )
        for entry in entries
    ]
    return sorted(lines, key=lambda line: (line.led_by, line.who.name.casefold(), line.who.born))


def _is_shown(line: Line, chosen: str) -> bool:
    place = line.entry.place
    if chosen == NEWS:
        return bool(line.news)
    return not chosen or (place.own is not None if chosen == OWN else chosen in place.services)


def _filters(lines: list[Line]) -> list[tuple[str, str]]:
    """By whose records, or by the user's own act; only what there is."""
    services = sorted({service for line in lines for service in line.entry.place.services})
    own = [(OWN, "Added by me")] if any(line.entry.place.own for line in lines) else []
    told = [(NEWS, "With something new")] if any(line.news for line in lines) else []
    return [("", "Everybody"), *told, *((each, f"By records of {each}") for each in services), *own]
