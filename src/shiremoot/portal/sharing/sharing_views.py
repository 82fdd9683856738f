"""Pages on which somebody decides whether to share, and on which the recipient looks."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import openings, sharing
from shiremoot.dates import day_month, day_of
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gateway.organisations.staffing import practitioners_by_email
from shiremoot.law import law
from shiremoot.ledger.acts import Viewer
from shiremoot.portal import people
from shiremoot.portal.sharing import decisions
from shiremoot.portal.sharing.forms import SharingForm, WhomForm
from shiremoot.portal.sharing.guide import Harm, Outcome, Told
from shiremoot.portal.sharing.models import SharingDecision
from shiremoot.portal.views import at_the_door

_DUTY = "CA04.16LA"
_ADULT = 18


@page(Permission.PRACTISE)
@at_the_door
def share_with(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    """With whom to share something about the person of an opening, without having been asked."""
    by, at = viewer(request), timezone.now()
    view = openings.view_person(settings.HOME, opening_id, by=by, at=at)
    names = organisations.open_names()
    form = WhomForm(
        request.POST or None,
        organisations={key: name for key, name in names.items() if key != by.organisation},
    )
    if request.method == "POST" and form.is_valid():
        organisation, email = form.cleaned_data["organisation"], form.cleaned_data["email"].lower()
        to = _recipient(organisation, email)
        if to is not None:
            begun = decisions.begin(view.opening, to=to, at=at)
            return redirect("decide-sharing", decision_id=begun.pk)
        form.add_error(
            "email",
            f"Nobody with this address practises at {names[organisation]} here: check it, or leave it out to "
            "record a decision to share another way",
        )
    purpose = Purpose(view.opening.purpose)
    may = sharing.may_receive(by.organisation, purpose=purpose, at=at)
    context = {
        "form": form,
        "view": view,
        "who": people.headline(view.blocks, day_of(at)),
        "may_receive": sorted(names[each] for each in may if each in names),
        "purpose": purpose.label,
    }
    return render(request, "sharing/whom.jinja", context)


@page(Permission.PRACTISE)
@at_the_door
def decide_sharing(request: MemberRequest, decision_id: UUID) -> HttpResponse:
    """The guided decision; once it is taken, the record of it."""
    by, at = viewer(request), timezone.now()
    if decisions.is_taken(decision_id, by=by):
        return _taken(request, decision_id, by)
    found = decisions.draft(decision_id, by=by, at=at)
    view = openings.view_person(settings.HOME, found.opening.pk, by=by, at=at)
    offered = decisions.offered(view, found, at=at)
    asked = found.ask.questions if found.ask else []
    form = SharingForm(
        request.POST or None,
        given=offered.choices,
        questions=asked,
        may_send=bool(offered.allowed.fields),
    )
    if request.method == "POST" and form.is_valid():
        try:
            decisions.decide(settings.HOME, view, decision_id, form.decided, by=by, at=at)
            return redirect(f"{reverse('asks')}?show=decided&done=decided")
        except UserError as error:
            form.add_error("outcome", f"{error.message} {error.next_step}")
    who = people.headline(view.blocks, day_of(at))
    context = {
        **_to_whom(found),
        "form": form,
        "view": view,
        "who": who,
        "is_child": who.age is None or who.age < _ADULT,
        "decision": found,
        "offered": offered,
        "asked": asked,
        "duty": _duty(),
    }
    return render(request, "sharing/decide.jinja", context)


def _taken(request: MemberRequest, decision_id: UUID, by: Viewer) -> HttpResponse:
    at = timezone.now()
    if request.method == "POST":
        decisions.stop(settings.HOME, decision_id, by=by, at=at)
        return redirect("decide-sharing", decision_id=decision_id)
    found = decisions.own(settings.HOME, decision_id, by=by)
    context = {
        **_to_whom(found),
        "decision": found,
        "outcome": Outcome(found.outcome).label,
        "told": Told(found.told).label,
        "harm": Harm(found.harm).label,
        "is_shown": found.is_shown(at),
        "purpose": Purpose(found.opening.purpose).label,
    }
    return render(request, "sharing/decided.jinja", context)


@page(Permission.PRACTISE)
@require_safe
@at_the_door
def shared_with_me(request: MemberRequest, decision_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    seen = decisions.look(settings.HOME, decision_id, by=by, at=at)
    opening = seen.decision.opening
    context = {
        "decision": seen.decision,
        "entry_number": seen.entry_number,
        "sharer": organisations.names().get(opening.organisation, opening.organisation),
        "role": opening.role.replace("-", " "),
        "purpose": Purpose(opening.purpose).label,
    }
    return render(request, "sharing/shared.jinja", context)


def _recipient(organisation: str, email: str) -> Viewer | None:
    """Whoever practises there under this address; nobody in particular where none is given."""
    if not email:
        return Viewer(organisation, "", "")
    at = timezone.now()
    user = practitioners_by_email(at=at).get((organisation, email))
    roles = (
        [each.role for each in organisations.memberships(user, at=at) if each.organisation == organisation]
        if user
        else []
    )
    return Viewer(organisation, roles[0], user) if user and roles else None


def _to_whom(found: SharingDecision) -> dict[str, Any]:
    name = organisations.names().get(found.to_organisation, found.to_organisation)
    role = found.to_role.replace("-", " ")
    return {"to": f"{role}, {name}" if role else name, "to_name": name, "may_look": bool(found.to_user)}


def _duty() -> str:
    """What the law says of the test that the page puts, as at today."""
    power, today = law().powers[_DUTY], day_of(timezone.now())
    if power.in_force(today):
        return f"The law asks this of you: {power.citation}."
    return (
        f"The law that is to ask this was not known to be in force on {day_month(today)}: {power.citation}."
    )
