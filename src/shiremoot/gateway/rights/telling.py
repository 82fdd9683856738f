"""What the public page and each answer say of the agreements in force at a moment, and whom to ask."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiremoot.access import grants
from shiremoot.gateway.agreements.adopted import as_adopted, kept
from shiremoot.gateway.datasets import catalogue
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import Contact, Organisation
from shiremoot.gateway.rights import plain
from shiremoot.gateway.rights.plain import Told
from shiremoot.home import Home
from shiremoot.law import law

_ABOUT_DATA = "data protection"


@dataclass(frozen=True)
class Asked:
    """An organisation that takes part, and how to reach it about people's data."""

    name: str
    phone: str
    email: str


@transaction.atomic
def told_now(home: Home, *, at: datetime) -> list[Told]:
    catalogue.refresh(home)
    living = [each for each in grants.current().all if each.in_force(at)]
    files = [as_adopted(each).file for each in kept()]
    return plain.told(files, living, catalogue.one, organisations.names(), law())


@transaction.atomic
def whom_to_ask(*, at: datetime) -> list[Asked]:
    """The organisations that give or get something under an agreement in force, by name."""
    living = [each for each in grants.current().all if each.in_force(at)]
    taking_part = {name for each in living for name in (each.provider, each.recipient)}
    found = Organisation.objects.filter(pk__in=taking_part).prefetch_related("contacts").order_by("name")
    return [_asked(each) for each in found]


def _asked(organisation: Organisation) -> Asked:
    contacts = list(organisation.contacts.all())
    contact = next((each for each in contacts if each.about.lower() == _ABOUT_DATA), None) or next(
        iter(contacts), Contact()
    )
    return Asked(organisation.name, contact.phone or organisation.phone, contact.email)
