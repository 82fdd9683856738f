"""Recording, checking and withdrawing evidence, extending what lapsed, vouching for a small organisation."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction

from shiremoot.dates import day_month, day_of
from shiremoot.errors import UserError
from shiremoot.gateway.assurance.loading import known_of
from shiremoot.gateway.assurance.models import AssuranceItem, EvidenceFile, Extension, SmallAnswers
from shiremoot.gateway.assurance.standing import (
    Known,
    ValidSpan,
    latest_extension,
    standings_at,
    valid_spans,
)
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.kinds import body_of
from shiremoot.gateway.organisations.models import OfficeHeld, Organisation
from shiremoot.gateway.organisations.offices import Office
from shiremoot.gateway.organisations.signals import standing_changed
from shiremoot.law import law
from shiremoot.law.assurance import Held, Standing
from shiremoot.law.items import SmallPath
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.verbs import Turn

Pair = tuple[str, str]
"""An organisation, and a provider whose data it gets; or itself."""
MOST_BYTES = 5 * 1024 * 1024
FROM_ROLES = frozenset(office.value for office in Office)
"""Kinds of evidence that the roles held give by themselves: nobody records them twice."""


def known(organisation: str) -> Known:
    return known_of(Organisation.objects.filter(pk=organisation))[organisation]


def standings(organisation: str, *, at: datetime, provider: str = "") -> tuple[Standing, ...]:
    """How each requirement stood at that moment, as was known then, for what a provider gives it.

    No provider: for what it gives itself.
    """
    return standings_at(law(), known(organisation).towards(provider or organisation), at)


def spans(pairs: Iterable[Pair]) -> dict[Pair, tuple[ValidSpan, ...]]:
    """When each organisation's assurance was, is and will be valid for what a provider gives it."""
    wanted = set(pairs)
    found = known_of(Organisation.objects.filter(pk__in={organisation for organisation, _ in wanted}))
    return {pair: _spans(found[pair[0]].towards(pair[1])) for pair in wanted if pair[0] in found}


@lru_cache(maxsize=4096)
def _spans(known: Known) -> tuple[ValidSpan, ...]:
    """What follows from the same evidence is worked out once in a process."""
    return tuple(valid_spans(law(), known))


def kinds_to_record() -> list[tuple[str, str]]:
    """Kinds of evidence that are recorded here: not roles held, and not a sponsor's word."""
    given = {path.gives for path in law().small_paths.values()}
    every = law().assurance.values()
    return [(kind.id, kind.label) for kind in every if kind.id not in FROM_ROLES | given]


def evidence_label(kind: str, level: str) -> str:
    """*Data Security and Protection Toolkit: standards met*; a level that says its kind stands alone."""
    label = law().assurance.named(kind).label
    return level if level.startswith(label) else f"{label}: {level}" if level else label


@transaction.atomic
def record_item(
    organisation: str,
    held: Held,
    *,
    words: str = "",
    file: tuple[str, bytes] | None = None,
    by: Viewer,
    at: datetime,
) -> AssuranceItem:
    """Record evidence, as an administrator of the organisation; it counts from now on.

    Raises UserError for a kind or level that there is not, or days that cannot be.
    """
    organisations.check_may_administer(organisation, by=by, at=at)
    _check_held(held, day_of(at))
    if file is not None and len(file[1]) > MOST_BYTES:
        raise UserError(
            f"The file is larger than {MOST_BYTES // 1024**2} MB.", "Give a smaller one, or none."
        )
    item = AssuranceItem.objects.create(
        organisation=organisation,
        kind=held.kind,
        level=held.level,
        number=held.number,
        issued=held.issued,
        until=held.until,
        words=words,
        recorded_at=at,
        recorded_by=by.user_id,
    )
    if file is not None:
        EvidenceFile.objects.create(item=item, name=file[0][-120:], content=file[1])
    _changed(organisation)
    _record(Act.RECORD_ASSURANCE, by, at, organisation, item=item.pk, kind=held.kind)
    return item


