"""Registering an intervention, changing its plan, deciding how it goes on, and comparing places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from shiremoot.access.held import Gone
from shiremoot.dates import day_of, months_before
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.errors import UserError
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.methods.staggered import effect
from shiremoot.roadmap.evaluation import comparing
from shiremoot.roadmap.evaluation.models import Compared, Decision, Intervention, Version
from shiremoot.roadmap.evaluation.plan import Plan, from_plain, to_plain
from shiremoot.singleview.analysis import running
from shiremoot.singleview.analysis.models import Release, SavedQuestion
from shiremoot.singleview.analysis.question import from_plain as question_from_plain
from shiremoot.singleview.analysis.tables import from_plain as table_from_plain


class Outcome(StrEnum):
    CONTINUE = "continue"
    ADAPT = "adapt"
    STOP = "stop"


@dataclass(frozen=True)
class Decided:
    """`adapted` says what is done otherwise, where it is adapted; a stopped one has no next review."""

    outcome: Outcome
    reason: str
    adapted: str
    next_review: date | None


def register(
    identifier: UUID, plan: Plan, *, by: Viewer, at: datetime, written: datetime | None = None
) -> Intervention:
    """An intervention that has not begun; sent twice, it is one. Where its plan was written elsewhere and
    before, `written` is when: it is the moment by which it may not have begun.

    Raises UserError where it had, or counts by what is no question for it.
    """
    registered = written or at
    with transaction.atomic(durable=True):
        ledger.Turn()
        if made := listed(by=by).filter(pk=identifier).first():
            return made
        first = _check(plan, by)
        if first <= day_of(registered):
            raise UserError(
                f"It begins in {first:%B %Y}, which is not after today: a change is registered before the"
                " month in which it begins.",
                "Look at what it did with a question in Analysis, and register the next change beforehand.",
            )
        made = Intervention.objects.create(
            id=identifier,
            organisation=by.organisation,
            registered_by=by.user_id,
            registered_at=registered,
            entered_at=at,
            next_review=months_before(first, -plan.review_every),
        )
        _add_version(made, 1, plan, "", by, registered)
        _record(Act.REGISTER_INTERVENTION, made, by, at, title=plan.title, written=registered.isoformat())
    return made


def change(
    intervention_id: UUID, plan: Plan, *, why: str, after: int, by: Viewer, at: datetime
) -> Intervention:
    """Keep another version of the plan, which followed the one numbered `after`; sent twice, it is one.

    Raises Gone; UserError where another has followed it, where nothing differs, and where it was stopped.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = one(intervention_id, by=by)
        _must_go_on(found)
        newest = newest_version(found)
        made = (newest.number, newest.plan, newest.why, newest.made_by)
        if made == (after + 1, to_plain(plan), why, by.user_id):
            return found
        if newest.number != after:
            raise UserError(
                "Somebody has changed the plan since you opened it.",
                "Read what they changed on its page, and change it again.",
            )
        _check(plan, by)
        if newest.plan == to_plain(plan):
            raise UserError("Nothing differs from the plan as it is.", "Change something, or go back.")
        _add_version(found, after + 1, plan, why, by, at)
        _record(Act.CHANGE_INTERVENTION, found, by, at, version=after + 1, why=why)
    return found


def decide(
    identifier: UUID,
    intervention_id: UUID,
    decided: Decided,
    *,
    seen: Sequence[str],
    after: int,
    by: Viewer,
    at: datetime,
    written: datetime | None = None,
) -> Decision:
    """Keep how it goes on; sent twice, it is one. `after` so many earlier decisions, with what the page said.

    Raises Gone; UserError where somebody decided in between, where it was stopped, or the next day is over.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = one(intervention_id, by=by)
        if made := found.decisions.filter(pk=identifier).first():
            return made
        _must_go_on(found)
        if found.decisions.count() != after:
            raise UserError(
                "Somebody has decided since you opened the page.", "Read their decision, and decide again."
            )
        goes_on, decided_at = decided.outcome is not Outcome.STOP, written or at
        if goes_on and (not decided.next_review or decided.next_review <= day_of(decided_at)):
            raise UserError("The next review lies after today.", "Choose a later day.")
        made = Decision.objects.create(
            id=identifier,
            intervention=found,
            outcome=decided.outcome,
            reason=decided.reason,
            adapted=decided.adapted if decided.outcome is Outcome.ADAPT else "",
            seen=list(seen),
            next_review=decided.next_review if goes_on else None,
            decided_by=by.user_id,
            decided_at=decided_at,
            entered_at=at,
        )
        found.next_review = made.next_review
        found.save()
        _record(
            Act.DECIDE_INTERVENTION,
            found,
            by,
            at,
            decision=str(made.pk),
            outcome=made.outcome,
            why=made.reason,
        )
    return made


def listed(*, by: Viewer) -> QuerySet[Intervention]:
    """Those of one's organisation, first what is reviewed next; what was stopped, last."""
    stopped_last = F("next_review").asc(nulls_last=True)
    return Intervention.objects.filter(organisation=by.organisation).order_by(stopped_last, "-registered_at")


