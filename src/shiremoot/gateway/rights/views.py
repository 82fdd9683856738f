"""Pages of whoever answers people's requests for their own data, at the organisation that received them."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shiremoot.access import finding, subject_access
from shiremoot.access.held import Gone
from shiremoot.access.published import NothingPublished
from shiremoot.access.recording import Refused
from shiremoot.contracts import vocabulary
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, own_words, viewer
from shiremoot.gateway.rights import answering, clock, tasks, verbs
from shiremoot.gateway.rights.as_json import as_json
from shiremoot.gateway.rights.bank_holidays import bank_holiday
from shiremoot.gateway.rights.forms import (
    REFUSED,
    CloseForm,
    DatedForm,
    FindForm,
    IdentityForm,
    NoteForm,
    WhyForm,
)
from shiremoot.gateway.rights.keeping import KEPT_DAYS
from shiremoot.gateway.rights.printed import printed
from shiremoot.gateway.rights.verbs import Asker, ClosedAs

DONE = {
    "noted": "The request is noted.",
    "changed": "It is noted.",
    "asked": "Every organisation is asked.",
    "answered": "The answer is made. Take it as a file, and send it.",
    "decided": "It is done. Whoever received the request sees that it is, and not what was given.",
}
_BORN = "person.date_of_birth"
_NAME = (" ", "person.first_name", "person.last_name", "person.full_name")
_ADDRESS = (", ", "address.line", "address.town", "address.postcode")


def at_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the door says no to, as a page."""

    @wraps(view)
    def answered(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone:
            raise Http404 from None
        except Refused as refused:
            context = {"number": refused.number, "typed": own_words(request)}
            return render(request, "rights/refused.jinja", context, status=403)
        except NothingPublished:
            return render(request, "rights/nothing_published.jinja", status=409)

    return answered


@page(Permission.RIGHTS)
@require_safe
def data_requests(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    still_open = request.GET.get("show") != "over"
    context = {
        "lines": verbs.listed(by=by, at=at, still_open=still_open),
        "still_open": still_open,
        "tasks": tasks.to_do(by=by, at=at) if still_open else [],
        "may_receive": subject_access.may_receive(by.organisation, at=at),
        "names": organisations.names(),
        "kept_days": KEPT_DAYS,
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "rights/data_requests.jinja", context)


@page(Permission.RIGHTS)
@at_the_door
def new_data_request(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    today = day_of(at)
    form = NoteForm(request.POST or None, today=today, initial={"identifier": uuid4(), "received_on": today})
    if request.method == "POST" and form.is_valid():
        made = verbs.note(form.cleaned_data["identifier"], form.noted, by=by, at=at)
        return redirect(f"{reverse('data-request', args=[made.pk])}?done=noted")
    return render(request, "rights/new_data_request.jinja", {"form": form})


@page(Permission.RIGHTS)
@require_safe
@at_the_door
def data_request(request: MemberRequest, request_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = verbs.read(request_id, by=by, at=at)
    names = organisations.user_names([found.identity_by, found.noted_by])
    context = {
        "found": found,
        "line": verbs.line(found, at=at),
        "asker": Asker(found.asker),
        "tasks": list(found.tasks.all()),
        "names": organisations.names(),
        "identity_by": names.get(found.identity_by, "Somebody who has left"),
        "noted_by": names.get(found.noted_by, "Somebody who has left"),
        "may_extend": found.is_open and clock.may_extend(found.clock, day_of(at), bank_holiday),
        "not_identified": found.closed_as == ClosedAs.NOT_IDENTIFIED,
        "asked": subject_access.controllers(at=at),
        "kept_days": KEPT_DAYS,
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "rights/data_request.jinja", context)


@page(Permission.RIGHTS)
@at_the_door
def identity(request: MemberRequest, request_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    today = day_of(at)
    form = IdentityForm(request.POST or None, today=today, initial={"on": today})

    def keep() -> None:
        words = form.cleaned_data["words"]
        if form.cleaned_data["outcome"] == REFUSED:
            verbs.close(request_id, how=ClosedAs.NOT_IDENTIFIED, why=words, by=by, at=at)
        else:
            verbs.confirm_identity(request_id, seen=words, on=form.cleaned_data["on"], by=by, at=at)

    return _step(request, request_id, form, keep, "rights/identity.jinja", place="on")


@page(Permission.RIGHTS)
@at_the_door
def clarify(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """What the applicant is asked; once they are, what they say."""
    by, at = viewer(request), timezone.now()
    today = day_of(at)
    waits = verbs.one(request_id, by=by).open_clarification
    is_reply = request.POST.get("step", "reply" if waits else "ask") == "reply"
    form = DatedForm(request.POST or None, today=today, initial={"on": today})

    def keep() -> None:
        said = verbs.applicant_said if is_reply else verbs.ask_applicant
        said(request_id, words=form.cleaned_data["words"], on=form.cleaned_data["on"], by=by, at=at)

    return _step(
        request, request_id, form, keep, "rights/clarify.jinja", place="on", is_reply=is_reply, waits=waits
    )


@page(Permission.RIGHTS)
@at_the_door
def extend(request: MemberRequest, request_id: UUID) -> HttpResponse:
    form = WhyForm(request.POST or None)

    def keep() -> None:
        verbs.extend(request_id, why=form.cleaned_data["words"], by=viewer(request), at=timezone.now())

    return _step(request, request_id, form, keep, "rights/extend.jinja")


@page(Permission.RIGHTS)
@at_the_door
def close(request: MemberRequest, request_id: UUID) -> HttpResponse:
    form = CloseForm(request.POST or None)

    def keep() -> None:
        how, why = ClosedAs(form.cleaned_data["how"]), form.cleaned_data["words"]
        verbs.close(request_id, how=how, why=why, by=viewer(request), at=timezone.now())

    return _step(request, request_id, form, keep, "rights/close.jinja")


def _step(
    request: MemberRequest,
    request_id: UUID,
    form: forms.Form,
    keep: Callable[[], None],
    template: str,
    *,
    place: str = "words",
    **context: object,
) -> HttpResponse:
    """One form about a request; what it says no to stands at `place`."""
    if request.method == "POST" and form.is_valid():
        try:
            keep()
            return redirect(f"{reverse('data-request', args=[request_id])}?done=changed")
        except UserError as error:
            form.add_error(place, f"{error.message} {error.next_step}")
    found = verbs.read(request_id, by=viewer(request), at=timezone.now())
    return render(request, template, {"form": form, "found": found, **context})


@page(Permission.RIGHTS)
@at_the_door
def find_subject(request: MemberRequest, request_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    found = verbs.read(request_id, by=by, at=at)
    form = FindForm(request.POST or None, initial={"terms": f"{found.about_name} {found.about_born}".strip()})
    if request.method == "POST" and form.is_valid():
        terms = form.cleaned_data["terms"]
        search = finding.start_search(by=by, purpose=subject_access.PURPOSE, terms=terms, at=at)
        return redirect("subject-found", request_id=request_id, search_id=search.pk)
    return render(request, "rights/find.jinja", {"form": form, "found": found})


@page(Permission.RIGHTS)
@at_the_door
def subject_found(request: MemberRequest, request_id: UUID, search_id: UUID) -> HttpResponse:
    """Who may be meant; sent, the form says who is, or that nobody is, and asks the organisations."""
    by, at = viewer(request), timezone.now()
    problem = None
    if request.method == "POST":
        try:
            verbs.ask_controllers(request_id, person_id=_chosen(request, by, at), by=by, at=at)
            return redirect(f"{reverse('data-request', args=[request_id])}?done=asked")
        except UserError as error:
            problem = error
    results = finding.results(settings.HOME, search_id, by=by, at=at)
    found = verbs.read(request_id, by=by, at=at)
    context = {
        "found": found,
        "problem": problem,
        "terms": results.search.terms,
        "people": [(each.candidate, each.hit.likelihood, _who(each)) for each in results.people],
        "more": results.more,
        "entry_number": results.entry_number,
    }
    return render(request, "rights/found.jinja", context)


def _chosen(request: MemberRequest, by: Any, at: Any) -> str:
    chosen = request.POST.get("who", "")
    if chosen == "nobody":
        return ""
    try:
        return subject_access.person_behind(UUID(chosen), by=by, at=at)
    except ValueError:
        raise UserError("Nobody is chosen.", "Choose who it is, or that it is none of them.") from None


def _who(found: finding.Found) -> list[str]:
    """Each way in which somebody is called, once; not by whom, which would tell who knows them."""
    said: dict[str, str] = {}
    for block in found.blocks:
        for row in block.rows:
            name, address = (_joined(row.values, *each) for each in (_NAME, _ADDRESS))
            born = vocabulary()[_BORN].words(row.values.get(_BORN, ""))
            words = " · ".join(filter(None, (name, born, address)))
            # some systems keep capitals alone
            said[words.casefold()] = max(said.get(words.casefold(), ""), words, key=_small_letters)
    return [said[each] for each in sorted(said)]


def _small_letters(words: str) -> int:
    return sum(each.islower() for each in words)


def _joined(values: Mapping[str, str], between: str, *meanings: str) -> str:
    return between.join(filter(None, (values.get(each, "") for each in meanings)))


@page(Permission.RIGHTS)
@require_POST
@at_the_door
def make_answer(request: MemberRequest, request_id: UUID) -> HttpResponse:
    answering.make(settings.HOME, request_id, by=viewer(request), at=timezone.now())
    return redirect(f"{reverse('data-request', args=[request_id])}?done=answered")


@page(Permission.RIGHTS)
@at_the_door
def take_answer(request: MemberRequest, request_id: UUID, kind: str) -> HttpResponse:
    """The answer as a file, of one kind or the other."""
    if kind not in ("pdf", "json"):
        raise Http404
    if request.method != "POST":  # whoever had to sign in again comes by GET
        return redirect("data-request", request_id=request_id)
    answer = answering.take(settings.HOME, request_id, by=viewer(request), at=timezone.now())
    if kind == "pdf":
        response = HttpResponse(printed(answer), content_type="application/pdf")
    else:
        response = HttpResponse(as_json(answer), content_type="application/json")
    # the name of a file is in lists of downloads: it says which entry, and nothing of the person
    name = f"shiremoot-entry-{answer.entry_number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