def _check_held(held: Held, today: date) -> None:
    kind = law().assurance.named(held.kind)
    if held.kind not in dict(kinds_to_record()):
        raise UserError(
            f"{kind.label} is not recorded here.", "It follows from the roles held, or a sponsor."
        )
    if kind.levels and held.level not in kind.levels:
        raise UserError(f"{kind.label} has a level.", f"Choose {' or '.join(kind.levels)}.")
    if held.issued > today:
        raise UserError("The day it was issued is still to come.", "Record it when it has been issued.")
    if held.until is not None and held.until < held.issued:
        raise UserError("Its last day is before the day it was issued.", "Correct one of the two.")


@transaction.atomic
def check_item(item_id: int, *, by: Viewer, at: datetime) -> AssuranceItem:
    """Somebody else than who recorded it has seen the evidence and says so."""
    item = AssuranceItem.objects.select_for_update().get(pk=item_id)
    if not may_check(item, by=by, at=at):
        raise UserError(
            "You cannot check this evidence.",
            "Another administrator of the organisation, its sponsor or the host can.",
        )
    if item.checked_at is None and item.withdrawn_at is None:
        item.checked_at, item.checked_by = at, by.user_id
        item.save()
        _record(Act.CHECK_ASSURANCE, by, at, item.organisation, item=item.pk)
    return item


def may_see_evidence(organisation: str, *, by: Viewer, at: datetime) -> bool:
    """Certificates and reports are for administrators: its own, its sponsor's and the host's."""
    sponsor = Organisation.objects.filter(pk=organisation).values_list("sponsor_id", flat=True).first()
    if by.organisation not in (organisation, sponsor, organisations.host().pk):
        return False
    return by.user_id in organisations.administrators(by.organisation, at=at)


def may_check(item: AssuranceItem, *, by: Viewer, at: datetime) -> bool:
    return item.recorded_by != by.user_id and may_see_evidence(item.organisation, by=by, at=at)


@transaction.atomic
def withdraw_item(item_id: int, *, reason: str, by: Viewer, at: datetime) -> AssuranceItem:
    """Evidence that was wrong, or no longer holds, counts no longer from now on."""
    Turn()
    item = AssuranceItem.objects.select_for_update().get(pk=item_id)
    organisations.check_may_administer(item.organisation, by=by, at=at)
    if item.withdrawn_at is None:
        item.withdrawn_at, item.withdrawn_by, item.why_withdrawn = at, by.user_id, reason
        item.save()
        _changed(item.organisation)
        _record(Act.WITHDRAW_ASSURANCE, by, at, item.organisation, item=item.pk, reason=reason)
    return item


def risk_owner(organisation: str, *, by: Viewer, at: datetime) -> OfficeHeld | None:
    """The office of risk owner, where whoever asks holds it and acts for the organisation."""
    if by.organisation != organisation or by.user_id == organisations.COMMAND_LINE:
        return None
    acts = any(each.organisation == organisation for each in organisations.memberships(by.user_id, at=at))
    held = OfficeHeld.objects.filter(
        organisation_id=organisation, office=Office.SENIOR_RISK_OWNER, user_id=by.user_id, ends=None
    )
    return held.first() if acts else None


@transaction.atomic
def extend(
    organisation: str, requirement: str, *, until: date, reason: str, by: Viewer, at: datetime
) -> Extension:
    """Let what `by`'s organisation gives run on after a requirement lapsed, or is about to.

    Only the provider's senior information risk owner may: of its own assurance, or of that of an organisation
    which gets its data. Raises UserError where somebody else asks, there is nothing to extend, or it would
    last too long.
    """
    owner = risk_owner(by.organisation, by=by, at=at)
    if owner is None:
        raise UserError(
            "Only the provider's senior information risk owner may extend an assurance.",
            "Name them on the provider's page, with the email address that they sign in with.",
        )
    there = standings(organisation, at=at, provider=by.organisation)
    standing = next((each for each in there if each.requirement == requirement), None)
    latest = latest_extension(law(), standing) if standing else None
    if latest is None or latest < day_of(at):
        raise UserError("There is nothing to extend here any longer.", "Record new evidence.")
    if not day_of(at) <= until <= latest:
        raise UserError(
            f"It may be extended until {day_month(latest)} at the most, and not into the past.",
            "Choose another day.",
        )
    made = Extension.objects.create(
        organisation=organisation,
        provider=by.organisation,
        requirement=requirement,
        until=until,
        reason=reason,
        made_at=at,
        made_by=by.user_id,
        name=owner.name,
    )
    _changed(organisation)
    _record(
        Act.EXTEND_ASSURANCE, by, at, organisation, requirement=requirement, until=str(until), reason=reason
    )
    return made


