"""Reading the agreements: everyone who signs in may know what is shared and why."""

from collections.abc import Sequence

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.decisions.words import Purpose
from shiremoot.gateway.agreements import overview
from shiremoot.gateway.agreements.agreement_page import agreement_page, names
from shiremoot.gateway.agreements.checking import alike
from shiremoot.gateway.agreements.difference import differences
from shiremoot.gateway.agreements.draft_list import drafts_for
from shiremoot.gateway.agreements.overview import AgreementView
from shiremoot.gateway.agreements.sections import HEADINGS
from shiremoot.gateway.dpia import verbs as dpia
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest

ON_A_PAGE = 25
_DONE = {
    "signed": "Your organisation has signed. What it shares and receives under this version opens as soon as "
    "the other side of a flow has signed too.",
    "confirmed": "Your organisation has confirmed that it signed. What it shares and receives under this "
    "version opens as soon as the other side of a flow has confirmed too.",
    "off": "It is switched off, and is shared no longer.",
    "withdrawn": "Your signature is withdrawn. Whatever rested on it is shared no more.",
    "suspended": "The agreement is suspended. Nothing is shared under it until it is resumed.",
    "resumed": "The agreement is in use again.",
    "sent": "The agreement is out for signature. Its text can no longer change.",
}


@page(Permission.SIGNED_IN)
@require_safe
def agreements(request: MemberRequest) -> HttpResponse:
    found = overview.overview(at=timezone.now())
    chosen = {key: request.GET.get(key, "") for key in ("state", "organisation", "purpose")}
    listed = Paginator([each for each in found if _matches(each, chosen)], ON_A_PAGE)
    return render(
        request,
        "agreements/list.jinja",
        {
            "agreements": listed.get_page(request.GET.get("page")),
            "any": bool(found),
            "chosen": chosen,
            "states": _choices({each.state: each.state.capitalize() for each in found}),
            "organisations": _choices(_parties(found)),
            "purposes": _choices({each.value: each.label for each in Purpose}),
            "to_sign": _to_sign(request, found),
            "drafts": drafts_for(request.acting),
        },
    )


def _parties(found: Sequence[AgreementView]) -> dict[str, str]:
    called = organisations.names()
    return {party: called.get(party, party) for each in found for party in each.file.parties}


def _choices(words: dict[str, str]) -> list[tuple[str, str]]:
    return [("", "All"), *sorted(words.items(), key=lambda each: each[1])]


def _matches(each: AgreementView, chosen: dict[str, str]) -> bool:
    purposes = {flow.purpose for flow in each.file.flows}
    return (
        chosen["state"] in ("", each.state)
        and (not chosen["organisation"] or chosen["organisation"] in each.file.parties)
        and (not chosen["purpose"] or chosen["purpose"] in purposes)
    )


def _to_sign(request: MemberRequest, found: Sequence[AgreementView]) -> list[AgreementView]:
    """What waits for the signature of whoever may sign for their organisation."""
    acting = request.acting
    if acting is None or not Permission.SIGN.allows(acting.duties):
        return []
    return overview.unsigned_by(acting.organisation, found)


@page(Permission.SIGNED_IN)
@require_safe
def agreement(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    at = timezone.now()
    view = version_or_404(identifier, version)
    shown = agreement_page(settings.HOME, view, acting=request.acting, at=at)
    done = _DONE.get(request.GET.get("done", ""))
    context = {
        "shown": shown,
        "done": done,
        "headings": HEADINGS,
        "alike": alike,
        "assessed": dpia.standing(identifier),
    }
    return render(request, "agreements/one.jinja", context)


@page(Permission.SIGNED_IN)
@require_safe
def compare(request: HttpRequest, identifier: str, version: int) -> HttpResponse:
    """This version beside another one; beside the one before it, unless another is asked for."""
    new = version_or_404(identifier, version)
    others = [each for each in overview.versions(identifier) if each != version]
    if not others:
        raise Http404
    asked = request.GET.get("with", "")
    earlier = [each for each in others if each < version]
    other = int(asked) if asked.isdecimal() and int(asked) in others else (earlier or others)[0]
    old = version_or_404(identifier, other)
    context = {
        "old": old,
        "new": new,
        "others": [(str(each), f"Version {each}") for each in others],
        "changes": differences(old.file, new.file, names()),
    }
    return render(request, "agreements/compare.jinja", context)


def version_or_404(identifier: str, version: int) -> AgreementView:
    found = overview.one(identifier, version, at=timezone.now())
    if found is None:
        raise Http404
    return found
