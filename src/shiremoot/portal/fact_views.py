"""Pages of those who protect: what their organisation set, setting and lifting."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import facts, published
from shiremoot.access.held import mine
from shiremoot.access.models import Fact, Opening
from shiremoot.access.protection import FactKind
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest
from shiremoot.portal.forms import FactForm, LiftForm, NumberFactForm
from shiremoot.portal.views import at_the_door, viewer

_DONE = {
    "set": "It is set, and acts from now on.",
    "lifted": "It is lifted, and what it hid is shown again from now on.",
}


@page(Permission.PROTECT)
@require_safe
def protection(request: MemberRequest) -> HttpResponse:
    found = facts.set_by_organisation(viewer(request).organisation)
    names = organisations.user_names(fact.set_by for fact in found)
    lines = {"facts": [_line(fact, names) for fact in found], "done": _DONE.get(request.GET.get("done", ""))}
    return render(request, "portal/facts.jinja", lines)


@page(Permission.PROTECT)
def protect_by_number(request: MemberRequest) -> HttpResponse:
    """Whether anybody has the number is never said: the fact is kept for whoever has it, now or later.

    To answer would tell who is known to the county's services; and who is fleeing may be published tomorrow.
    """
    form = NumberFactForm(request.POST or None, datasets=_datasets())
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["nhs_number"]
        facts.set_fact_by_number(nhs_number=number, by=viewer(request), at=timezone.now(), **form.settings)
        return _done("set")
    return render(request, "portal/protect.jinja", {"form": form, "opening": None})


@page(Permission.PROTECT)
@at_the_door
def protect(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    opening = mine(Opening, opening_id, by=by, at=at)
    form = FactForm(request.POST or None, datasets=_datasets())
    if request.method == "POST" and form.is_valid():
        facts.set_fact(settings.HOME, person_id=opening.person_id, by=by, at=at, **form.settings)
        return _done("set")
    return render(request, "portal/protect.jinja", {"form": form, "opening": opening})


@page(Permission.PROTECT)
def lift(request: MemberRequest, fact_id: UUID) -> HttpResponse:
    by = viewer(request)
    fact = next((each for each in facts.set_by_organisation(by.organisation) if each.pk == fact_id), None)
    if fact is None or fact.until is not None:
        raise Http404
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            facts.lift_fact(fact_id, reason=form.cleaned_data["reason"], by=by, at=timezone.now())
            return _done("lifted")
        except UserError as error:
            form.add_error("reason", error.message)
    names = organisations.user_names([fact.set_by])
    return render(request, "portal/lift_fact.jinja", {"form": form, "fact": _line(fact, names)})


def _done(what: str) -> HttpResponse:
    return redirect(f"{reverse('facts')}?done={what}")


def _datasets() -> list[tuple[str, str]]:
    names = organisations.names()
    return [
        (each.dataset, f"{each.service} ({names.get(each.provider, each.provider)})")
        for each in published.datasets(settings.HOME)
    ]


def _line(fact: Fact, names: dict[str, str]) -> dict[str, Any]:
    """What may be said of a fact on a page: never of whom it is."""
    services = dict(_datasets())
    reach = [services.get(each, each) for each in fact.datasets]
    if fact.purpose:
        reach.append(Purpose(fact.purpose).label)
    kind = FactKind(fact.kind)
    return {
        "id": fact.pk,
        "kind": kind.capitalize(),
        "protects": kind.protects,
        "reference": fact.reference,
        "reach": ", ".join(reach) or "All records",
        "since": fact.set_at,
        "by": names.get(fact.set_by, "Somebody who has left"),
        "lifted_at": fact.lifted_at,
        "reason": fact.reason,
    }