def small_path(organisation: Organisation, on: date) -> SmallPath | None:
    """The path for small organisations, where one of this kind may take it."""
    body = body_of(organisation.kind)
    paths = law().small_paths.on(on) if body else ()
    return next((path for path in paths if body and body.is_among(path.bodies)), None)


@transaction.atomic
def answer(
    organisation: str, answers: Mapping[str, Mapping[str, object]], *, by: Viewer, at: datetime
) -> SmallAnswers:
    """Answer the twelve questions; they wait for the sponsor. Answers that waited before are replaced."""
    organisations.check_may_administer(organisation, by=by, at=at)
    found = Organisation.objects.get(pk=organisation)
    if small_path(found, day_of(at)) is None:
        raise UserError(
            "The path for small organisations is not for one of this kind.", "Record evidence instead."
        )
    if found.sponsor_id is None:
        raise UserError("No sponsor is named.", "Name one on the organisation's page first.")
    if set(answers) != set(law().questions):
        raise UserError("Not every question is answered.", "Answer all of them.")
    SmallAnswers.objects.filter(organisation=organisation, decided_at=None, ended_at=None).update(ended_at=at)
    made = SmallAnswers.objects.create(
        organisation=organisation,
        sponsor=found.sponsor_id,
        answers={question: dict(said) for question, said in answers.items()},
        answered_at=at,
        answered_by=by.user_id,
    )
    _record(Act.ANSWER_QUESTIONS, by, at, organisation, answers=made.pk)
    return made


@transaction.atomic
def decide(answers_id: int, *, vouch: bool, why_not: str = "", by: Viewer, at: datetime) -> SmallAnswers:
    """The sponsor vouches, or says why not; earlier answers that it vouched for are taken over by these."""
    Turn()
    found = SmallAnswers.objects.select_for_update().get(pk=answers_id)
    organisations.check_may_administer(found.sponsor, by=by, at=at)
    if found.decided_at is not None or found.ended_at is not None:
        raise UserError("Somebody has decided this already.", "Look at what they said.")
    if vouch:
        earlier = SmallAnswers.objects.filter(organisation=found.organisation, vouched=True, ended_at=None)
        earlier.update(ended_at=at)
    found.decided_at, found.decided_by, found.vouched, found.why_not = at, by.user_id, vouch, why_not
    found.save()
    _changed(found.organisation)
    _record(Act.VOUCH, by, at, found.organisation, answers=found.pk, vouched=vouch, why_not=why_not)
    return found


@transaction.atomic
def stop_vouching(answers_id: int, *, reason: str, by: Viewer, at: datetime) -> SmallAnswers:
    """The sponsor takes its word back; it counts no longer from now on."""
    Turn()
    found = SmallAnswers.objects.select_for_update().get(pk=answers_id)
    organisations.check_may_administer(found.sponsor, by=by, at=at)
    if found.vouched and found.ended_at is None:
        found.ended_at, found.why_not = at, reason
        found.save()
        _changed(found.organisation)
        _record(Act.STOP_VOUCHING, by, at, found.organisation, answers=found.pk, reason=reason)
    return found


def _changed(organisation: str) -> None:
    standing_changed.send(Organisation, organisations=[organisation])


def _record(act: Act, by: Viewer, at: datetime, organisation: str, **detail: object) -> None:
    organisations.record(act, by, at, organisation=organisation, **detail)
