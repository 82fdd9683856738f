"""Pages of those who protect: what their organisation set, setting and lifting."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import consents, facts
from shiremoot.access.held import mine
from shiremoot.access.models import Opening
from shiremoot.errors import UserError
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.portal.fact_lines import datasets, lines
from shiremoot.portal.forms import FactForm, LiftForm, NumberFactForm
from shiremoot.portal.views import at_the_door

_DONE = {
    "set": "It is set, and acts from now on.",
    "lifted": "It is lifted, and what it hid is shown again from now on.",
    "consent": "The consent is recorded, and holds from now on.",
    "withdrawn": "The consent is withdrawn, and nothing is shown that rests on it from now on.",
}


@page(Permission.PROTECT)
@require_safe
def protection(request: MemberRequest) -> HttpResponse:
    organisation = viewer(request).organisation
    found = lines(facts.set_by_organisation(organisation), consents.recorded_by(organisation))
    said = _DONE.get(request.GET.get("done", ""))
    return render(request, "portal/facts.jinja", {"facts": found, "done": said})


@page(Permission.PROTECT)
def protect_by_number(request: MemberRequest) -> HttpResponse:
    """Whether anybody has the number is never said: the fact is kept for whoever has it, now or later.

    To answer would tell who is known to the county's services; and who is fleeing may be published tomorrow.
    """
    form = NumberFactForm(request.POST or None, datasets=datasets())
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["nhs_number"]
        facts.set_fact_by_number(nhs_number=number, by=viewer(request), at=timezone.now(), **form.settings)
        return done("set")
    return render(request, "portal/protect.jinja", {"form": form, "opening": None})


@page(Permission.PROTECT)
@at_the_door
def protect(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    opening = mine(Opening, opening_id, by=by, at=at)
    form = FactForm(request.POST or None, datasets=datasets())
    if request.method == "POST" and form.is_valid():
        facts.set_fact(settings.HOME, person_id=opening.person_id, by=by, at=at, **form.settings)
        return done("set")
    return render(request, "portal/protect.jinja", {"form": form, "opening": opening})


@page(Permission.PROTECT)
def lift(request: MemberRequest, fact_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    fact = next((each for each in facts.set_by_organisation(by.organisation) if each.pk == fact_id), None)
    if fact is None or fact.until is not None:
        raise Http404
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            facts.lift_fact(fact_id, reason=form.cleaned_data["reason"], by=by, at=at)
            return done("lifted")
        except UserError as error:
            form.add_error("reason", error.message)
    facts.note_read(fact, by=by, at=at)
    return render(request, "portal/lift_fact.jinja", {"form": form, "fact": lines([fact], [])[0]})


def done(what: str) -> HttpResponse:
    """On to the list, which says what was done."""
    return redirect(f"{reverse('facts')}?done={what}")
