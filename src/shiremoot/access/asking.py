"""Who may be asked about somebody: services whose own organisation lets its staff look into their records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiremoot.access import grants
from shiremoot.access.held import holder, name_candidates
from shiremoot.access.models import Candidate
from shiremoot.access.published import datasets
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer


@dataclass(frozen=True, order=True)
class Service:
    """One dataset's service, and the organisation that answers for it."""

    name: str
    organisation: str
    dataset: str


@transaction.atomic
def services_to_ask(home: Home, *, by: Viewer, purpose: Purpose, at: datetime) -> list[Service]:
    """Services of other organisations whose staff may look somebody up for this purpose, by name.

    It depends on agreements alone, so that who can be asked tells nothing of whom a service knows.
    """
    looking = {
        grant.dataset
        for grant in _looks(at)
        if grant.purpose is purpose and grant.provider != by.organisation
    }
    return sorted(
        Service(each.service, each.provider, each.dataset)
        for each in datasets(home)
        if each.dataset in looking
    )


@transaction.atomic
def answerable(*, by: Viewer, at: datetime) -> frozenset[tuple[str, str]]:
    """Purpose and dataset of the asks that this user may answer."""
    return frozenset(
        (grant.purpose, grant.dataset)
        for grant in _looks(at)
        if grant.recipient == by.organisation and by.role in grant.roles
    )


def candidate(person_id: str, *, by: Viewer, purpose: Purpose, at: datetime) -> Candidate:
    """The person of an ask, under a name that says nothing, for whoever is asked to open."""
    names = name_candidates([person_id], held=Candidate(**holder(by), purpose=purpose), at=at)
    return Candidate.objects.get(pk=names[person_id])


def _looks(at: datetime) -> Iterator[Grant]:
    """Flows by which an organisation lets its own staff look up anybody in its own data."""
    for grant in grants.current().all:
        if (
            grant.provider == grant.recipient
            and grant.purpose.looks_for_people
            and grant.mode is Mode.IDENTIFIED
            and grant.in_force(at)
            and not grant.relationships
            and not grant.rests_on_consent
        ):
            yield grant
