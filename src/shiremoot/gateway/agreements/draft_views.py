"""Pages on which a draft is written, section by section, with the checks beside it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shiremoot.errors import UserError
from shiremoot.gateway.agreements import draft_page, drafting, starting
from shiremoot.gateway.agreements.agreement_page import names
from shiremoot.gateway.agreements.checking import alike
from shiremoot.gateway.agreements.draft_forms import (
    AboutForm,
    BeginForm,
    PartForm,
    PartiesForm,
    ReviewForm,
    WordsForm,
)
from shiremoot.gateway.agreements.drafting import Overtaken, Writer
from shiremoot.gateway.agreements.file import Clause
from shiremoot.gateway.agreements.flow_form import FlowForm, Offered
from shiremoot.gateway.agreements.models import Draft
from shiremoot.gateway.agreements.sections import HEADINGS, PART_HEADINGS, WORDS, Part, heading_of
from shiremoot.gateway.agreements.signing_views import acting
from shiremoot.gateway.agreements.states import MAY_BE_WRITTEN, Move, State
from shiremoot.gateway.agreements.worlds import world
from shiremoot.gateway.dpia import verbs as dpia
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest

_DONE = {
    "saved": "Saved.",
    "begun": "The draft is begun. Look through each part; what has to be mended is said beside it.",
    "removed": "The flow is taken out.",
    "in review": "The parties can read it now, comment and ask.",
    "checked": "It is found checked. Nothing can be changed any more unless it is taken back to draft.",
    "draft": "It is a draft again.",
}


@page(Permission.DRAFT)
def begin(request: MemberRequest) -> HttpResponse:
    member, at, called = acting(request), timezone.now(), organisations.names()
    form = BeginForm(request.POST or None, organisations=called, own=member.organisation)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        contents = starting.contents(
            starting.templates()[typed["template"]],
            title=typed["title"],
            parties=typed["parties"],
            host=organisations.host().pk,
            names=called,
            world=world(settings.HOME, at=at),
        )
        try:
            draft = drafting.begin(
                identifier=form.identifier, contents=contents, writer=writer(request), at=at
            )
            return to_draft(draft, "begun")
        except UserError as error:
            form.add_error("title", f"{error.message} {error.next_step}")
    context = {"form": form, "templates": {each.id: each.about for each in starting.templates().values()}}
    return render(request, "agreements/begin.jinja", context)


@page(Permission.DRAFT)
@require_POST
def new_version(request: MemberRequest, identifier: str) -> HttpResponse:
    draft = drafting.begin_version(identifier=identifier, writer=writer(request), at=timezone.now())
    return to_draft(draft, "")


@page(Permission.DRAFT)
@require_safe
def draft(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    found = own_draft(request, identifier, version)
    if found.state == State.OUT_FOR_SIGNATURE:
        return redirect("agreement", identifier, version)
    shown = draft_page.draft_page(settings.HOME, found, at=timezone.now())
    done = _DONE.get(request.GET.get("done", ""))
    context = {"shown": shown, "done": done, "alike": alike, "assessed": dpia.standing(identifier)}
    return render(request, "agreements/draft.jinja", context)


@page(Permission.DRAFT)
@require_POST
def move(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    found = own_draft(request, identifier, version)
    wanted = request.POST.get("to", "")
    if wanted not in [each.value for each in Move]:
        raise Http404
    to = Move(wanted)
    state = drafting.move(home=settings.HOME, draft=found, to=to, writer=writer(request), at=timezone.now())
    if state is State.OUT_FOR_SIGNATURE:
        return redirect(f"{reverse('agreement', args=[identifier, version])}?done=sent")
    return to_draft(found, state)


@page(Permission.DRAFT)
def section(request: MemberRequest, identifier: str, version: int, name: str) -> HttpResponse:
    found = own_draft(request, identifier, version)
    if name not in HEADINGS and name not in PART_HEADINGS:
        raise Http404
    form = _part_form(request.POST or None, name, content_of(found, name))
    asks = next((each.asks for each in WORDS if each.id == name), "")
    context = {"heading": heading_of(name), "asks": asks, "name": name}
    template = f"agreements/draft_{name if name in PART_HEADINGS else 'words'}.jinja"
    return _written(request, found, name, form, template, context)


@page(Permission.DRAFT)
def new_flow(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    """A flow begins with its dataset and whom it is for; its own page asks the rest."""
    found = own_draft(request, identifier, version)
    offered = _offered(found)
    number = draft_page.next_clause(drafting.proposal_of(found))
    form = FlowForm(request.POST or None, clause=Clause(clause=number), offered=offered)
    if request.method == "POST" and form.is_valid():
        content = Clause.model_validate(form.content())
        proposed = starting.with_powers(content, offered.world).model_dump(mode="json", exclude_defaults=True)
        try:
            name = drafting.add_flow(draft=found, content=proposed, writer=writer(request), at=timezone.now())
            return redirect(f"{reverse('draft-flow', args=[identifier, version, name])}?done=saved")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    return render(request, "agreements/new_flow.jinja", {"draft": found, "form": form})


@page(Permission.DRAFT)
def flow(request: MemberRequest, identifier: str, version: int, name: str) -> HttpResponse:
    found = own_draft(request, identifier, version)
    kept = found.sections.filter(name=name).first()
    if kept is None or not name.startswith("flow-"):
        raise Http404
    clause = Clause.model_validate(kept.content)
    form = FlowForm(request.POST or None, clause=clause, offered=_offered(found))
    findings = drafting.findings_of(settings.HOME, found, at=timezone.now())
    context = {
        "clause": clause,
        "findings": findings.of_clause(clause.clause),
        "risk": findings.risks.get(clause.clause),
        "name": name,
    }
    return _written(request, found, name, form, "agreements/flow.jinja", context)


@page(Permission.DRAFT)
@require_POST
def remove_flow(request: MemberRequest, identifier: str, version: int, name: str) -> HttpResponse:
    found = own_draft(request, identifier, version)
    drafting.remove_flow(draft=found, name=name, revision=_revision(request), at=timezone.now())
    return to_draft(found, "removed")


def _written(
    request: MemberRequest,
    found: Draft,
    name: str,
    form: PartForm | FlowForm,
    template: str,
    context: Mapping[str, Any],
) -> HttpResponse:
    """Save what was typed and show the page again with its checks; or say why not and keep what was typed."""
    theirs = None
    if request.method == "POST" and form.is_valid():
        content, at = form.content(), timezone.now()
        try:
            by, read = writer(request), _revision(request)
            drafting.save(draft=found, name=name, content=content, revision=read, writer=by, at=at)
            return redirect(f"{request.path}?done=saved")
        except Overtaken as error:
            form.add_error(None, f"{error.message} {error.next_step}")
            theirs = draft_page.beside(found, name, content, names()) if error.section else None
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    kept = found.sections.filter(name=name).first()
    findings = drafting.findings_of(settings.HOME, found, at=timezone.now())
    shared = {
        "draft": found,
        "form": form,
        "kept": kept,
        # after a conflict the form is about what was saved since: saving again settles it
        "revision": (kept.revision if kept else 0) if theirs is not None else _revision(request, kept),
        "theirs": theirs,
        "locked": found.state not in MAY_BE_WRITTEN,
        "findings": findings.of_section(name),
        "next": draft_page.next_part(found, name),
        "done": _DONE.get(request.GET.get("done", "")) if request.method == "GET" else None,
    }
    return render(request, template, {**shared, **context})


def _revision(request: HttpRequest, kept: Any = None) -> int:
    """The one that the form was made from; on a page just opened that of what is kept."""
    posted = request.POST.get("revision", "")
    if posted.isdecimal():
        return int(posted)
    return kept.revision if kept else 0


def _part_form(data: Any, name: str, content: Mapping[str, Any]) -> PartForm:
    if name == Part.ABOUT:
        return AboutForm(data, initial=content, above=names().agreements)
    if name == Part.PARTIES:
        return PartiesForm(data, initial=content, organisations=organisations.open_names())
    if name == Part.REVIEW:
        return ReviewForm(data, initial=content)
    return WordsForm(data, initial=content)


def content_of(found: Draft, name: str) -> dict[str, Any]:
    kept = found.sections.filter(name=name).first()
    return kept.content if kept else {}


def _offered(found: Draft) -> Offered:
    called = organisations.names()
    parties = content_of(found, Part.PARTIES).get("parties", [])
    return Offered(
        world(settings.HOME, at=timezone.now()), {each: called.get(each, each) for each in parties}
    )


def own_draft(request: MemberRequest, identifier: str, version: int) -> Draft:
    """The draft, for officers of the organisation that writes it."""
    found = Draft.objects.filter(identifier=identifier, version=version).first()
    if found is None or found.owner != acting(request).organisation:
        raise Http404
    return found


def writer(request: MemberRequest) -> Writer:
    member = acting(request)
    return Writer(member.viewer, member.user_name)


def to_draft(found: Draft, done: str) -> HttpResponse:
    address = reverse("draft", args=[found.identifier, found.version])
    return redirect(f"{address}?done={done}" if done else address)
