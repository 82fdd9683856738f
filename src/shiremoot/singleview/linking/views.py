"""Pages of link reviewers: which records are of one person. Each look at records asks the door."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import records_compared
from shiremoot.access.held import Gone
from shiremoot.access.published import NothingPublished
from shiremoot.access.recording import Refused
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer

from . import judging, keeping, labelling
from .evidence import evidence
from .forms import AnswerForm, LabelForm, UndoForm
from .judging import Asked, Outcome
from .lines import said, side_by_side, told
from .models import LinkDecision
from .sizes import sizes_drawn

_DONE = {
    Outcome.DECIDED: "Your answer is a decision now: every later run keeps to it.",
    Outcome.SECOND_NEEDED: "Your answer is noted. Much hangs on it, so somebody else answers as well.",
    Outcome.DISAGREED: "Your answer is noted. Somebody else said otherwise, so a third person answers.",
    Outcome.NOT_SURE: "Noted that you are not sure. Somebody else will look at it.",
    "labelled": "Every pair that was drawn is labelled, or not yours to see.",
    "undone": "The decision is undone. The next run judges the records by itself.",
}


def _at_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone:
            return render(request, "linking/gone.jinja", status=404)
        except Refused as refused:
            return render(request, "linking/refused.jinja", {"number": refused.number}, status=403)
        except NothingPublished:
            return render(request, "linking/queue.jinja", {"nothing_published": True})

    return answered


@page(Permission.LINK)
@require_safe
@_at_the_door
def queue(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = judging.waiting(settings.HOME, by=by, at=at)
    shown = Paginator(found.questions, 25).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "shown": shown,
        "lines": [{"asked": each, "told": told(each), "called": _called(each)} for each in shown],
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "linking/queue.jinja", context)


@page(Permission.LINK)
@_at_the_door
def question(request: MemberRequest, question_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            words = form.cleaned_data["words"]
            outcome = judging.answer(settings.HOME, question_id, same=form.same, words=words, by=by, at=at)
            return _next(by, outcome)
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    found = judging.asked(settings.HOME, question_id)
    return render(request, "linking/question.jinja", {"form": form, **_beside(found, request)})


def _beside(found: Asked, request: MemberRequest) -> dict[str, Any]:
    """The two records, and what speaks for and against."""
    by, at = viewer(request), timezone.now()
    records = (found.record_l, found.record_r)
    seen = records_compared.compare(settings.HOME, records, about=found.id, by=by, at=at)
    left, right = (seen.blocks[record] for record in records)
    if not left or not right:
        raise Gone
    report = found.report
    return {
        "asked": found,
        "told": told(found),
        "called": _called(found),
        "lines": side_by_side(left, right),
        "evidence": _evidence(found, said(left), said(right)),
        "entry": seen.entry_number,
        "reason": report.reason if report and report.organisation == by.organisation else "",
        "reported_by": organisations.names().get(report.organisation, "") if report else "",
    }


def _evidence(found: Asked, left: dict[str, str], right: dict[str, str]) -> Any:
    """None where a record is alone, or the run kept no model."""
    if found.record_l == found.record_r:
        return None
    try:
        model = keeping.read_model(settings.HOME.links / records_compared.link_run(settings.HOME))
    except UserError:
        return None
    return evidence((found.record_l, left), (found.record_r, right), model)


def _called(found: Asked) -> tuple[str, str]:
    """What the datasets of the two records are called."""
    names = records_compared.services(settings.HOME)
    left, right = found.datasets
    return names.get(left, left), names.get(right, right)


def _next(by: Any, outcome: Outcome) -> HttpResponse:
    return redirect(f"{reverse('links')}?done={outcome.replace(' ', '+')}")


@page(Permission.LINK)
@require_safe
@_at_the_door
def quality(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    run = records_compared.link_run(settings.HOME)
    kept = keeping.read_quality(settings.HOME.links / run)
    context = {
        "report": kept and kept["report"],
        "run": keeping.read_run(settings.HOME.links / run),
        "picture": kept and sizes_drawn(kept["report"]["sizes"]),
        "labelled": labelling.accuracy(settings.HOME),
        "to_label": len(labelling.waiting(settings.HOME, by=by, at=at)),
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "linking/quality.jinja", context)


@page(Permission.LINK)
@require_safe
@_at_the_door
def next_label(request: MemberRequest) -> HttpResponse:
    found = labelling.waiting(settings.HOME, by=viewer(request), at=timezone.now())
    if not found:
        return redirect(f"{reverse('link-quality')}?done=labelled")
    return redirect("link-label", drawn_id=found[0].id)


@page(Permission.LINK)
@_at_the_door
def label(request: MemberRequest, drawn_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    form = LabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            labelling.label(settings.HOME, drawn_id, same=form.same, by=by, at=at)
            return redirect("next-link-label")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    found = labelling.drawn(settings.HOME, drawn_id)
    names = records_compared.services(settings.HOME)
    records = (found.record_l, found.record_r)
    seen = records_compared.compare(settings.HOME, records, about=drawn_id, by=by, at=at)
    context = {
        "form": form,
        "lines": side_by_side(*(seen.blocks[record] for record in records)),
        "called": [names.get(dataset, dataset) for dataset in found.datasets],
        "entry": seen.entry_number,
        "left": len(labelling.waiting(settings.HOME, by=by, at=at)),
    }
    return render(request, "linking/label.jinja", context)


@page(Permission.LINK)
@require_safe
@_at_the_door
def decisions(request: MemberRequest) -> HttpResponse:
    services = records_compared.services(settings.HOME)
    shown = Paginator(judging.decisions(), 25).get_page(request.GET.get("page"))
    users = organisations.user_names(
        {answer.user_id for each in shown for answer in each.answers.all()}
        | {each.undone_by for each in shown}
    )
    context = {
        "shown": shown,
        "lines": [_line(each, users, services) for each in shown],
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "linking/decisions.jinja", context)


def _line(decision: LinkDecision, users: dict[str, str], services: dict[str, str]) -> dict[str, Any]:
    by = (users.get(answer.user_id, "somebody who has left") for answer in decision.answers.all())
    return {
        "decision": decision,
        "called": [services.get(dataset, dataset) for dataset in decision.datasets],
        "by": " and ".join(dict.fromkeys(by)),
        "undone_by": users.get(decision.undone_by, "somebody who has left"),
    }


@page(Permission.LINK)
@_at_the_door
def undo(request: MemberRequest, decision_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    decision = LinkDecision.objects.filter(pk=decision_id).first()
    if decision is None or decision.undone_at is not None:
        raise Http404
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        judging.undo(settings.HOME, decision_id, why=form.cleaned_data["why"], by=by, at=at)
        return redirect(f"{reverse('link-decisions')}?done=undone")
    names = records_compared.services(settings.HOME)
    records = (decision.record_l, decision.record_r)
    seen = records_compared.compare(settings.HOME, records, about=decision_id, by=by, at=at)
    context = {
        "form": form,
        "decision": decision,
        "lines": side_by_side(*(seen.blocks[record] for record in records)),
        "called": [names.get(dataset, dataset) for dataset in decision.datasets],
        "answers": list(decision.answers.all()),
        "entry": seen.entry_number,
    }
    return render(request, "linking/undo.jinja", context)
