"""Proposing a project, approving it by somebody else, and ending it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from shiremoot.access import analysing
from shiremoot.access.held import Gone
from shiremoot.dates import day_of
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.singleview.analysis.models import Project

LONGEST = timedelta(days=2 * 365)


class State(StrEnum):
    """Where a project stands; the word that pages show."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True)
class Proposal:
    """The Five Safes as they are told, and what they rest on."""

    title: str
    agreement: str
    safe_project: str
    safe_people: str
    safe_data: str
    safe_settings: str
    safe_outputs: str
    ends_on: date


def state(project: Project, at: datetime) -> State:
    if project.ended_at or day_of(at) > project.ends_on:
        return State.ENDED
    if project.decided_at is None:
        return State.PROPOSED
    return State.APPROVED if project.approved else State.REFUSED


def propose(identifier: UUID, proposal: Proposal, *, by: Viewer, at: datetime) -> Project:
    """A project that waits for approval; sent twice, it is one. Raises UserError where it cannot be."""
    with transaction.atomic(durable=True):
        ledger.Turn()
        if made := Project.objects.filter(pk=identifier, **_whose(by)).first():
            return made
        if proposal.agreement not in analysing.agreements(by=by, at=at):
            raise UserError(
                "No flow of that agreement lets your role have people counted now.",
                "Choose another agreement, or ask your information governance officer.",
            )
        if not day_of(at) < proposal.ends_on <= day_of(at) + LONGEST:
            raise UserError(
                "A project ends after today, and within two years.", "Choose a day; a new project can follow."
            )
        made = Project.objects.create(
            id=identifier, **vars(proposal), **_whose(by), proposed_by=by.user_id, proposed_at=at
        )
        record(Act.PROPOSE_PROJECT, made, by, at, title=made.title, agreement=made.agreement)
    return made


def decide(project_id: UUID, *, approve: bool, why: str, by: Viewer, at: datetime) -> Project:
    """Approve a project of one's own organisation, or refuse it, with the reason.

    Raises Gone where there is none; UserError for whoever proposed it, and where it is decided already.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()
        project = to_decide(by=by).select_for_update().filter(pk=project_id).first()
        if project is None:
            raise Gone
        if project.proposed_by == by.user_id:
            raise UserError(
                "You proposed this project yourself.", "Somebody else of your organisation decides it."
            )
        if state(project, at) is not State.PROPOSED:
            raise UserError(f"This project is {state(project, at)}.", "Nothing more is needed.")
        project.approved, project.why_decided = approve, why
        project.decided_by, project.decided_at = by.user_id, at
        project.save()
        record(Act.APPROVE_PROJECT if approve else Act.REFUSE_PROJECT, project, by, at, why=why)
    return project


def end(home: Home, project_id: UUID, *, by: Viewer, at: datetime) -> Project:
    """End a project now: nothing more is answered, and what was prepared for it is removed."""
    with transaction.atomic(durable=True):
        ledger.Turn()
        project = one(project_id, by=by)
        if project.ended_at is None:
            project.ended_at, project.ended_by = at, by.user_id
            project.save()
            record(Act.END_PROJECT, project, by, at)
    analysing.forget(home, known_to_the_door(project))
    return project


def listed(*, by: Viewer) -> QuerySet[Project]:
    """The projects of one's organisation and role, the newest first."""
    return Project.objects.filter(**_whose(by)).order_by("-proposed_at")


def to_decide(*, by: Viewer) -> QuerySet[Project]:
    """Every project of one's organisation, whoever works on it, the newest first."""
    return Project.objects.filter(organisation=by.organisation).order_by("-proposed_at")


def waiting(*, by: Viewer, at: datetime) -> int:
    """How many projects of somebody else's wait for approval."""
    waits = to_decide(by=by).filter(decided_at=None, ended_at=None, ends_on__gte=day_of(at))
    return waits.exclude(proposed_by=by.user_id).count()


def one(project_id: UUID, *, by: Viewer) -> Project:
    """Raises Gone where it is another organisation's or role's."""
    found = listed(by=by).filter(pk=project_id).first()
    if found is None:
        raise Gone
    return found


def known_to_the_door(project: Project) -> analysing.Project:
    return analysing.Project(project.pk, project.agreement)


def must_be_approved(project: Project, at: datetime) -> None:
    """Raises UserError where its questions are not answered."""
    if (found := state(project, at)) is not State.APPROVED:
        raise UserError(f"This project is {found}, so nothing is counted for it.", _NEXT[found])


def forget_ended(home: Home, at: datetime) -> None:
    """Remove what was prepared for projects whose last day is over."""
    for project in Project.objects.filter(ends_on__lt=day_of(at)):
        analysing.forget(home, known_to_the_door(project))


_NEXT = {
    State.PROPOSED: "Somebody else of your organisation has to approve it first.",
    State.REFUSED: "Read why, and propose another.",
    State.ENDED: "What was released stays. For more, propose another project.",
}


def _whose(by: Viewer) -> dict[str, str]:
    return {"organisation": by.organisation, "role": by.role}


def record(act: Act, project: Project, by: Viewer, at: datetime, **detail: Any) -> None:
    """Write the entry of an act of a project, inside its transaction."""
    ledger.append(
        Draft(
            act=act,
            at=at,
            by=by,
            outcome="done",
            purpose=Purpose.RESEARCH_AND_PLANNING,
            mode=Mode.AGGREGATE,
            about=project.pk,
            viewer_detail={"project": str(project.pk), **detail},
        )
    )
