"""Pages of assurance: the board for everybody, one organisation's evidence, and what would go dark."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.assurance import board as boards
from shiremoot.gateway.assurance import verbs
from shiremoot.gateway.assurance.forms import ExtendForm, ItemForm, WithdrawForm
from shiremoot.gateway.assurance.models import AssuranceItem, EvidenceFile, Extension, SmallAnswers
from shiremoot.gateway.assurance.standing import latest_extension
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.law import law
from shiremoot.law.assurance import Held, Standing, last_day
from shiremoot.ledger.acts import Viewer

_DONE = {
    "recorded": "The evidence is recorded, and counts from now on.",
    "odd": "The evidence is recorded. Its number does not look like others of its kind: look at it again.",
    "checked": "You have checked this evidence.",
    "withdrawn": "The evidence is withdrawn, and counts no longer.",
    "extended": "It is extended.",
    "answered": "The answers are with your sponsor, whose administrators decide.",
    "vouched": "You vouch for this organisation.",
    "not-vouched": "The organisation can read what has to be mended first.",
    "stopped": "You vouch for this organisation no longer.",
}


@page(Permission.SIGNED_IN)
@require_safe
def board(request: MemberRequest) -> HttpResponse:
    at = timezone.now()
    reminders = boards.reminders(by=viewer(request), at=at) if request.acting else []
    return render(
        request,
        "assurance/board.jinja",
        {"board": boards.board(at=at), "reminders": reminders},
    )


@page(Permission.SIGNED_IN)
@require_safe
def lapsing(request: MemberRequest) -> HttpResponse:
    """Who and what would go dark where assurance ends within thirty days and nothing is done."""
    at = timezone.now()
    rows = boards.lapsing(at=at)
    context = {"rows": rows, "one": None, **_effect_of(request, [row.organisation.pk for row in rows])}
    return render(request, "assurance/effect.jinja", context)


@page(Permission.SIGNED_IN)
@require_safe
def effect(request: MemberRequest, identifier: str) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=identifier)
    rows = boards.rows_of([found], at=timezone.now())
    return render(
        request, "assurance/effect.jinja", {"rows": rows, "one": found, **_effect_of(request, [identifier])}
    )


def _effect_of(request: MemberRequest, lapsing_now: list[str]) -> dict[str, Any]:
    """Names are given of one's own organisation's people alone."""
    own = request.acting.organisation if request.acting else ""
    people = organisations.names_of_users(own)
    found = boards.effect_of(lapsing_now, at=timezone.now())
    ours = [each for each in found.affected if each.organisation == own]
    return {
        "effect": found,
        "names": organisations.names(),
        "own": own,
        "ours": {each.role: sorted(people[user] for user in each.users) for each in ours},
    }


@page(Permission.SIGNED_IN)
@require_safe
def one(request: MemberRequest, identifier: str) -> HttpResponse:
    at = timezone.now()
    found = get_object_or_404(Organisation.objects.select_related("sponsor"), pk=identifier)
    return render(
        request,
        "assurance/one.jinja",
        _one(request, found)
        | {
            "path": verbs.small_path(found, day_of(at)),
            "done": _DONE.get(request.GET.get("done", "")),
        },
    )


def _one(request: MemberRequest, found: Organisation) -> dict[str, Any]:
    at, by = timezone.now(), viewer(request) if request.acting else None
    (row,) = boards.rows_of([found], at=at)
    items = list(AssuranceItem.objects.filter(organisation=found.pk).select_related("file"))
    answers = SmallAnswers.objects.filter(organisation=found.pk).order_by("-answered_at").first()
    there = _to_extend(found, by, at) if by is not None else ()
    users = {user for each in items for user in (each.recorded_by, each.checked_by) if user}
    return {
        "found": found,
        "row": row,
        "tags": boards.TAGS,
        "items": [(each, verbs.evidence_label(each.kind, each.level), _last_day(each)) for each in items],
        "extensions": Extension.objects.filter(organisation=found.pk).order_by("-made_at"),
        "requirements": law().requirements,
        "answers": answers,
        "may_edit": by is not None and organisations.may_administer(found.pk, by=by, at=at),
        "may_see": by is not None and verbs.may_see_evidence(found.pk, by=by, at=at),
        "may_check": {each.pk for each in items if by and verbs.may_check(each, by=by, at=at)},
        "may_decide": by is not None and answers is not None and _is_for_sponsor(request, answers),
        "extendable": [each.requirement for each in there if latest_extension(law(), each)],
        "names": organisations.names(),
        "people": organisations.user_names(users),
    }


def _to_extend(found: Organisation, by: Viewer, at: datetime) -> tuple[Standing, ...]:
    """How its requirements stand for what is given by the organisation whose risk owner looks."""
    if verbs.risk_owner(by.organisation, by=by, at=at) is None:
        return ()
    if by.organisation != found.pk and not boards.gives(by.organisation, found.pk):
        return ()
    return verbs.standings(found.pk, at=at, provider=by.organisation)


def _last_day(item: AssuranceItem) -> Any:
    held = Held(item.kind, item.issued, item.level, item.until, item.number)
    return last_day(law().assurance.named(item.kind), held)


def _is_for_sponsor(request: MemberRequest, answers: SmallAnswers) -> bool:
    by = viewer(request)
    return by.organisation == answers.sponsor and organisations.may_administer(
        answers.sponsor, by=by, at=timezone.now()
    )


@page(Permission.ADMINISTER)
def record(request: MemberRequest, identifier: str) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = _administered(request, identifier)
    form = ItemForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            verbs.record_item(identifier, form.held, words=said["words"], file=said["file"], by=by, at=at)
            return _back(identifier, "odd" if form.warning else "recorded")
        except UserError as error:
            form.add_error("kind" if "level" in error.message else "issued", error.message.rstrip("."))
    return render(request, "assurance/record.jinja", {"form": form, "found": found})


@page(Permission.ADMINISTER)
@require_POST
def check(request: MemberRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(AssuranceItem, pk=item_id)
    verbs.check_item(item_id, by=viewer(request), at=timezone.now())
    return _back(item.organisation, "checked")


@page(Permission.ADMINISTER)
def withdraw(request: MemberRequest, item_id: int) -> HttpResponse:
    item = get_object_or_404(AssuranceItem, pk=item_id, withdrawn_at=None)
    found = _administered(request, item.organisation)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        verbs.withdraw_item(item_id, reason=reason, by=viewer(request), at=timezone.now())
        return _back(item.organisation, "withdrawn")
    label = verbs.evidence_label(item.kind, item.level)
    context = {"form": form, "found": found, "item": item, "label": label}
    return render(request, "assurance/withdraw.jinja", context)


@page(Permission.ADMINISTER)
@require_safe
def file(request: MemberRequest, item_id: int) -> HttpResponseBase:
    """As an attachment of no kind: a browser keeps it, and runs nothing that may be in it."""
    kept = get_object_or_404(EvidenceFile.objects.select_related("item"), item_id=item_id)
    if not verbs.may_see_evidence(kept.item.organisation, by=viewer(request), at=timezone.now()):
        raise Http404
    return FileResponse(
        BytesIO(bytes(kept.content)),
        as_attachment=True,
        filename=kept.name,
        content_type="application/octet-stream",
    )


@page(Permission.SIGNED_IN)
def extend(request: MemberRequest, identifier: str, requirement: str) -> HttpResponse:
    """The page of a provider's senior information risk owner, whatever else they may do."""
    by, at = viewer(request), timezone.now()
    found = get_object_or_404(Organisation, pk=identifier)
    standing = next((s for s in _to_extend(found, by, at) if s.requirement == requirement), None)
    latest = latest_extension(law(), standing) if standing else None
    if latest is None or latest < day_of(at):
        raise Http404
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.extend(identifier, requirement, by=by, at=at, **form.cleaned_data)
            return _back(identifier, "extended")
        except UserError as error:
            form.add_error("until", error.message.rstrip("."))
    context = {
        "form": form,
        "found": found,
        "standing": standing,
        "latest": latest,
        "own_assurance": by.organisation == identifier,
        **_effect_of(request, [identifier]),
    }
    return render(request, "assurance/extend.jinja", context)


def _administered(request: MemberRequest, identifier: str) -> Organisation:
    found = get_object_or_404(Organisation, pk=identifier)
    if not organisations.may_administer(identifier, by=viewer(request), at=timezone.now()):
        raise Http404
    return found


def _back(identifier: str, done: str) -> HttpResponse:
    return redirect(f"{reverse('assurance-of', args=[identifier])}?done={done}")
