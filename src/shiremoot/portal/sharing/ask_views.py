"""Pages on which a service is asked about somebody, and on which it answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shiremoot.access import asking, finding, openings
from shiremoot.access.held import mine
from shiremoot.access.models import Candidate, Opening
from shiremoot.access.recording import Refused
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.ledger.acts import Viewer
from shiremoot.portal import people
from shiremoot.portal.colleagues import who_acted
from shiremoot.portal.sharing import asks, decisions
from shiremoot.portal.sharing.asks import Answer
from shiremoot.portal.sharing.forms import AskForm, NotKnownForm
from shiremoot.portal.sharing.guide import Outcome
from shiremoot.portal.sharing.models import Ask, SharingDecision
from shiremoot.portal.views import at_the_door

_A_PAGE = 25
_TABS = {
    "": "To answer",
    "asked": "Asked by me",
    "shared": "Shared with me",
    "decided": "My sharing decisions",
}
_DONE = {
    "asked": "It is sent. The answer will stand here and on your front page.",
    "answered": "Your answer is sent.",
    "closed": "It is closed.",
    "decided": "Your decision is recorded.",
}


@dataclass(frozen=True)
class Line:
    """One ask or decision in words."""

    what: Ask | SharingDecision
    who: str
    purpose: str


@page(Permission.PRACTISE)
@at_the_door
def ask_service(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    """Ask a named service about the person of an opening."""
    by, at = viewer(request), timezone.now()
    view = openings.view_person(settings.HOME, opening_id, by=by, at=at)
    purpose = Purpose(view.opening.purpose)
    services = asking.services_to_ask(settings.HOME, by=by, purpose=purpose, at=at)
    form = AskForm(request.POST or None, services=services, names=organisations.names(), today=day_of(at))
    if request.method == "POST" and form.is_valid():
        try:
            asks.ask(settings.HOME, view, form.service_asked, **form.settings, by=by, at=at)
            return redirect(f"{reverse('asks')}?show=asked&done=asked")
        except UserError as error:
            form.add_error("service", f"{error.message} {error.next_step}")
    context = {
        "form": form,
        "view": view,
        "who": people.headline(view.blocks, day_of(at)),
        "purpose": purpose.label,
        "services": services,
    }
    return render(request, "sharing/ask.jinja", context)


@page(Permission.PRACTISE)
@require_safe
def ask_list(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    tab = request.GET.get("show", "")
    tab = tab if tab in _TABS else ""
    found = _listed(tab, by, at)
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": _TABS,
        "shown": shown,
        "lines": _lines(shown.object_list, by),
        "names": organisations.names(),
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "sharing/asks.jinja", context)


@page(Permission.PRACTISE)
@at_the_door
def ask_to_answer(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """What our service is asked. Sent, the form says that the person is not known to it."""
    by, at = viewer(request), timezone.now()
    form = NotKnownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            words = form.cleaned_data["words"]
            asks.answer_not_known(settings.HOME, ask_id, words=words, by=by, at=at)
            return redirect(f"{reverse('asks')}?done=answered")
        except UserError as error:
            form.add_error("words", f"{error.message} {error.next_step}")
    found = asks.read_ask(settings.HOME, ask_id, by=by, at=at)
    [line] = _lines([found], by)
    context = {
        "form": form,
        "line": line,
        "ask": found,
        "answer": _answer(found),
        "answered_by": organisations.user_names([found.answered_by]).get(found.answered_by, ""),
        "category": ReasonCategory(found.opening.reason_category).label,
        "opening": _opened(found, by),
        **_about(found, by),
    }
    return render(request, "sharing/ask_to_answer.jinja", context)


@page(Permission.PRACTISE)
@require_POST
@at_the_door
def decide_on_ask(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """Begin to decide what to share with whoever asked, out of the page that one has open."""
    by, at = viewer(request), timezone.now()
    found = asks.read_ask(settings.HOME, ask_id, by=by, at=at)
    opening = _opened(found, by)
    if opening is None or not found.is_open:
        return redirect("ask-to-answer", ask_id=ask_id)
    asker = found.opening
    to = Viewer(asker.organisation, asker.role, asker.user_id)
    begun = decisions.begin(opening, to=to, at=at, ask=found)
    return redirect("decide-sharing", decision_id=begun.pk)


@page(Permission.PRACTISE)
@at_the_door
def my_ask(request: MemberRequest, ask_id: UUID) -> HttpResponse:
    """What I asked, with the answer. Sent, the form reminds the service, or closes it."""
    by, at = viewer(request), timezone.now()
    problem = None
    if request.method == "POST":
        try:
            if "remind" in request.POST:
                asks.remind(settings.HOME, ask_id, by=by, at=at)
                return redirect("my-ask", ask_id=ask_id)
            asks.close(settings.HOME, ask_id, answered="answered" in request.POST, by=by, at=at)
            return redirect(f"{reverse('asks')}?show=asked&done=closed")
        except UserError as error:
            problem = error
    found = asks.read_own(settings.HOME, ask_id, by=by, at=at)
    shared = found.decisions.filter(outcome=Outcome.SHARED).first()
    context = {
        "ask": found,
        "keeper": organisations.names().get(found.asked, found.asked),
        "answer": _answer(found),
        "shared": shared,
        "is_shown": shared is not None and shared.is_shown(at),
        "problem": problem,
    }
    return render(request, "sharing/my_ask.jinja", context)


def _listed(tab: str, by: Viewer, at: datetime) -> Sequence[Ask | SharingDecision]:
    match tab:
        case "asked":
            return asks.asked_by(settings.HOME, by=by)
        case "shared":
            return decisions.shared_with(settings.HOME, by=by, at=at)
        case "decided":
            return decisions.decided_by(settings.HOME, by=by)
        case _:
            return asks.to_answer(settings.HOME, by=by, at=at)


def _opened(found: Ask, by: Viewer) -> Opening | None:
    """The page that this user has open of the person, for the purpose that is asked for."""
    for opening in openings.open_now(settings.HOME, by=by, at=timezone.now()):
        if opening.purpose == found.opening.purpose and asks.is_of(settings.HOME, found, opening):
            return opening
    return None


def _about(found: Ask, by: Viewer) -> dict[str, Any]:
    """Who it is about, as far as the role of whoever is asked may see; only while it waits."""
    if not found.is_open:
        return {}
    at = timezone.now()
    candidate = mine(Candidate, asks.to_open(settings.HOME, found.pk, by=by, at=at), by=by, at=at)
    try:
        blocks = finding.preview(settings.HOME, candidate, by=by, at=at)
    except Refused as refused:
        return {"refused": refused.number}
    return {"candidate": candidate, "known": bool(blocks), "who": people.headline(blocks, day_of(at))}


def _answer(found: Ask) -> str:
    return Answer(found.answer).label if found.answer else ""


def _lines(found: Iterable[Ask | SharingDecision], by: Viewer) -> list[Line]:
    among = list(found)
    who = who_acted([each.opening for each in among], by)
    return [Line(each, who[each.opening.pk], Purpose(each.opening.purpose).label) for each in among]
