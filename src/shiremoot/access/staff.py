"""Who of the people is staff, and planted records: told by NHS number, kept as keyed hashes."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shiremoot.access import numbers
from shiremoot.access.facts import change
from shiremoot.access.models import Canary, StaffPerson
from shiremoot.errors import UserError
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer

_WATCHED = "watched_mark"


def load_staff(number_of: Mapping[str, str], *, organisation: str, by: Viewer, at: datetime) -> int:
    """Make this the whole list of an organisation's staff: user → NHS number. Returns how many."""
    numbers.check_key()
    people = [
        StaffPerson(user_id=user_id, organisation=organisation, number_hash=numbers.keyed(number))
        for user_id, number in number_of.items()
    ]
    with transaction.atomic(durable=True):
        StaffPerson.objects.filter(organisation=organisation).delete()
        StaffPerson.objects.bulk_create(people)
        change(_WATCHED)
        _record(Act.LOAD_STAFF, by, at, organisation=organisation, staff=len(people))
    return len(people)


def plant_canary(*, nhs_number: str, by: Viewer, at: datetime) -> None:
    """Watch the record with this number: nobody has cause to open it. Raises UserError."""
    _need_number(nhs_number)
    numbers.check_key()
    with transaction.atomic(durable=True):
        Canary.objects.update_or_create(
            number_hash=numbers.keyed(nhs_number),
            defaults={"organisation": by.organisation, "planted_at": at},
        )
        change(_WATCHED)
        _record(Act.SET_CANARY, by, at, planted=True)


def remove_canary(*, nhs_number: str, by: Viewer, at: datetime) -> None:
    """Watch it no longer. Raises UserError where it was not watched."""
    _need_number(nhs_number)
    with transaction.atomic(durable=True):
        gone, _ = Canary.objects.filter(number_hash=numbers.keyed(nhs_number)).delete()
        if not gone:
            raise UserError("No planted record has this number.", "Check its ten figures.")
        change(_WATCHED)
        _record(Act.SET_CANARY, by, at, planted=False)


def _need_number(nhs_number: str) -> None:
    if not numbers.is_nhs_number(nhs_number):
        raise UserError("That is not an NHS number.", "Check its ten figures.")


def _record(act: Act, by: Viewer, at: datetime, **detail: object) -> None:
    ledger.append(Draft(act=act, at=at, by=by, outcome="done", viewer_detail=detail))
