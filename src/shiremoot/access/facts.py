"""Setting and lifting facts about people. Each acts at once: the next decision knows it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shiremoot.access import numbers
from shiremoot.access.models import Fact, FactsRevision
from shiremoot.access.protection import FactKind
from shiremoot.access.published import in_use
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer


@dataclass(frozen=True)
class Reach:
    """How far a fact reaches: one provider, one purpose, some datasets; left out, all of them."""

    provider: str = ""
    purpose: Purpose | None = None
    datasets: tuple[str, ...] = ()


EVERYTHING = Reach()


def set_fact(
    home: Home,
    *,
    person_id: str,
    kind: FactKind,
    reason: str,
    by: Viewer,
    at: datetime,
    reach: Reach = EVERYTHING,
    reference: str = "",
) -> Fact:
    """Set a fact about a person of the publish in use. Raises UserError where reason or reach will not do."""
    publish = in_use(home)
    known = {"person_id": publish.follow(person_id), "known_at": publish.at}
    return _set(known, kind=kind, reason=reason, by=by, at=at, reach=reach, reference=reference)


def set_fact_by_number(
    *,
    nhs_number: str,
    kind: FactKind,
    reason: str,
    by: Viewer,
    at: datetime,
    reach: Reach = EVERYTHING,
    reference: str = "",
) -> Fact:
    """Set a fact about whoever has this NHS number, in this publish or a later one. Raises UserError.

    Nothing is looked up: to tell whether somebody has the number would say whether they are known here.
    """
    if not numbers.is_nhs_number(nhs_number):
        raise UserError("That is not an NHS number.", "Check its ten figures.")
    numbers.check_key()
    known = {"number_hash": numbers.keyed(nhs_number), "known_at": at}
    return _set(known, kind=kind, reason=reason, by=by, at=at, reach=reach, reference=reference)


def lift_fact(fact_id: UUID, *, reason: str, by: Viewer, at: datetime) -> None:
    """End a fact that one's own organisation set. Raises UserError where there is none, or it has ended."""
    need_reason(reason)
    with transaction.atomic(durable=True):
        fact = Fact.objects.select_for_update().filter(pk=fact_id, organisation=by.organisation).first()
        if fact is None:
            raise UserError("Your organisation set no such fact.", "Choose one from the list.")
        if fact.until is not None:
            raise UserError("It has been lifted already.", "Nothing more is needed.")
        fact.lifted_by, fact.lifted_at, fact.why_lifted = by.user_id, at, reason
        fact.until = change()
        fact.save()
        record(Act.LIFT_FACT, by, at, fact.person_id, fact=str(fact.pk), kind=fact.kind, reason=reason)


def note_read(fact: Fact, *, by: Viewer, at: datetime) -> None:
    """Record that a fact's reason is read, unless by who wrote it; call it before the reason is shown."""
    if fact.set_by != by.user_id:
        with transaction.atomic(durable=True):
            record(Act.VIEW_FACT, by, at, fact.person_id, fact=str(fact.pk))


def set_by_organisation(organisation: str) -> list[Fact]:
    """Every fact that this organisation set, lifted or not."""
    return list(Fact.objects.filter(organisation=organisation))


def change(part: str = "mark") -> int:
    """Make a new revision, inside the transaction of what changes; returns its number.

    `part` is the mark of what changed: facts and consents, opt-outs, or staff and canaries. Takes the turn of
    the ledger, which is written anyway: of the very first two at once, the second finds no row to wait for.
    """
    ledger.Turn()
    kept = FactsRevision.objects.select_for_update().first()
    if kept is None:
        kept = FactsRevision(pk=1, number=0, key_mark=numbers.key_mark())
    kept.number += 1
    setattr(kept, part, secrets.token_hex(16))
    kept.save()
    return kept.number


def _set(
    known: dict[str, object],
    *,
    kind: FactKind,
    reason: str,
    by: Viewer,
    at: datetime,
    reach: Reach,
    reference: str,
) -> Fact:
    need_reason(reason)
    _check_reach(kind, reach)
    with transaction.atomic(durable=True):
        fact = Fact.objects.create(
            **known,
            kind=kind,
            provider=reach.provider,
            purpose=reach.purpose or "",
            datasets=sorted(reach.datasets),
            reason=reason,
            reference=reference,
            organisation=by.organisation,
            set_by=by.user_id,
            set_at=at,
            since=change(),
        )
        record(Act.SET_FACT, by, at, fact.person_id, fact=str(fact.pk), kind=kind, reason=reason)
    return fact


def _check_reach(kind: FactKind, reach: Reach) -> None:
    if kind.needs_datasets and not reach.datasets:
        raise UserError(f"A {kind} needs to say which datasets it reaches.", "Choose at least one.")
    if kind.may_be_narrowed:
        return
    if reach.provider or reach.purpose or (reach.datasets and not kind.needs_datasets):
        raise UserError(f"A {kind} reaches everybody's data for every purpose.", "Leave the reach out.")


def need_reason(reason: str) -> None:
    """Raises UserError where there is none."""
    if not reason.strip():
        raise UserError("A reason is needed.", "Say in a few words why, for your own reviewers.")


def record(act: Act, by: Viewer, at: datetime, person_id: str, **detail: object) -> None:
    """Write the entry of a change, inside its transaction; `person_id` may be empty."""
    persons: Iterable[str] = (person_id,) if person_id else ()
    ledger.append(
        Draft(act=act, at=at, by=by, outcome="done", persons=tuple(persons), viewer_detail=dict(detail))
    )
