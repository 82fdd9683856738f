"""The page on which an organisation decides what it gives of its own records, and who looked at them."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gateway.rights import tasks, verbs
from shiremoot.gateway.rights.exemptions import GIVE, Exemption
from shiremoot.gateway.rights.forms import TaskForm
from shiremoot.gateway.rights.views import at_the_door


@page(Permission.RIGHTS)
@at_the_door
def data_task(request: MemberRequest, task_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    if "reopen" in request.POST:
        tasks.reopen(task_id, by=by, at=at)
        return redirect("data-task", task_id=task_id)
    if tasks.one(task_id, by=by).done_at is not None:
        return render(request, "rights/task_done.jinja", {"task": tasks.one(task_id, by=by)})
    view = tasks.open_task(settings.HOME, task_id, by=by, at=at)
    kept = {**view.task.choices, "note": view.task.note, "revision": view.task.revision}
    form = TaskForm(_typed(request, view.marks), marks=view.marks, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            return _decide(request, task_id, form)
        except UserError as error:
            view.task.refresh_from_db()
            _say(form, error, view.task.revision)
    names = organisations.names()
    context = {
        "view": view,
        "form": form,
        "request_": view.task.request,
        "from_organisation": names.get(view.task.request.organisation, view.task.request.organisation),
        "asker": verbs.Asker(view.task.request.asker),
        "line": verbs.line(view.task.request, at=at),
        "looks": [
            (each, names.get(each.organisation, each.organisation), _what_for(each.purpose))
            for each in view.looks
        ],
        "grounds": list(Exemption),
        "saved": "saved" in request.GET,
    }
    return render(request, "rights/task.jinja", context)


def _decide(request: MemberRequest, task_id: UUID, form: TaskForm) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    typed = form.cleaned_data
    tasks.save(task_id, choices=form.decided, note=typed["note"], revision=typed["revision"], by=by, at=at)
    if "done" not in request.POST:
        return redirect(f"{reverse('data-task', args=[task_id])}?saved=yes")
    tasks.finish(settings.HOME, task_id, by=by, at=at)
    return redirect(f"{reverse('data-requests')}?done=decided")


def _typed(request: MemberRequest, marks: list[str]) -> QueryDict | None:
    """What was sent; where the rest is to be given, everything that is not decided is."""
    if request.method != "POST":
        return None
    typed = request.POST.copy()
    if "rest" in typed:
        for mark in marks:
            typed[mark] = typed.get(mark) or GIVE
    return typed


def _say(form: TaskForm, error: UserError, revision: int) -> None:
    """Show what was typed again with what is wrong; saved once more, it is held against what stands now."""
    typed = cast(QueryDict, form.data).copy()
    typed["revision"] = str(revision)
    form.data = typed
    form.add_error("note", f"{error.message} {error.next_step}")


def _what_for(purpose: str) -> str:
    return Purpose(purpose).label if purpose else ""
