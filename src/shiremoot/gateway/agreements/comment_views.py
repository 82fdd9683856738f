"""Reading a version chapter by chapter, with the comments and queries of the parties."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from shiremoot.gateway.agreements import commenting, signing
from shiremoot.gateway.agreements.agreement_page import names
from shiremoot.gateway.agreements.commenting import Subject
from shiremoot.gateway.agreements.draft_views import writer
from shiremoot.gateway.agreements.forms import CommentForm
from shiremoot.gateway.agreements.models import Comment
from shiremoot.gateway.agreements.wording import chapters
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest

_DONE = {"said": "Your words are there for the other parties to read.", "settled": "The query is settled."}


@page(Permission.SIGNED_IN)
def comments(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    on, at, called = _subject(request, identifier, version), timezone.now(), names()
    if on.state is None:
        signing.note_reading(of=on.of, by=writer(request).by, at=at)
    found = chapters(on.proposal, called)
    places = [(each.place, each.heading) for each in found]
    answered = _answered(request, on)
    initial = {"place": request.GET.get("place", "")}
    form = CommentForm(request.POST or None, places=places, initial=initial, is_answer=answered is not None)
    if request.method == "POST" and form.is_valid():
        _say(request, on, form, answered)
        return _back(on, "said")
    context = {
        "on": on,
        "chapters": found,
        "threads": commenting.threads(on.of),
        "form": form,
        "answered": answered,
        "names": called.organisations,
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "agreements/comments.jinja", context)


@page(Permission.SIGNED_IN)
@require_POST
def settle(request: MemberRequest, identifier: str, version: int, number: int) -> HttpResponse:
    on = _subject(request, identifier, version)
    commenting.settle(on=on, query=number, writer=writer(request), at=timezone.now())
    return _back(on, "settled")


def _say(request: MemberRequest, on: Subject, form: forms.Form, answered: Comment | None) -> None:
    typed, by, at = form.cleaned_data, writer(request), timezone.now()
    if answered is not None:
        commenting.answer(on=on, to=answered.pk, words=typed["words"], writer=by, at=at)
        return
    commenting.comment(
        on=on, place=typed["place"], words=typed["words"], is_query=typed["is_query"], writer=by, at=at
    )


def _subject(request: MemberRequest, identifier: str, version: int) -> Subject:
    on = commenting.subject((identifier, version))
    if on is None:
        raise Http404
    if request.acting is None or not on.may_be_read_by(request.acting):
        raise PermissionDenied
    return on


def _answered(request: MemberRequest, on: Subject) -> Comment | None:
    """The comment that is to be answered, if one is."""
    asked = request.GET.get("answer", "")
    name = {"identifier": on.of[0], "version": on.of[1], "answers": None}
    return Comment.objects.filter(pk=int(asked), **name).first() if asked.isdecimal() else None


def _back(on: Subject, done: str) -> HttpResponse:
    return redirect(f"{reverse('comments', args=list(on.of))}?done={done}")