def one(intervention_id: UUID, *, by: Viewer) -> Intervention:
    """Raises Gone where it is another organisation's."""
    found = listed(by=by).filter(pk=intervention_id).first()
    if found is None:
        raise Gone
    return found


def due(*, by: Viewer, at: datetime) -> int:
    """How many wait to be decided on."""
    return listed(by=by).filter(next_review__lte=day_of(at)).count()


def newest_version(intervention: Intervention) -> Version:
    return intervention.versions.latest("number")


def questions(*, by: Viewer) -> tuple[list[SavedQuestion], list[SavedQuestion]]:
    """What may be an indicator, by month; and on what a comparison may rest, by ward and period."""
    found = [(each, question_from_plain(each.content)) for each in running.of_organisation(by=by)]
    return (
        [saved for saved, asked in found if comparing.is_by_month(asked)],
        [saved for saved, asked in found if comparing.period_of(asked)],
    )


def newest_release(question_id: UUID, *, by: Viewer) -> Release | None:
    """What was shown last of a question of one's organisation."""
    found = running.of_organisation(by=by).filter(pk=question_id).first()
    return running.releases(found).select_related("question").first() if found else None


def compared(version: Version, release: Release) -> Compared | None:
    return version.compared.filter(release_id=release.pk).first()


def compare_all(*, at: datetime) -> int:
    """Compare places in each newest release, once for the newest plan; how many were compared."""
    count = 0
    for intervention in Intervention.objects.exclude(next_review=None):
        version = newest_version(intervention)
        by = Viewer(intervention.organisation, "", "")
        for indicator in from_plain(version.plan).indicators:
            release = newest_release(indicator.compared, by=by) if indicator.compared else None
            if release and not compared(version, release):
                _compare(version, release, at)
                count += 1
    return count


def _compare(version: Version, release: Release, at: datetime) -> None:
    question = question_from_plain(release.question.content)
    each = comparing.period_of(question)
    assert each is not None
    areas = comparing.areas(table_from_plain(release.table), question, from_plain(version.plan).starts)
    found = comparing.to_plain(effect(areas, each=each))
    # two that work at once found the same
    Compared.objects.get_or_create(
        version=version, release_id=release.pk, defaults={"found": found, "computed_at": at}
    )


def _check(plan: Plan, by: Viewer) -> date:
    """The first month in which it begins. Raises UserError."""
    by_month, by_ward = ({each.pk for each in some} for some in questions(by=by))
    for each in plan.indicators:
        if each.question not in by_month or (each.compared and each.compared not in by_ward):
            raise UserError(
                f"What “{each.title}” is counted by is not a question of an approved project of your"
                " organisation, by month, or by ward and period.",
                "Choose another question.",
            )
    if plan.first_start is None:
        raise UserError("It begins nowhere.", "Give at least one ward the month in which it begins.")
    return plan.first_start


def _must_go_on(found: Intervention) -> None:
    if found.next_review is None:
        raise UserError(
            "It was stopped, so nothing more is decided or changed.", "For another change, register another."
        )


def _add_version(found: Intervention, number: int, plan: Plan, why: str, by: Viewer, at: datetime) -> None:
    Version.objects.create(
        intervention=found, number=number, plan=to_plain(plan), why=why, made_by=by.user_id, made_at=at
    )


def _record(act: Act, found: Intervention, by: Viewer, at: datetime, **detail: Any) -> None:
    ledger.append(
        Draft(
            act=act,
            at=at,
            by=by,
            outcome="done",
            purpose=Purpose.RESEARCH_AND_PLANNING,
            mode=Mode.AGGREGATE,
            about=found.pk,
            viewer_detail={"intervention": str(found.pk), **detail},
        )
    )
