"""A project of analysis that is approved, with questions that have been answered, and one that waits."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from shiremoot.dates import day_of, months_before
from shiremoot.gateway.organisations.models import Membership
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.singleview.analysis import projects, running
from shiremoot.singleview.analysis.projects import Proposal
from shiremoot.singleview.analysis.question import (
    Attribute,
    Breakdown,
    Happened,
    Is,
    Measure,
    Question,
    Says,
    Then,
)

ANALYST, APPROVER = "analyst@ambershire.example", "governance@ambershire.example"
_AGREEMENT = "county-analysis"
_NAMES = UUID("5d8f0e6c-6f0f-4c0e-9d3b-0a6c8b6c2f11")
_OLDER = ("65 to 74", "75 to 84", "85 and over")
Now = Callable[[], datetime]


def analyse_all(home: Home, *, at: Now) -> int:
    """Propose and approve a project and ask its questions; how many were answered."""
    analyst, approver = _acting(ANALYST), _acting(APPROVER)
    project = projects.propose(_id("whom visits reach"), _reached(day_of(at())), by=analyst, at=at())
    projects.decide(
        project.pk,
        approve=True,
        why="Counts alone, of services that signed for it, and the fire service decides by them.",
        by=approver,
        at=at(),
    )
    projects.propose(_id("exclusions and homes"), _waiting(day_of(at())), by=analyst, at=at())
    asked = questions(day_of(at()))
    for title, question in asked.items():
        saved = running.save(_id(title), project.pk, title, question, by=analyst, at=at())
        running.ask(home, saved.pk, by=analyst, at=at())
    return len(asked)


def questions(today: date) -> dict[str, Question]:
    """By their titles."""
    month = today.replace(day=1)
    return {
        "Older people whom no visit reached, by ward": Question(
            (Is(Attribute.AGE, _OLDER), Happened("fire-visits.visits", excluded=True)), (Breakdown.WARD,)
        ),
        "Call-outs to homes, month by month": Question(
            (Happened("fire-visits.call_outs"),),
            (Breakdown.MONTH,),
            since=months_before(month, 24),
            until=month,
        ),
        "Arrears before a police incident": Question(
            (
                Happened("housing.arrears"),
                Happened("police-records.incident_roles"),
                Then(earlier=0, later=1, within_months=12),
            )
        ),
        "Who works with people, by district": Question((), (Breakdown.SERVICE, Breakdown.DISTRICT)),
        "Care at home, of each 1,000 people, by age and sex": Question(
            (Happened("adult-social-care.services", (Says("involvement.service", ("Home care",)),)),),
            (Breakdown.AGE, Breakdown.SEX),
            Measure.RATE,
        ),
    }


def _reached(today: date) -> Proposal:
    return Proposal(
        title="Whom safe and well visits reach",
        agreement=_AGREEMENT,
        safe_project=(
            "Where the fire service offers safe and well visits next. Older people who live where few were"
            " visited gain by it, and crews who no longer knock by chance."
        ),
        safe_people="Two analysts of the council's public health team, trained this year in safe outputs.",
        safe_data=(
            "Counts from fire visits, adult social care, housing and police. Names and addresses are not"
            " needed, and are not there."
        ),
        safe_settings="Answers stay in Shiremoot, and in the council's own folder for the programme.",
        safe_outputs="The programme's board, which meets each month; nobody else before they are published.",
        ends_on=today + timedelta(days=365),
    )


def _waiting(today: date) -> Proposal:
    return Proposal(
        title="Exclusions from school and moving home",
        agreement=_AGREEMENT,
        safe_project="Whether families who move often need help with school sooner than they get it.",
        safe_people="One analyst of children's services, who has done the council's course on safe outputs.",
        safe_data="Counts of pupils excluded and of tenancies that ended, by district and age.",
        safe_settings="Answers stay in Shiremoot.",
        safe_outputs="The heads of early help and of inclusion.",
        ends_on=today + timedelta(days=180),
    )


def _acting(email: str) -> Viewer:
    post = Membership.objects.select_related("user").get(user__email=email)
    return Viewer(post.organisation_id, post.role, str(post.user_id))


def _id(name: str) -> UUID:
    return uuid5(_NAMES, name)
