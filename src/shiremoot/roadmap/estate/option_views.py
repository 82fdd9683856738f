"""Pages of options for sites: those that there are, asking for one, one, and some side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access.held import Gone
from shiremoot.dates import moment
from shiremoot.errors import UserError
from shiremoot.gateway.downloads import csv_file
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gazetteer import areas as small_areas
from shiremoot.gazetteer import wards
from shiremoot.roadmap.estate import option_pictures, options, wording
from shiremoot.roadmap.estate.asked import Asked, from_plain
from shiremoot.roadmap.estate.comparing import LETTERS, Column, compared
from shiremoot.roadmap.estate.filters import Filters
from shiremoot.roadmap.estate.lines import Spellings
from shiremoot.roadmap.estate.models import Option
from shiremoot.roadmap.estate.option_forms import CompareForm, DecideForm, ProposeForm
from shiremoot.roadmap.estate.option_showing import Now, Shown, basis, shown
from shiremoot.roadmap.estate.options import Outcome
from shiremoot.roadmap.estate.weighing import Found
from shiremoot.roadmap.files import as_csv, plain

DONE = {
    "proposed": "The option is kept as it was asked for.",
    "decided": "Your decision is kept with its reason.",
}
DECIDED = {
    Outcome.TAKE_UP: "Taken up",
    Outcome.TURN_DOWN: "Turned down",
    Outcome.LOOK_FURTHER: "To be looked into further",
}
OUTCOME_COLOURS = {Outcome.TAKE_UP: "green", Outcome.TURN_DOWN: "red", Outcome.LOOK_FURTHER: "yellow"}


@page(Permission.STEER)
@require_safe
def options_list(request: MemberRequest) -> HttpResponse:
    found = _all_shown(request)
    return _list(request, found, CompareForm(options=_to_compare(found)))


@page(Permission.STEER)
@require_safe
def compare(request: MemberRequest) -> HttpResponse:
    """Two or three side by side; what cannot be compared is told above those that there are."""
    found = _all_shown(request)
    form = CompareForm(request.GET, options=_to_compare(found))
    if not form.is_valid():
        return _list(request, found, form)
    by_id = {each.option.pk: each for each in found}
    columns = [by_id[each] for each in form.chosen]
    found_of = [Column(each.asked, each.found) for each in columns if each.found]
    context = {
        "columns": list(zip(LETTERS, columns, strict=False)),
        "compared": compared(found_of, organisations.names()),
    }
    return render(request, "estate/compare_options.jinja", context)


@page(Permission.STEER)
def propose(request: MemberRequest) -> HttpResponse:
    """Among the sites that the address bar says; `again` is an option whose wishes are asked once more."""
    by, names = viewer(request), organisations.names()
    among = options.among(Filters.of(request.GET), names)
    spellings = Spellings(among.sites, names)
    form = ProposeForm(
        request.POST or None,
        spellings=spellings,
        initial={"identifier": uuid4(), **_again(request, names)},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            made = options.propose(
                sent["identifier"],
                sent["title"],
                Asked(among, form.wishes),
                home=settings.HOME,
                by=by,
                at=timezone.now(),
            )
            return redirect(f"{reverse('option', args=[made.pk])}?done=proposed")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    context = {
        "form": form,
        "among": among,
        "spellings": spellings.shortest,
        "most": options.MOST_SITES,
        "without_area": sum(not site.floor_area for site in among.sites),
        "are_areas_loaded": small_areas.current(settings.HOME) is not None,
        "load_areas": options.LOAD_AREAS,
    }
    return render(request, "estate/propose_option.jinja", context)


@page(Permission.STEER)
def option(request: MemberRequest, option_id: UUID) -> HttpResponse:
    """One option; sent, it is decided on. `beside` are those that it was weighed beside."""
    now = Now.of(settings.HOME)
    found = shown(_found(request, option_id), now)
    beside = [shown(each, now) for each in _beside(request, option_id)]
    sentences = [
        *found.sentences,
        *(f"Beside it, “{each.option.title}”: {each.sentence}" for each in beside),
    ]
    after = found.option.decisions.count()
    form = DecideForm(
        request.POST or None, initial={"identifier": uuid4(), "after": after, "basis": basis(sentences)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, form, found.option, beside, sentences)
            return redirect(f"{reverse('option', args=[option_id])}?done=decided")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
            # what is sent next is of what is on the page now
            form.data = request.POST.copy()
            form.data["after"], form.data["basis"] = str(after), basis(sentences)
    context = _context(found, now.names) | {
        "form": form,
        "beside": beside,
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "estate/option.jinja", context)


@page(Permission.STEER)
@require_safe
def hubs_file(request: MemberRequest, option_id: UUID) -> HttpResponse:
    return _file(request, option_id, wording.hub_rows, "hubs.csv")


@page(Permission.STEER)
@require_safe
def displaced_file(request: MemberRequest, option_id: UUID) -> HttpResponse:
    return _file(request, option_id, wording.displaced_rows, "services-displaced.csv")


def _list(request: MemberRequest, found: Sequence[Shown], form: CompareForm) -> HttpResponse:
    context = {
        "shown": found,
        "decided": options.last_decisions([each.option for each in found]),
        "form": form,
        "can_compare": len(_to_compare(found)) > 1,
        "outcomes": DECIDED,
        "outcome_colours": OUTCOME_COLOURS,
    }
    return render(request, "estate/options.jinja", context)


def _decide(
    request: MemberRequest,
    form: DecideForm,
    found: Option,
    beside: Sequence[Shown],
    sentences: Sequence[str],
) -> None:
    sent = form.cleaned_data
    is_sent_again = found.decisions.filter(pk=sent["identifier"]).exists()
    if sent["basis"] != basis(sentences) and not is_sent_again:
        raise UserError("What is known has changed since you opened the page.", "Read it again, and decide.")
    options.decide(
        sent["identifier"],
        found.pk,
        Outcome(sent["outcome"]),
        sent["reason"],
        beside=[each.option.pk for each in beside],
        seen=sentences,
        after=sent["after"],
        by=viewer(request),
        at=timezone.now(),
    )


def _again(request: MemberRequest, names: Mapping[str, str]) -> dict[str, Any]:
    """The wishes of an option as the form shows them; none where none is named."""
    if not (said := request.GET.get("again")):
        return {}
    found = _found(request, _uuid(said))
    asked = from_plain(found.asked)
    written = Spellings(asked.sites, names).written
    wishes = asked.wishes
    return {
        "title": found.title,
        "choose": wishes.choose,
        "keep": written(wishes.keep),
        "leave": written(wishes.leave),
        "room": wishes.room,
    }


def _found(request: MemberRequest, option_id: UUID) -> Option:
    try:
        return options.one(option_id, by=viewer(request))
    except Gone:
        raise Http404 from None


def _beside(request: MemberRequest, option_id: UUID) -> list[Option]:
    named = map(_uuid, request.GET.getlist("beside"))
    return [_found(request, each) for each in dict.fromkeys(named) if each != option_id]


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Http404 from None


def _all_shown(request: MemberRequest) -> list[Shown]:
    now = Now.of(settings.HOME)
    return [shown(each, now) for each in options.listed(by=viewer(request))]


def _to_compare(found: Sequence[Shown]) -> list[tuple[str, str]]:
    return [
        (str(each.option.pk), f"{each.option.title} ({moment(each.option.proposed_at)})")
        for each in found
        if each.found
    ]


def _over() -> option_pictures.Over:
    found = wards.current(settings.HOME)
    return list(zip(found.districts, found.district_outlines, strict=True)) if found else []


def _context(found: Shown, names: Mapping[str, str]) -> dict[str, Any]:
    decisions = list(found.option.decisions.prefetch_related("beside"))
    return {
        "shown": found,
        "names": names,
        "pictures_of": _pictures(found, names) if found.found else None,
        "wording": wording,
        "left": _left(found.asked, found.found) if found.found else [],
        "are_areas_loaded": small_areas.current(settings.HOME) is not None,
        "load_areas": options.LOAD_AREAS,
        "decisions": decisions[::-1],
        "people": organisations.user_names(
            [found.option.proposed_by, *(each.decided_by for each in decisions)]
        ),
        "outcomes": DECIDED,
        "outcome_colours": OUTCOME_COLOURS,
    }


def _pictures(found: Shown, names: Mapping[str, str]) -> dict[str, Any]:
    assert found.found
    over = _over()
    by_fifth = [
        (option_pictures.TODAY, {each.fifth: each.before for each in found.found.bands}),
        ("This option", {each.fifth: each.after for each in found.found.bands}),
    ]
    return {
        "before": option_pictures.before(found.asked, over, names),
        "after": option_pictures.after(found.asked, found.found, over, names),
        "bands": option_pictures.bands(by_fifth),
    }


def _left(asked: Asked, found: Found) -> list[int]:
    """Positions of sites that are not kept and offer no services."""
    return [
        place for place, site in enumerate(asked.sites) if place not in found.chosen and not site.services
    ]


def _file(request: MemberRequest, option_id: UUID, rows: Any, name: str) -> HttpResponse:
    now = Now.of(settings.HOME)
    found = shown(_found(request, option_id), now)
    if not found.found:
        raise Http404
    table = rows(found.asked, found.found, now.names)
    return csv_file(as_csv([*table, [], *_about(found, found.found)]), name)


def _about(shown: Shown, found: Found) -> Iterator[Sequence[str]]:
    """What a file says of the option that it is of."""
    option = shown.option
    assert option.worked_out_at
    yield "Option", plain(option.title)
    yield "Among", f"{wording.sites(len(shown.asked.sites))} {shown.asked.among.words}".strip()
    yield "Asked for", moment(option.proposed_at)
    yield "Worked out", moment(option.worked_out_at)
    for sentence in shown.sentences:
        yield "Finding", sentence
    for words in wording.method(shown.asked, found):
        yield "How it was worked out", words
