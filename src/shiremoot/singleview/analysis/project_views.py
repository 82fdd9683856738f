"""Pages of projects: those that there are, one, proposing one, and approving it."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shiremoot.access import analysing
from shiremoot.access.held import Gone
from shiremoot.access.published import NothingPublished
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import overview
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.singleview.analysis import projects
from shiremoot.singleview.analysis.at_the_door import at_the_door
from shiremoot.singleview.analysis.forms import DecideForm, ProposeForm
from shiremoot.singleview.analysis.models import Project
from shiremoot.singleview.analysis.projects import State

DONE = {
    "proposed": "The project is proposed. Somebody else of your organisation approves it.",
    "decided": "Your decision is noted, and whoever proposed the project sees it.",
    "ended": "The project has ended. What was released stays.",
}


@page(Permission.ANALYSE)
@require_safe
def analysis(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    context = {
        "lines": [(each, projects.state(each, at)) for each in projects.listed(by=by)],
        "may_propose": bool(analysing.agreements(by=by, at=at)),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "analysis/projects.jinja", context)


@page(Permission.ANALYSE)
def propose_project(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    titles = overview.titles()
    choices = [(each, titles.get(each, each)) for each in analysing.agreements(by=by, at=at)]
    form = ProposeForm(request.POST or None, agreements=choices, initial={"identifier": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            made = projects.propose(form.cleaned_data["identifier"], form.proposal, by=by, at=at)
            return redirect(f"{reverse('project', args=[made.pk])}?done=proposed")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    return render(request, "analysis/propose.jinja", {"form": form, "choices": choices})


@page(Permission.ANALYSE)
@require_safe
@at_the_door
def project(request: MemberRequest, project_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = projects.one(project_id, by=by)
    questions = [(each, each.releases.order_by("-number").first()) for each in found.questions.all()]
    context = _about(found) | {
        "state": projects.state(found, at),
        "is_approved": projects.state(found, at) is State.APPROVED,
        "questions": sorted(questions, key=lambda each: each[0].saved_at, reverse=True),
        "flows": _flows(request, found),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "analysis/project.jinja", context)


@page(Permission.ANALYSE)
@require_POST
@at_the_door
def end_project(request: MemberRequest, project_id: UUID) -> HttpResponse:
    projects.end(settings.HOME, project_id, by=viewer(request), at=timezone.now())
    return redirect(f"{reverse('analysis')}?done=ended")


@page(Permission.APPROVE)
@require_safe
def projects_to_approve(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    lines = [(each, projects.state(each, at)) for each in projects.to_decide(by=by)]
    context = {
        "waiting": [each for each, state in lines if state is State.PROPOSED],
        "others": [(each, state) for each, state in lines if state is not State.PROPOSED],
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "analysis/to_approve.jinja", context)


@page(Permission.APPROVE)
@at_the_door
def approve_project(request: MemberRequest, project_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = projects.to_decide(by=by).filter(pk=project_id).first()
    if found is None:
        raise Gone
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            projects.decide(
                project_id, approve=typed["decision"] == "approve", why=typed["why"], by=by, at=at
            )
            return redirect(f"{reverse('projects-to-approve')}?done=decided")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    state = projects.state(found, at)
    context = _about(found) | {
        "form": form,
        "state": state,
        "is_mine": found.proposed_by == by.user_id,
        "waits": state is State.PROPOSED,
    }
    return render(request, "analysis/approve.jinja", context)


def _about(found: Project) -> dict[str, object]:
    names = organisations.user_names([found.proposed_by, found.decided_by])
    return {
        "project": found,
        "agreement": overview.titles().get(found.agreement, found.agreement),
        "agreement_at": reverse("agreement", args=[found.agreement, overview.versions(found.agreement)[0]]),
        "proposed_by": names.get(found.proposed_by, "Somebody who has left"),
        "decided_by": names.get(found.decided_by, "Somebody who has left"),
    }


def _flows(request: MemberRequest, found: Project) -> list[tuple[str, str]]:
    """What may be counted for the project now, flow by flow."""
    try:
        offer = analysing.offered(settings.HOME, found.agreement, by=viewer(request), at=timezone.now())
    except NothingPublished:
        return []
    return [(grant.flow, grant.citation.sentence) for grant in offer.flows]
