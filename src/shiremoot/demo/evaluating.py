"""The safe and well programme as an intervention: its plan, an earlier decision, and what is found now."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from shiremoot.dates import day_of, months_before, start_of
from shiremoot.demo.analysing import ANALYST, acting
from shiremoot.demo.county.programme import FIRST_START, MONTHS, start_of_town
from shiremoot.disclosure.answers import Withheld
from shiremoot.gazetteer import wards
from shiremoot.gazetteer.outlines import Ward
from shiremoot.home import Home
from shiremoot.methods.periods import Period
from shiremoot.methods.xmr import Better
from shiremoot.roadmap.evaluation import showing, verbs
from shiremoot.roadmap.evaluation.plan import Indicator, Plan, Start
from shiremoot.roadmap.evaluation.verbs import Decided, Outcome
from shiremoot.singleview.analysis import projects, running
from shiremoot.singleview.analysis.models import Release
from shiremoot.singleview.analysis.question import MOST_MONTHS, Breakdown, Happened, Question
from shiremoot.singleview.analysis.tables import from_plain

STRATEGIC_LEAD = "chief.executive@ambershire.example"
TITLE = "Safe and well visits, town by town"
BY_MONTH, BY_WARD = "Call-outs to homes, for years to come", "Call-outs to homes, by ward and half-year"
_NAMES = UUID("3f7a4d52-2a0e-4a52-8a53-8d3c1c1f7a10")
Now = Callable[[], datetime]


def evaluate(home: Home, *, at: Now) -> str:
    """Ask what it is judged by, register it, decide once, and compare; what is found."""
    analyst, lead = acting(ANALYST), acting(STRATEGIC_LEAD)
    (project,) = (
        each for each in projects.listed(by=analyst) if projects.state(each, at()) is projects.State.APPROVED
    )
    month = day_of(at()).replace(day=1)
    first = months_before(month, MONTHS)
    released = {}
    for title, question in _questions(first).items():
        saved = running.save(_id(title), project.pk, title, question, by=analyst, at=at())
        released[title] = running.ask(home, saved.pk, by=analyst, at=at())
    plan = _plan(wards.current(home) or (), first, _target(released[BY_MONTH]))
    assert plan.first_start
    registered = start_of(months_before(plan.first_start, 2)) + timedelta(days=16, hours=10)
    made = verbs.register(_id(TITLE), plan, by=lead, at=at(), written=registered)
    _decide_once(made.pk, months_before(month, 6), at)
    verbs.compare_all(at=at())
    (shown,) = showing.shown(verbs.newest_version(made), by=lead)
    return shown.sentence


def _questions(first: date) -> dict[str, Question]:
    """By their titles; they reach beyond today, so that each load to come is counted too."""
    happened, until = (Happened("fire-visits.call_outs"),), months_before(first, -MOST_MONTHS)
    whole = months_before(first, -((1 - first.month) % Period.HALF_YEAR))
    return {
        BY_MONTH: Question(happened, (Breakdown.MONTH,), since=first, until=until),
        BY_WARD: Question(happened, (Breakdown.WARD, Breakdown.HALF), since=whole, until=until),
    }


def _plan(places: Sequence[Ward], first: date, target: float) -> Plan:
    return Plan(
        title=TITLE,
        changes=(
            "Crews visit people at home who are most likely to be hurt in a fire, fit alarms and tell other"
            " services what they need."
        ),
        why="Homes that were visited should have fewer fires, false alarms and falls to be called out to.",
        population="People over 65 who live alone, and those whom housing and adult care name for a visit.",
        decides="The programme’s board",
        review_every=Period.HALF_YEAR,
        starts=tuple(_start(ward, first) for ward in places),
        indicators=(Indicator("Call-outs to homes", _id(BY_MONTH), Better.LOWER, target, _id(BY_WARD)),),
    )


def _target(by_month: Release) -> float:
    """A fifth less than in an average month before it begins."""
    before = from_plain(by_month.table).people[:FIRST_START]
    known = [answer for answer in before if not isinstance(answer, Withheld)]
    return 5.0 * round(0.8 * sum(known) / max(len(known), 1) / 5)


def _start(ward: Ward, first: date) -> Start:
    """As its town decided: a ward's name begins with its town's."""
    town = ward.name.split()[0]
    months = start_of_town(town)
    month = None if months is None else months_before(first, -months)
    return Start(ward.code, month, f"Community safety group of {town}")


def _decide_once(intervention_id: UUID, on: date, at: Now) -> None:
    """Half a year ago, and the next time this month."""
    verbs.decide(
        _id("continue"),
        intervention_id,
        Decided(
            Outcome.CONTINUE,
            "Crews made nine in ten of the visits they had planned, and people let them in. Too few months"
            " had passed in the last towns to say what it did.",
            "",
            day_of(at()),
        ),
        seen=["Call-outs to homes: too early to tell."],
        after=0,
        by=acting(STRATEGIC_LEAD),
        at=at(),
        written=start_of(on) + timedelta(days=9, hours=14),
    )


def _id(name: str) -> UUID:
    return uuid5(_NAMES, name)
