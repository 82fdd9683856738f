"""Pages on which something in a record is said to be wrong, and on which its organisation answers."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import corrections, openings
from shiremoot.access.corrections import Answer, Item
from shiremoot.access.models import Correction
from shiremoot.access.recording import Refused
from shiremoot.contracts import ALERT
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.ledger.acts import Viewer
from shiremoot.portal import people
from shiremoot.portal.colleagues import who_acted
from shiremoot.portal.forms import ANSWERS, CorrectionAnswerForm, CorrectionForm
from shiremoot.portal.items import in_short, said
from shiremoot.portal.views import at_the_door

_A_PAGE = 25
_DONE = {
    "asked": "It is sent. The answer will stand here and on your front page.",
    "closed": "It is closed.",
    "answered": "Your answer is sent.",
}


@page(Permission.PRACTISE)
@require_safe
@at_the_door
def what_is_wrong(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    """Everything that the page of an opening shows, to choose what is wrong."""
    view = openings.view_person(settings.HOME, opening_id, by=viewer(request), at=timezone.now())
    return _choose(request, view)


@page(Permission.PRACTISE)
@at_the_door
def request_correction(request: MemberRequest, opening_id: UUID, item: str) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    view = openings.view_person(settings.HOME, opening_id, by=by, at=at)
    chosen = corrections.items(view.blocks).get(item)
    if chosen is None:
        return _choose(request, view, gone=True)
    form = CorrectionForm(request.POST or None, said=[(each.meaning, each.words) for each in said(chosen)])
    if request.method == "POST" and form.is_valid():
        concerned, words = form.cleaned_data["concerned"], form.cleaned_data["words"]
        corrections.request(view, chosen, concerned=concerned, words=words, by=by, at=at)
        return redirect(f"{reverse('reported')}?done=asked")
    keeper = organisations.names().get(chosen.block.provider, chosen.block.provider)
    context = {**_about(view), "form": form, "item": chosen, "keeper": keeper}
    return render(request, "portal/request_correction.jinja", context)


@page(Permission.PRACTISE)
@require_safe
def reported(request: MemberRequest) -> HttpResponse:
    found = corrections.requested_by(settings.HOME, by=viewer(request))
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    names = organisations.names()
    context = {
        "shown": shown,
        "lines": [{"correction": each, "keeper": names.get(each.provider, each.provider)} for each in shown],
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "portal/reported.jinja", context)


@page(Permission.PRACTISE)
@at_the_door
def reported_one(request: MemberRequest, correction_id: UUID) -> HttpResponse:
    """What somebody reported, with the answer; sent, the form closes it."""
    by, at = viewer(request), timezone.now()
    problem = None
    if request.method == "POST":
        try:
            corrections.close(settings.HOME, correction_id, answered="answered" in request.POST, by=by, at=at)
            return redirect(f"{reverse('reported')}?done=closed")
        except UserError as error:
            problem = error
    found = corrections.read_answer(settings.HOME, correction_id, by=by, at=at)
    keeper = organisations.names().get(found.provider, found.provider)
    context = {"correction": found, "keeper": keeper, "answer": _answer(found), "problem": problem}
    return render(request, "portal/reported_one.jinja", context)


@page(Permission.CORRECT)
@require_safe
def correction_list(request: MemberRequest) -> HttpResponse:
    by = viewer(request)
    still_open = request.GET.get("show") != "answered"
    found = corrections.asked_of(settings.HOME, by=by, still_open=still_open)
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "still_open": still_open,
        "shown": shown,
        "lines": _lines(shown, by),
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "portal/corrections.jinja", context)


@page(Permission.CORRECT)
@at_the_door
def correction(request: MemberRequest, correction_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    form = CorrectionAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer, words = Answer(form.cleaned_data["answer"]), form.cleaned_data["words"]
        try:
            corrections.answer(settings.HOME, correction_id, answer=answer, words=words, by=by, at=at)
            return redirect(f"{reverse('corrections')}?done=answered")
        except UserError as error:
            form.add_error("words", f"{error.message} {error.next_step}")
    found = corrections.read_request(settings.HOME, correction_id, by=by, at=at)
    [line] = _lines([found], by)
    context = {
        "form": form,
        "line": line,
        "answer": _answer(found),
        "answered_by": organisations.user_names([found.answered_by]).get(found.answered_by, ""),
        **_record_now(found, by),
    }
    return render(request, "portal/correction.jinja", context)


def _choose(request: MemberRequest, view: openings.PersonView, *, gone: bool = False) -> HttpResponse:
    """`gone`: what was chosen is not shown any more; what was typed of it is given back to copy."""
    by_service: dict[str, list[dict[str, str]]] = {}
    for name, item in corrections.items(view.blocks).items():
        line = {"name": name, "called": item.called, "in_short": in_short(item)}
        by_service.setdefault(item.block.service, []).append(line)
    typed = request.POST.get("words", "")
    context = {**_about(view), "services": sorted(by_service.items()), "gone": gone, "typed": typed}
    return render(request, "portal/what_is_wrong.jinja", context)


def _about(view: openings.PersonView) -> dict[str, Any]:
    return {"view": view, "who": people.headline(view.blocks, day_of(timezone.now()))}


def _record_now(found: Correction, by: Viewer) -> dict[str, Any]:
    """What the record says now, row by row, as far as this role may see it; the row that is meant first."""
    try:
        seen = corrections.record_now(settings.HOME, found, by=by, at=timezone.now())
    except Refused as refused:
        return {"refused": refused.number}
    if seen is None:
        return {}
    rows = [
        {"called": item.called, "said": said(item), "is_meant": item.row == seen.reported}
        for item in (Item(block, row) for block in seen.blocks for row in block.rows)
    ]
    rows.sort(key=lambda each: not each["is_meant"])
    is_said = any(ALERT in row.values for block in seen.blocks for row in block.rows)
    return {"seen": seen, "rows": rows, "alert_is_kept_back": ALERT in found.meanings and not is_said}


def _answer(found: Correction) -> str:
    return ANSWERS[Answer(found.answer)] if found.answer else ""


def _lines(found: Iterable[Correction], by: Viewer) -> list[dict[str, Any]]:
    among = list(found)
    who = who_acted([each.opening for each in among], by)
    return [
        {
            "correction": each,
            "who": who[each.opening.pk],
            "purpose": Purpose(each.opening.purpose).label,
            "category": ReasonCategory(each.opening.reason_category).label,
        }
        for each in among
    ]
