"""Pages of those who record consents: that one was given, by whoever is opened, and that it is withdrawn."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shiremoot.access import consents
from shiremoot.access.held import mine
from shiremoot.access.models import Opening
from shiremoot.decisions.request import Consent
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.portal.fact_lines import agreed_to, lines
from shiremoot.portal.fact_views import done
from shiremoot.portal.forms import ConsentForm, WithdrawForm
from shiremoot.portal.views import at_the_door


@page(Permission.PROTECT)
@at_the_door
def give(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    opening = mine(Opening, opening_id, by=by, at=at)
    person_id = opening.person_id
    offered = _offered(at)
    form = ConsentForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            consents.give_consent(settings.HOME, person_id=person_id, by=by, at=at, **form.settings)
            return done("consent")
        except UserError as error:
            form.add_error("to", error.message)
    recorded = consents.recorded_of(settings.HOME, person_id, organisation=by.organisation)
    context = {"form": form, "opening": opening, "offered": offered, "recorded": lines([], recorded)}
    return render(request, "portal/give_consent.jinja", context)


@page(Permission.PROTECT)
@at_the_door
def withdraw(request: MemberRequest, consent_id: int) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    consent = next((each for each in consents.recorded_by(by.organisation) if each.pk == consent_id), None)
    if consent is None or consent.until is not None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            consents.withdraw_consent(
                settings.HOME,
                person_id=consent.person_id,
                provider=consent.provider,
                purpose=Purpose(consent.purpose),
                reason=form.cleaned_data["reason"],
                by=by,
                at=at,
            )
            return done("withdrawn")
        except UserError as error:
            form.add_error("reason", error.message)
    consents.note_read(consent, by=by, at=at)
    return render(request, "portal/withdraw_consent.jinja", {"form": form, "fact": lines([], [consent])[0]})


def _offered(at: datetime) -> dict[Consent, str]:
    """What there is to agree to, in the order of its words."""
    bodies = organisations.names()
    found = {each: agreed_to(each, bodies) for each in consents.asked_for(at=at)}
    return dict(sorted(found.items(), key=lambda item: item[1]))
