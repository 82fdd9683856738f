"""The practitioner's pages. Each asks the door; none reads people itself."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import caseloads, emergencies, finding, homes, openings, places, published, reviews
from shiremoot.access.held import Gone, mine
from shiremoot.access.models import Candidate
from shiremoot.access.published import NothingPublished
from shiremoot.access.recording import Refused
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.gateway.assurance import board as assurance
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, may, own_words, viewer
from shiremoot.ledger.acts import Viewer
from shiremoot.portal import account, news, people, waiting
from shiremoot.portal.forms import FindForm, OpenForm
from shiremoot.portal.shown import shown
from shiremoot.portal.timeline import choice, timeline

_REPORTED = (
    "Your report is there. The record is not shown here any more, until a link reviewer has looked at it "
    "and the records are put right."
)


def at_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the door says no to, as a page: ended or another's, not allowed, nobody published."""

    @wraps(view)
    def answered(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone:
            if typed := own_words(request):
                return render(request, "portal/ended.jinja", {"typed": typed}, status=404)
            raise Http404 from None
        except Refused as refused:
            # says that no agreement allows it, and nothing of whether there is anything
            context = {"number": refused.number, "typed": own_words(request)}
            return render(request, "portal/refused.jinja", context, status=403)
        except NothingPublished:
            form = FindForm(purposes=openings.purposes(by=viewer(request), at=timezone.now()))
            return _find_page(request, {"form": form})

    return answered


@page(Permission.SIGNED_IN)
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    shared = {"undecidable": _undecidable(request), **_assurance_due(request)}
    shared["more"] = waiting.on_the_front_page(request.acting, timezone.now()) if request.acting else []
    if not may(request, Permission.PRACTISE):
        return render(request, "portal/home_other.jinja", shared)
    by, at = viewer(request), timezone.now()
    news.compare_once(request, at)
    context = {
        **shared,
        "form": FindForm(purposes=openings.purposes(by=by, at=at)),
        "open_now": openings.open_now(settings.HOME, by=by, at=at),
        "ended": openings.ended_agreements(by=by, at=at),
        "published": published.is_there(settings.HOME),
        "may_begin_emergency": bool(emergencies.purposes(settings.HOME, by=by, at=at)),
        "emergencies": emergencies.open_now(by=by, at=at),
        "visits_homes": homes.may_visit(by=by, at=at),
    }
    return render(request, "portal/home.jinja", context)


@page(Permission.PRACTISE)
def find(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    purposes = openings.purposes(by=by, at=at)
    if "top" in request.POST and len(purposes) != 1:
        # typed into the box at the top of a page, which cannot know what for
        return _find_page(
            request, {"form": FindForm(initial={"terms": request.POST.get("terms")}, purposes=purposes)}
        )
    given = request.POST.dict() | ({"purpose": purposes[0]} if "top" in request.POST else {})
    form = FindForm(given or None, purposes=purposes)
    if request.method == "POST" and form.is_valid():
        search = finding.start_search(
            by=by, purpose=Purpose(form.cleaned_data["purpose"]), terms=form.cleaned_data["terms"], at=at
        )
        return redirect("found", search_id=search.pk)
    return _find_page(request, {"form": form})


@page(Permission.PRACTISE)
@require_safe
@at_the_door
def found(request: MemberRequest, search_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    results = finding.results(settings.HOME, search_id, by=by, at=at)
    again = {"purpose": results.search.purpose, "terms": results.search.terms}
    form = FindForm(initial=again, purposes=openings.purposes(by=by, at=at))
    return _find_page(
        request,
        {
            "form": form,
            "results": results,
            "candidates": [people.candidate(each, day_of(at)) for each in results.people],
        },
    )


@page(Permission.PRACTISE)
@at_the_door
def why_opening(request: MemberRequest, candidate_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    candidate = mine(Candidate, candidate_id, by=by, at=at)
    purpose = Purpose(candidate.purpose)
    emergency = "emergency" in request.POST and openings.has_emergency_flow(by=by, purpose=purpose, at=at)
    form = OpenForm(request.POST or None, emergency=emergency, initial=_known_reason(candidate, by, at))
    if request.method == "POST" and form.is_valid():
        opening = openings.open_person(
            settings.HOME,
            candidate_id,
            by=by,
            category=ReasonCategory.EMERGENCY if emergency else ReasonCategory(form.cleaned_data["category"]),
            reason=form.cleaned_data["reason"],
            at=at,
            emergency=emergency,
        )
        return redirect("person", opening_id=opening.pk)
    blocks = finding.preview(settings.HOME, candidate, by=by, at=at)
    return render(
        request,
        "portal/why_opening.jinja",
        {
            "form": form,
            "who": people.headline(blocks, day_of(at)),
            "purpose": purpose.label,
            "may_open_in_emergency": openings.has_emergency_flow(by=by, purpose=purpose, at=at),
            "emergency": emergency,
        },
    )


@page(Permission.PRACTISE)
@require_safe
@at_the_door
def person(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    view = openings.view_person(settings.HOME, opening_id, by=by, at=at)
    on_caseload = caseloads.place_of(settings.HOME, view.person_id, by=by, at=at) is not None
    if on_caseload:
        news.looked_at(view, by, at)
    found = shown(view, at)
    context = {
        **vars(found),
        "shown": found,
        "names": organisations.names(),
        "on_caseload": on_caseload,
        "places": places.named(view),
        "timeline": timeline(found.cards, found.events, choice(request.GET, view.blocks), day_of(at)),
        "done": _REPORTED if request.GET.get("done") == "reported" else "",
    }
    return render(request, "portal/person.jinja", context)


@page(Permission.PRACTISE)
@require_safe
def my_access(request: MemberRequest) -> HttpResponse:
    entries = account.of_user(viewer(request))
    shown = Paginator(list(islice(entries, account.MOST)), 25).get_page(request.GET.get("page"))
    return render(request, "portal/my_access.jinja", {"entries": shown, "most": account.MOST})


def _known_reason(candidate: Candidate, by: Viewer, at: datetime) -> dict[str, str]:
    """Filled in already for whoever is on the viewer's caseload: one press opens them."""
    place = caseloads.place_of(settings.HOME, candidate.person_id, by=by, at=at)
    if place is None:
        return {}
    if place.own:
        return {"category": place.own.reason_category, "reason": place.own.reason}
    said = " and ".join(place.services)
    return {"category": ReasonCategory.ONGOING_WORK, "reason": f"On my caseload, as {said} says"}


def _find_page(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    ended = openings.ended_agreements(by=viewer(request), at=timezone.now())
    shared = {"published": published.is_there(settings.HOME), "ended": ended}
    return render(request, "portal/find.jinja", context | shared)


def _assurance_due(request: MemberRequest) -> dict[str, Any]:
    """Reminders of assurance, for administrators and risk owners."""
    due = assurance.reminders(by=viewer(request), at=timezone.now()) if request.acting else []
    return {"reminders": due}


def _undecidable(request: MemberRequest) -> int:
    if not may(request, Permission.REVIEW):
        return 0
    at = timezone.now()
    return reviews.undecidable(by=viewer(request), reviewers=organisations.reviewers(at=at), at=at)
