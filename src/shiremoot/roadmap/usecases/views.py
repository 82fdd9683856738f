"""The roadmap as pages: the board, and one use case. About organisations, so for everybody signed in."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest
from shiremoot.roadmap.usecases import verbs
from shiremoot.roadmap.usecases.readiness import Level
from shiremoot.roadmap.usecases.steps import State

LEVEL_COLOURS = {Level.READY: "green", Level.ONE_STEP: "yellow", Level.BLOCKED: "red"}
STATE_COLOURS = {State.MET: "green", State.STEP_AWAY: "yellow", State.MISSING: "red"}


@page(Permission.SIGNED_IN)
@require_safe
def board(request: MemberRequest) -> HttpResponse:
    """Every use case by how ready it is, the next best step, and what others wait for from one's own."""
    found = verbs.current(settings.HOME, at=timezone.now())
    context = {
        "roadmap": found,
        "levels": [(level, found.at(level)) for level in Level],
        "ours": found.waited_for(request.acting.organisation) if request.acting else [],
        "edition": verbs.newest_edition(),
        "names": organisations.names(),
        "level_colours": LEVEL_COLOURS,
    }
    return render(request, "usecases/board.jinja", context)


@page(Permission.SIGNED_IN)
@require_safe
def use_case(request: MemberRequest, identifier: str) -> HttpResponse:
    found = verbs.current(settings.HOME, at=timezone.now()).one(identifier)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "case": found.use_case,
        "names": organisations.names(),
        "level_colours": LEVEL_COLOURS,
        "state_colours": STATE_COLOURS,
    }
    return render(request, "usecases/one.jinja", context)
