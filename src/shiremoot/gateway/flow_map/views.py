"""The flow map: who shares what with whom, for whoever is signed in. Agreements say it; no data are read."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import grants
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.agreements import overview
from shiremoot.gateway.agreements.states import State
from shiremoot.gateway.flow_map.drawing import draw
from shiremoot.gateway.flow_map.lines import Line, Wanted, lines, narrowed, pairs
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page

A_PAGE = 50
MOST_DRAWN = 60
"""Organisations; with more a picture says less than its table."""


@page(Permission.SIGNED_IN)
@require_safe
def flow_map(request: HttpRequest) -> HttpResponse:
    everything = _lines()
    names = organisations.names()
    named = sorted(
        {name for line in everything for name in (line.provider, line.recipient)},
        key=lambda name: names.get(name, name),
    )
    states = sorted({line.state for line in everything}, key=lambda state: (state != State.IN_FORCE, state))
    purposes = [purpose for purpose in Purpose if any(line.purpose is purpose for line in everything)]
    wanted = Wanted(
        organisation=_one_of(request, "organisation", named),
        purpose=_one_of(request, "purpose", purposes),
        state=_one_of(request, "state", states, usual=State.IN_FORCE),
    )
    found = narrowed(everything, wanted)
    between = pairs(found)
    counts = {pair: len(some) for pair, some in between.items()}
    shown = {name for pair in counts for name in pair}
    context = {
        "any": bool(everything),
        "wanted": wanted,
        "found": found,
        "between": sorted(between.items(), key=lambda each: [names.get(name, name) for name in each[0]]),
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "wide": draw(counts, names, width=940, names=290, letters=32)
        if counts and len(shown) <= MOST_DRAWN
        else None,
        "narrow": draw(counts, names, width=360, names=138, letters=21)
        if counts and len(shown) <= MOST_DRAWN
        else None,
        "names": names,
        "organisations": [("", "Every organisation")] + [(name, names.get(name, name)) for name in named],
        "purposes": [("", "Every purpose")] + [(purpose.value, purpose.label) for purpose in purposes],
        "states": [("any", "Every state")] + [(state, state.capitalize()) for state in states],
    }
    return render(request, "flow_map/map.jinja", context)


@transaction.atomic
def _lines() -> list[Line]:
    at = timezone.now()
    return lines(overview.overview(at=at), grants.current().all, at)


def _one_of(request: HttpRequest, name: str, known: Sequence[str], usual: str = "") -> str:
    chosen = request.GET.get(name, usual)
    return chosen if chosen in known else ""
