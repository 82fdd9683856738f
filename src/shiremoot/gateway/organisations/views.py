"""Pages of organisations: everyone who signs in may know who takes part; their administrators say more."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.errors import UserError
from shiremoot.gateway.agreements import overview
from shiremoot.gateway.assurance import board as assurance
from shiremoot.gateway.organisations import closing, details, directory, staff, verbs
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.forms import (
    AdministratorForm,
    ClosingForm,
    NewOrganisationForm,
    OrganisationForm,
    fields_of,
    label_of,
)
from shiremoot.gateway.organisations.identifiers import SCHEMES
from shiremoot.gateway.organisations.merging import Merged, merge
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.gateway.organisations.offices import Office
from shiremoot.gateway.organisations.permissions import Duty, Permission, page
from shiremoot.gateway.organisations.posts import Wanted
from shiremoot.gateway.organisations.requests import MemberRequest, may, viewer

A_PAGE = 25
_DONE = {
    "saved": "What is known of the organisation is changed.",
    "odd": "It is changed. The ICO registration number does not look like others: look at it again.",
    "added": "The organisation is added.",
    "closed": "The organisation is closed. Nothing is shared with it or by it any more.",
}


@page(Permission.SIGNED_IN)
@require_safe
def organisations(request: MemberRequest) -> HttpResponse:
    # PostgreSQL knows no such character, and no name has it
    text, kind = (request.GET.get(name, "").replace("\0", "") for name in ("text", "kind"))
    shown = Paginator(directory.search(text, kind), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "chosen": {"text": text, "kind": kind},
        "kinds": directory.kinds_here(),
        "kind_labels": dict(directory.kinds_here()),
        "may_add": _is_host_administrator(request),
    }
    return render(request, "organisations/list.jinja", context)


@page(Permission.SIGNED_IN)
@require_safe
def organisation(request: MemberRequest, identifier: str) -> HttpResponse:
    at = timezone.now()
    found = directory.one(identifier, at=at)
    if found is None:
        raise Http404
    agreements = [each for each in overview.overview(at=at) if identifier in each.file.parties]
    context = {
        "found": found,
        "agreements": agreements,
        "assurance": assurance.rows_of([found.organisation], at=at)[0],
        "may_close": _may_close(request, found.organisation),
        "may_edit": request.acting is not None
        and verbs.may_administer(identifier, by=viewer(request), at=at),
        "unadministered": not verbs.administrators(identifier, at=at),
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "organisations/one.jinja", context)


@page(Permission.ADMINISTER)
def edit(request: MemberRequest, identifier: str) -> HttpResponse:
    """Everything on one page; somebody else's change in between is merged and shown, and nothing is lost."""
    by, at = viewer(request), timezone.now()
    found = Organisation.objects.filter(pk=identifier).first()
    if found is None or not verbs.may_administer(identifier, by=by, at=at):
        raise Http404
    begins = fields_of(details.details_of(found))
    form = OrganisationForm(request.POST or None, organisation=found, initial=begins)
    merged = None
    if request.method == "POST" and form.is_valid():
        try:
            version = int(request.POST.get("version", "0"))
            verbs.edit_organisation(identifier, form.details, version=version, by=by, at=at)
            done = "odd" if form.looks_odd else "saved"
            return redirect(f"{reverse('organisation', args=[identifier])}?done={done}")
        except (verbs.Changed, ValueError):
            merged = merge(_was(request), form.typed, begins)
            form = OrganisationForm({**merged.values}, organisation=found, initial=begins)
        except UserError as error:
            form.add_error(None, error.message)
    return render(request, "organisations/edit.jinja", _edit_context(request, found, form, begins, merged))


def _edit_context(
    request: MemberRequest,
    found: Organisation,
    form: OrganisationForm,
    begins: dict[str, str],
    merged: Merged | None,
) -> dict[str, Any]:
    # a form with faults goes on from where it began; only what was merged begins anew
    again = request.method == "POST" and merged is None
    return {
        "found": found,
        "form": form,
        "version": request.POST.get("version", "") if again else found.version,
        "was": request.POST.get("was", "") if again else json.dumps(begins),
        "changed": [(label_of(name), *both) for name, both in merged.changed.items()] if merged else [],
        "merged": merged is not None,
        "schemes": SCHEMES,
        "offices": list(Office),
    }


@page(Permission.ADMINISTER)
def add(request: MemberRequest) -> HttpResponse:
    """The host's administrators add organisations."""
    if not _is_host_administrator(request):
        raise Http404
    form = NewOrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        entry = OrganisationEntry(**{**said, "sponsor": said["sponsor"] or None})
        verbs.register_organisations([entry], by=viewer(request), at=timezone.now())
        return redirect(f"{reverse('organisation', args=[entry.identifier])}?done=added")
    return render(request, "organisations/add.jinja", {"form": form})


@page(Permission.ADMINISTER)
def first_administrator(request: MemberRequest, identifier: str) -> HttpResponse:
    """Where nobody administers an organisation the host names somebody, and gets the code for them."""
    by, at = viewer(request), timezone.now()
    found = Organisation.objects.filter(pk=identifier).first()
    stands_in = found and _is_host_administrator(request) and not verbs.administrators(identifier, at=at)
    if found is None or not stands_in:
        raise Http404
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = Wanted("administrator", frozenset({Duty.ADMINISTER}))
        person = staff.Person(form.cleaned_data["email"].lower(), form.cleaned_data["name"], (wanted,))
        given = staff.apply(staff.plan([person], identifier, at=at), identifier, by=by, at=at)
        return render(request, "organisations/codes.jinja", {"given": given, "found": found})
    return render(request, "organisations/first_administrator.jinja", {"form": form, "found": found})


@page(Permission.ADMINISTER)
def close(request: MemberRequest, identifier: str) -> HttpResponse:
    """The host's administrators close an organisation, once they have seen what ends with it."""
    found = Organisation.objects.filter(pk=identifier, is_host=False, closed_at=None).first()
    if found is None or not _is_host_administrator(request):
        raise Http404
    form, at = ClosingForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            closing.close(identifier, why=form.cleaned_data["why"], by=viewer(request), at=at)
            return redirect(f"{reverse('organisation', args=[identifier])}?done=closed")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    context = {
        "found": found,
        "form": form,
        "effect": assurance.effect_of([identifier], at=at),
        "people": sum(details.people_by_role(identifier, at=at).values()),
    }
    return render(request, "organisations/close.jinja", context)


def _is_host_administrator(request: MemberRequest) -> bool:
    acting = request.acting
    return (
        acting is not None and may(request, Permission.ADMINISTER) and acting.organisation == verbs.host().pk
    )


def _may_close(request: MemberRequest, found: Organisation) -> bool:
    return not found.is_host and found.closed_at is None and _is_host_administrator(request)


def _was(request: MemberRequest) -> dict[str, str]:
    """What the form began with, as it was sent along; only to show what somebody else changed."""
    try:
        found = json.loads(request.POST.get("was", "{}"))
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
