"""Consents on which flows rest: recorded and withdrawn. Each acts at once: the next decision knows it.

A consent is of a person who is known, never of an NHS number alone: it permits, so a number that is mistyped
would show somebody else's data, and nothing could be said to whoever typed it.
"""

from datetime import datetime

from django.db import transaction

from shiremoot.access import grants
from shiremoot.access.facts import change, need_reason, record
from shiremoot.access.models import ConsentGiven
from shiremoot.access.published import in_use
from shiremoot.decisions.request import Consent
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer


@transaction.atomic
def asked_for(*, at: datetime) -> frozenset[Consent]:
    """The consents on which some flow in force rests."""
    return frozenset(
        Consent(grant.provider, grant.purpose)
        for grant in grants.current().all
        if grant.rests_on_consent and grant.in_force(at)
    )


def give_consent(
    home: Home,
    *,
    person_id: str,
    provider: str,
    purpose: Purpose,
    reason: str,
    by: Viewer,
    at: datetime,
    reference: str = "",
) -> None:
    """Record that a person agreed to a provider's data being used for a purpose; `reason`: how it is known.

    Raises UserError where that is recorded already.
    """
    need_reason(reason)
    person_id = in_use(home).follow(person_id)
    with transaction.atomic(durable=True):
        if _in_force(home, person_id, provider=provider, purpose=purpose):
            raise UserError("This consent is recorded already.", "Nothing more is needed.")
        ConsentGiven.objects.create(
            person_id=person_id,
            provider=provider,
            purpose=purpose,
            given_at=at,
            reason=reason,
            reference=reference,
            organisation=by.organisation,
            given_by=by.user_id,
            since=change(),
        )
        record(Act.GIVE_CONSENT, by, at, person_id, provider=provider, purpose=purpose, reason=reason)


def withdraw_consent(
    home: Home, *, person_id: str, provider: str, purpose: Purpose, reason: str, by: Viewer, at: datetime
) -> None:
    """Record that a person withdrew it, whoever recorded that it was given. Raises UserError."""
    need_reason(reason)
    person_id = in_use(home).follow(person_id)
    with transaction.atomic(durable=True):
        found = _in_force(home, person_id, provider=provider, purpose=purpose)
        if not found:
            raise UserError("No such consent is recorded.", "Absent and withdrawn are the same.")
        until = change()
        for consent in found:
            consent.withdrawn_at, consent.withdrawn_by, consent.why_withdrawn = at, by.user_id, reason
            consent.until = until
            consent.save()
        record(Act.WITHDRAW_CONSENT, by, at, person_id, provider=provider, purpose=purpose, reason=reason)


def note_read(consent: ConsentGiven, *, by: Viewer, at: datetime) -> None:
    """Record that it is read how a consent is known, unless by who wrote it; call it before that is shown."""
    if consent.given_by != by.user_id:
        with transaction.atomic(durable=True):
            record(Act.VIEW_FACT, by, at, consent.person_id, consent=consent.pk)


def recorded_by(organisation: str) -> list[ConsentGiven]:
    """Every consent that this organisation recorded, withdrawn or not."""
    return list(ConsentGiven.objects.filter(organisation=organisation))


def recorded_of(home: Home, person_id: str, *, organisation: str) -> list[ConsentGiven]:
    """The consents of a person that this organisation recorded and that are not withdrawn.

    Raises NothingPublished.
    """
    return _in_force(home, in_use(home).follow(person_id), organisation=organisation)


def _in_force(home: Home, person_id: str, **narrowed: str) -> list[ConsentGiven]:
    """Those in force for who this person is now, whatever identifier they were given under."""
    publish = in_use(home)
    found = ConsentGiven.objects.filter(until=None, **narrowed)
    return [consent for consent in found if publish.follow(consent.person_id) == person_id]
