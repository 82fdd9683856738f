"""Pages of questions: put together from lists or as JSON, and what was released of them."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import analysing
from shiremoot.access.held import Gone
from shiremoot.dates import moment
from shiremoot.errors import UserError
from shiremoot.gateway.downloads import csv_file
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gazetteer import wards
from shiremoot.singleview.analysis import picturing, projects, running
from shiremoot.singleview.analysis.at_the_door import at_the_door
from shiremoot.singleview.analysis.forms import AskForm, JsonForm
from shiremoot.singleview.analysis.models import Project, Release
from shiremoot.singleview.analysis.question import Question
from shiremoot.singleview.analysis.tables import from_plain
from shiremoot.singleview.analysis.wording import BREAKDOWNS

_MOST_LINES = 300
_MOST_COLUMNS = 12


@page(Permission.ANALYSE)
@at_the_door
def ask_question(request: MemberRequest, project_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = projects.one(project_id, by=by)
    projects.must_be_approved(found, at)
    offer = analysing.offered(settings.HOME, found.agreement, by=by, at=at)
    place = running.place_of(settings.HOME, offer)
    form = AskForm(
        request.POST or None,
        offer=offer,
        place=place,
        initial={"identifier": uuid4(), "measure": "count"},
    )
    return _asked(request, project_id, form, "analysis/ask.jinja", {"project": found, "offer": offer})


@page(Permission.ANALYSE)
@at_the_door
def question_as_json(request: MemberRequest, project_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = projects.one(project_id, by=by)
    projects.must_be_approved(found, at)
    form = JsonForm(
        request.POST or None,
        initial={"identifier": uuid4(), "text": _text_of(found, request.GET.get("like", ""))},
    )
    offer = analysing.offered(settings.HOME, found.agreement, by=by, at=at)
    return _asked(request, project_id, form, "analysis/as_json.jinja", {"project": found, "offer": offer})


def _text_of(project: Project, question_id: str) -> str:
    """A question of the project as JSON; empty where there is no such question."""
    try:
        found = project.questions.filter(pk=UUID(question_id)).first()
    except ValueError:
        return ""
    return json.dumps(found.content, indent=2) if found else ""


def _asked(
    request: MemberRequest,
    project_id: UUID,
    form: AskForm | JsonForm,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Read the question back, or save it and ask it."""
    by, at = viewer(request), timezone.now()
    reads = ""
    if request.method == "POST" and form.is_valid():
        try:
            asked: Question = form.question
            reads = running.checked(settings.HOME, context["project"], asked, by=by, at=at)
            if "read" not in request.POST:
                typed = form.cleaned_data
                saved = running.save(typed["identifier"], project_id, typed["title"], asked, by=by, at=at)
                running.ask(settings.HOME, saved.pk, by=by, at=at)
                return redirect("question", question_id=saved.pk)
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    return render(request, template, {**context, "form": form, "reads": reads})


@page(Permission.ANALYSE)
@at_the_door
def question(request: MemberRequest, question_id: UUID) -> HttpResponse:
    """Its newest release, or an older one by its number; sent, it is asked again."""
    by, at = viewer(request), timezone.now()
    saved = running.question_of(question_id, by=by)
    if request.method == "POST":
        running.ask(settings.HOME, question_id, by=by, at=at)
        return redirect("question", question_id=question_id)
    releases = list(running.releases(saved))
    shown = next((each for each in releases if str(each.number) == request.GET.get("release")), None)
    release = shown or (releases[0] if releases else None)
    context = {
        "saved": saved,
        "project": saved.project,
        "releases": releases,
        "release": release,
        "may_ask": projects.state(saved.project, at) is projects.State.APPROVED,
        "names": organisations.user_names([saved.saved_by, *(each.released_by for each in releases)]),
        "content": json.dumps(saved.content, indent=2),
    }
    return render(request, "analysis/question.jinja", context | (_shown(release) if release else {}))


@page(Permission.ANALYSE)
@require_safe
@at_the_door
def release_file(request: MemberRequest, release_id: UUID) -> HttpResponse:
    by = viewer(request)
    release = Release.objects.select_related("question").filter(pk=release_id).first()
    if release is None:
        raise Gone
    saved = running.question_of(release.question_id, by=by)
    text = picturing.as_csv(from_plain(release.table), saved.title, moment(release.released_at))
    return csv_file(text, f"release-{release.number}.csv")


def _shown(release: Release) -> dict[str, Any]:
    table = from_plain(release.table)
    lines, as_at = list(table.lines), table.as_at or {}
    crosses = len(table.levels) > 1 and len(table.levels[-1]) <= _MOST_COLUMNS and not table.nowhere
    return {
        "table": table,
        "headline": picturing.headline(table),
        "drawn": picturing.drawn(table, wards.current(settings.HOME)),
        "heads": [BREAKDOWNS[each].capitalize() for each in table.breakdowns],
        "lines": lines[:_MOST_LINES],
        "more": max(0, len(lines) - _MOST_LINES),
        "columns": table.levels[-1] if crosses and not table.is_rate else (),
        "said": picturing.value_of,
        "as_of": [
            (day, [service for service, at in as_at.items() if at[:10] == day])
            for day in sorted({at[:10] for at in as_at.values()})
        ],
    }
