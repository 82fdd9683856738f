"""Pages of interventions: those that there are, one, registering one, and changing its plan."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access.held import Gone
from shiremoot.dates import day_of, months_before
from shiremoot.errors import UserError
from shiremoot.gateway.downloads import csv_file
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.gazetteer import wards
from shiremoot.gazetteer.outlines import Ward
from shiremoot.ledger.acts import Viewer
from shiremoot.roadmap.evaluation import charts, effects, starts, verbs
from shiremoot.roadmap.evaluation.forms import ChangeForm, DecideForm, PlanForm, typed
from shiremoot.roadmap.evaluation.models import Intervention, Version
from shiremoot.roadmap.evaluation.plan import differences, every, from_plain, indicator_words
from shiremoot.roadmap.evaluation.showing import Shown, about, all_shown, basis, shown
from shiremoot.roadmap.evaluation.verbs import Outcome
from shiremoot.singleview.analysis.levels import ward_names

DONE = {
    "registered": "The change is registered. Its plan can be changed, and what changed will be seen.",
    "changed": "The plan is changed. What it was before stays on this page.",
    "decided": "Your decision is kept with its reason.",
}
SIGNAL_COLOURS = {"Better than usual": "blue", "Worse than usual": "orange", "Unusual": "purple"}
OUTCOME_COLOURS = {Outcome.CONTINUE: "green", Outcome.ADAPT: "yellow", Outcome.STOP: "red"}


@page(Permission.STEER)
@require_safe
def interventions(request: MemberRequest) -> HttpResponse:
    context = {"lines": all_shown(by=viewer(request)), "signal_colours": SIGNAL_COLOURS}
    return render(request, "evaluation/interventions.jinja", context)


@page(Permission.STEER)
def register_intervention(request: MemberRequest) -> HttpResponse:
    by, places = viewer(request), _wards()
    by_month, by_ward = verbs.questions(by=by)
    form = PlanForm(
        request.POST or None,
        by_month=by_month,
        by_ward=by_ward,
        wards=places,
        initial={"identifier": uuid4(), "review_every": 3, "starts": starts.to_fill_in(places)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.register(form.cleaned_data["identifier"], form.plan, by=by, at=timezone.now())
            return redirect(f"{reverse('intervention', args=[made.pk])}?done=registered")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    context = {"form": form, "by_month": by_month, "wards": places}
    return render(request, "evaluation/register.jinja", context)


@page(Permission.STEER)
def intervention(request: MemberRequest, intervention_id: UUID) -> HttpResponse:
    """One intervention; sent, it is decided how it goes on."""
    by, at = viewer(request), timezone.now()
    found = _found(request, intervention_id)
    version = verbs.newest_version(found)
    known = shown(version, by=by)
    sentences = [each.sentence for each in known]
    plan = from_plain(version.plan)
    after = found.decisions.count()
    form = DecideForm(
        request.POST or None,
        initial={
            "identifier": uuid4(),
            "after": after,
            "basis": basis(sentences),
            "next_review": months_before(day_of(at), -plan.review_every),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, form, found, sentences)
            return redirect(f"{reverse('intervention', args=[found.pk])}?done=decided")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
            # what is sent next is of what is on the page now
            form.data = request.POST.copy()
            form.data["after"], form.data["basis"] = str(after), basis(sentences)
    context = _context(found, version, known, by) | {
        "form": form,
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "evaluation/intervention.jinja", context)


def _decide(request: MemberRequest, form: DecideForm, found: Intervention, sentences: Sequence[str]) -> None:
    sent = form.cleaned_data
    is_sent_again = found.decisions.filter(pk=sent["identifier"]).exists()
    if sent["basis"] != basis(sentences) and not is_sent_again:
        raise UserError(
            "What is known has changed since you opened the page.", "Read the finding again, and decide."
        )
    verbs.decide(
        sent["identifier"],
        found.pk,
        form.decided,
        seen=sentences,
        after=sent["after"],
        by=viewer(request),
        at=timezone.now(),
    )


@page(Permission.STEER)
def change_intervention(request: MemberRequest, intervention_id: UUID) -> HttpResponse:
    by, places = viewer(request), _wards()
    found = _found(request, intervention_id)
    version = verbs.newest_version(found)
    plan = from_plain(version.plan)
    by_month, by_ward = verbs.questions(by=by)
    form = ChangeForm(
        request.POST or None,
        by_month=by_month,
        by_ward=by_ward,
        wards=places,
        initial={"identifier": found.pk, "version": version.number, **typed(plan, places)},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            verbs.change(
                found.pk, form.plan, why=sent["reason"], after=sent["version"], by=by, at=timezone.now()
            )
            return redirect(f"{reverse('intervention', args=[found.pk])}?done=changed")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    context = {"form": form, "intervention": found, "plan": plan}
    return render(request, "evaluation/change.jinja", context)


@page(Permission.STEER)
@require_safe
def indicator_file(request: MemberRequest, intervention_id: UUID, number: int) -> HttpResponse:
    found = _one_shown(request, intervention_id, number)
    if not found.chart or not found.release or not found.table:
        raise Http404
    text = charts.as_csv(found.chart, found.indicator, about(found.release, found.table))
    return csv_file(text, f"indicator-{number}.csv")


@page(Permission.STEER)
@require_safe
def comparison_file(request: MemberRequest, intervention_id: UUID, number: int) -> HttpResponse:
    found = _one_shown(request, intervention_id, number).comparison
    if not found or not found.told or not found.release or not found.table:
        raise Http404
    return csv_file(effects.as_csv(found.told, about(found.release, found.table)), f"comparison-{number}.csv")


def _one_shown(request: MemberRequest, intervention_id: UUID, number: int) -> Shown:
    version = verbs.newest_version(_found(request, intervention_id))
    found = shown(version, by=viewer(request))
    if not 1 <= number <= len(found):
        raise Http404
    return found[number - 1]


def _found(request: MemberRequest, intervention_id: UUID) -> Intervention:
    try:
        return verbs.one(intervention_id, by=viewer(request))
    except Gone:
        raise Http404 from None


def _wards() -> Sequence[Ward]:
    return wards.current(settings.HOME) or ()


def _context(found: Intervention, version: Version, known: list[Shown], by: Viewer) -> dict[str, Any]:
    places = _wards()
    of_wards = dict(zip((each.code for each in places), ward_names(places), strict=True))
    by_month, by_ward = verbs.questions(by=by)
    names = of_wards | {str(each.pk): each.title for each in (*by_month, *by_ward)}
    plan, versions = from_plain(version.plan), list(found.versions.all())
    plans = [from_plain(each.plan) for each in versions]
    changes = [
        (later, list(differences(was, now, names)))
        for later, was, now in zip(versions[1:], plans, plans[1:], strict=False)
    ]
    decisions = list(found.decisions.all())
    return {
        "intervention": found,
        "plan": plan,
        "registered": plans[0],
        "changes": changes[::-1],
        "shown": known,
        "ward_names": of_wards,
        "named": [indicator_words(each, names) for each in plans[0].indicators],
        "every": every,
        "decisions": decisions[::-1],
        "people": organisations.user_names(
            [
                found.registered_by,
                *(each.made_by for each in versions),
                *(each.decided_by for each in decisions),
            ]
        ),
        "signal_colours": SIGNAL_COLOURS,
        "outcome_colours": OUTCOME_COLOURS,
    }
