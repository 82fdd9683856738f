"""The path for small organisations: twelve questions on one page, and what their sponsor says to them."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.assurance import verbs
from shiremoot.gateway.assurance.forms import DecideForm, QuestionsForm, StopForm
from shiremoot.gateway.assurance.models import SmallAnswers
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import Organisation
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.law import law


@page(Permission.ADMINISTER)
def questions(request: MemberRequest, identifier: str) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = get_object_or_404(Organisation.objects.select_related("sponsor"), pk=identifier)
    allowed = organisations.may_administer(identifier, by=by, at=at)
    if not allowed or verbs.small_path(found, day_of(at)) is None:
        raise Http404
    before = SmallAnswers.objects.filter(organisation=identifier).order_by("-answered_at").first()
    form = QuestionsForm(request.POST or None, initial=_as_typed(before))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.answer(identifier, form.answers, by=by, at=at)
            return _back(identifier, "answered")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    context = {"form": form, "found": found, "questions": law().questions.values(), "before": before}
    return render(request, "assurance/questions.jinja", context)


@page(Permission.ADMINISTER)
def decide(request: MemberRequest, answers_id: int) -> HttpResponse:
    answers = _for_sponsor(request, answers_id)
    if answers.decided_at is not None:
        raise Http404
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        vouch = form.cleaned_data["decision"] == "vouch"
        why_not = "" if vouch else form.cleaned_data["why_not"]
        verbs.decide(answers_id, vouch=vouch, why_not=why_not, by=viewer(request), at=timezone.now())
        return _back(answers.organisation, "vouched" if vouch else "not-vouched")
    found = Organisation.objects.get(pk=answers.organisation)
    said = [(question, answers.answers.get(question.id)) for question in law().questions.values()]
    return render(
        request, "assurance/decide.jinja", {"form": form, "found": found, "answers": answers, "said": said}
    )


@page(Permission.ADMINISTER)
def stop(request: MemberRequest, answers_id: int) -> HttpResponse:
    answers = _for_sponsor(request, answers_id)
    if not answers.vouched:
        raise Http404
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.stop_vouching(
            answers_id, reason=form.cleaned_data["reason"], by=viewer(request), at=timezone.now()
        )
        return _back(answers.organisation, "stopped")
    found = Organisation.objects.get(pk=answers.organisation)
    return render(request, "assurance/stop.jinja", {"form": form, "found": found, "answers": answers})


def _for_sponsor(request: MemberRequest, answers_id: int) -> SmallAnswers:
    answers = get_object_or_404(SmallAnswers, pk=answers_id, ended_at=None)
    by, at = viewer(request), timezone.now()
    own = by.organisation == answers.sponsor
    if not own or not organisations.may_administer(answers.sponsor, by=by, at=at):
        raise Http404
    return answers


def _as_typed(before: SmallAnswers | None) -> dict[str, str]:
    """Last year's answers, to begin with."""
    typed = {}
    for question, said in (before.answers if before else {}).items():
        typed[question] = "yes" if said["yes"] else "no"
        typed[f"{question}-words"] = str(said["words"])
    return typed


def _back(identifier: str, done: str) -> HttpResponse:
    return redirect(f"{reverse('assurance-of', args=[identifier])}?done={done}")
