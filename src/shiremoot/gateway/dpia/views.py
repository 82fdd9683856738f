"""Pages of an assessment: what is there and missing, each part by itself, advice and signing off."""

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.dpia import verbs
from shiremoot.gateway.dpia.forms import AdviceForm, AnswerForm, RiskForm, SignOffForm
from shiremoot.gateway.dpia.models import Assessment, RiskLine
from shiremoot.gateway.dpia.rules import QUESTIONS, missing
from shiremoot.gateway.dpia.verbs import Overtaken, Who
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Duty, Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest

_DONE = {
    "saved": "It is saved.",
    "removed": "The risk is taken out.",
    "advice": "The advice is noted.",
    "signed": "The assessment is signed off, as it stands now.",
}


@page(Permission.SIGNED_IN)
@require_safe
def assessment(request: MemberRequest, agreement: str) -> HttpResponse:
    found = _there(agreement)
    content = verbs.content_of(found)
    context = {
        "found": found,
        "questions": [(each, found.parts.filter(name=each.name).first()) for each in QUESTIONS],
        "risks": [(line, verbs.risk_of(line)) for line in found.risks.all()],
        "advice": list(found.advice.all()),
        "sign_off": verbs.holds(found),
        "earlier": found.sign_offs.first(),
        "missing": missing(content),
        "names": organisations.names(),
        "done": _DONE.get(request.GET.get("done", "")),
        **_may(request, found),
    }
    return render(request, "dpia/assessment.jinja", context)


@page(Permission.DRAFT)
def question(request: MemberRequest, agreement: str, name: str) -> HttpResponse:
    found = _ours(request, agreement)
    asked = next((each for each in QUESTIONS if each.name == name), None)
    if asked is None:
        raise Http404
    kept = found.parts.filter(name=name).first()
    first = {"words": kept.words if kept else "", "revision": kept.revision if kept else 0}
    form = AnswerForm(request.POST or None, initial=first)
    theirs = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            verbs.answer(
                agreement=agreement,
                name=name,
                words=typed["words"],
                revision=typed["revision"],
                who=_who(request),
                at=timezone.now(),
            )
            return _done(found, "saved")
        except Overtaken as error:
            theirs = found.parts.get(name=name)
            _say(form, "words", error, revision=theirs.revision)
    return render(
        request, "dpia/question.jinja", {"found": found, "asked": asked, "form": form, "theirs": theirs}
    )


@page(Permission.DRAFT)
def risk(request: MemberRequest, agreement: str, number: int | None = None) -> HttpResponse:
    """A new risk, or one that is there."""
    found = _ours(request, agreement)
    line = found.risks.filter(pk=number).first() if number else None
    if number and line is None:
        raise Http404
    form = RiskForm(request.POST or None, initial=_first(line))
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            verbs.save_risk(
                agreement=agreement,
                risk=form.risk,
                number=number,
                revision=form.cleaned_data["revision"],
                who=_who(request),
                at=timezone.now(),
            )
            return _done(found, "saved")
        except UserError as error:
            # None: somebody took it out, and saved once more it is a new one
            theirs = line = found.risks.filter(pk=number or 0).first()
            _say(form, "what", error, revision=line.revision if line else 0)
    context = {"found": found, "line": line, "form": form, "theirs": theirs}
    return render(request, "dpia/risk.jinja", context)


@page(Permission.DRAFT)
@require_POST
def remove_risk(request: MemberRequest, agreement: str, number: int) -> HttpResponse:
    found = _ours(request, agreement)
    revision = request.POST.get("revision", "")
    seen = int(revision) if revision.isdigit() else 0
    verbs.remove_risk(agreement=agreement, number=number, revision=seen, who=_who(request))
    return _done(found, "removed")


@page(Permission.DRAFT)
def advice(request: MemberRequest, agreement: str) -> HttpResponse:
    found = _ours(request, agreement)
    form = AdviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.advise(agreement=agreement, advised=form.advised, who=_who(request), at=timezone.now())
        return _done(found, "advice")
    return render(request, "dpia/advice.jinja", {"found": found, "form": form})


@page(Permission.SIGN)
def sign_off(request: MemberRequest, agreement: str) -> HttpResponse:
    found, at = _ours(request, agreement), timezone.now()
    content = verbs.content_of(found)
    form = SignOffForm(request.POST or None, today=day_of(at), initial={"content_hash": content.hash})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.sign_off(agreement=agreement, who=_who(request), at=at, **form.cleaned_data)
            return _done(found, "signed")
        except UserError as error:
            _say(form, "title", error, content_hash=content.hash)
    context = {
        "found": found,
        "content": content,
        "questions": QUESTIONS,
        "form": form,
        "missing": missing(content),
    }
    return render(request, "dpia/sign_off.jinja", context)


def _there(agreement: str) -> Assessment:
    found = verbs.one(agreement)
    if found is None:
        raise Http404
    return found


def _ours(request: HttpRequest, agreement: str) -> Assessment:
    """One that the organisation acted for writes. Raises UserError for another's."""
    found = _there(agreement)
    verbs.check_may_write(found, _who(request).by)
    return found


def _who(request: Any) -> Who:
    if request.acting is None:  # the permission saw to it
        raise Http404
    return Who(request.acting.user_name, request.acting.viewer)


def _may(request: MemberRequest, found: Assessment) -> dict[str, bool]:
    acting = request.acting
    ours = bool(acting and acting.organisation == found.owner)
    duties = acting.duties if acting else frozenset()
    return {"may_write": ours and Duty.DRAFT in duties, "may_sign": ours and Duty.SIGN in duties}


def _first(line: RiskLine | None) -> dict[str, Any]:
    if line is None:
        return {"revision": 0}
    names = ("what", "likelihood", "severity", "measures", "effect", "residual", "revision")
    return {name: getattr(line, name) for name in names}


def _say(form: forms.Form, place: str | None, error: UserError, **now: object) -> None:
    """Show what was typed again with what is wrong; saved once more, it is held against what stands now."""
    typed = cast(QueryDict, form.data).copy()
    for name, value in now.items():
        typed[name] = str(value)
    form.data = typed
    form.add_error(place, f"{error.message} {error.next_step}".strip())


def _done(found: Assessment, what: str) -> HttpResponse:
    return redirect(f"{reverse('assessment', args=[found.agreement])}?done={what}")
