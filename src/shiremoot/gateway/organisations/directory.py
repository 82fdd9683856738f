"""Organisations as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from shiremoot.dates import day_of
from shiremoot.gateway.organisations import identifiers
from shiremoot.gateway.organisations.details import people_by_role
from shiremoot.gateway.organisations.kinds import body_of, kind_label
from shiremoot.gateway.organisations.models import Contact, Organisation
from shiremoot.gateway.organisations.offices import Office
from shiremoot.law import law


@dataclass(frozen=True)
class OfficeLine:
    """A role and who holds it; nobody: vacant. `needed`: bodies of this kind have to name somebody."""

    label: str
    name: str
    since: datetime | None
    needed: bool


@dataclass(frozen=True)
class OrganisationView:
    """Everything that is said of one organisation, but for agreements and assurance."""

    organisation: Organisation
    kind: str
    identifiers: Mapping[str, str]
    """Label → value."""
    contacts: tuple[Contact, ...]
    offices: tuple[OfficeLine, ...]
    sponsored: tuple[Organisation, ...]
    predecessors: tuple[tuple[Organisation, date], ...]
    successors: tuple[tuple[Organisation, date], ...]
    people: Mapping[str, int]


def search(text: str, kind: str) -> QuerySet[Organisation]:
    """By name, short name or public identifier, and by kind; in the order of names."""
    found = Organisation.objects.order_by("name").prefetch_related("identifiers")
    if kind:
        found = found.filter(kind=kind)
    for word in text.split():
        by_number = Q(identifiers__value__istartswith=word)
        found = found.filter(Q(name__icontains=word) | Q(identifier__icontains=word) | by_number)
    return found.distinct()


def kinds_here() -> list[tuple[str, str]]:
    """The kinds of body that some organisation here is."""
    kinds = Organisation.objects.values_list("kind", flat=True).distinct()
    return sorted(((kind, kind_label(kind)) for kind in kinds), key=lambda each: each[1])


def one(identifier: str, *, at: datetime) -> OrganisationView | None:
    found = Organisation.objects.select_related("sponsor").filter(pk=identifier).first()
    if found is None:
        return None
    after = found.succeeded_by.select_related("successor").order_by("on")
    before = found.succeeds.select_related("predecessor").order_by("on")
    return OrganisationView(
        organisation=found,
        kind=kind_label(found.kind),
        identifiers={identifiers.SCHEMES[each.scheme].label: each.value for each in found.identifiers.all()},
        contacts=tuple(found.contacts.all()),
        offices=_offices(found, day_of(at)),
        sponsored=tuple(found.sponsored.order_by("name")),
        predecessors=tuple((each.predecessor, each.on) for each in before),
        successors=tuple((each.successor, each.on) for each in after),
        people=people_by_role(identifier, at=at),
    )


def _offices(organisation: Organisation, today: date) -> tuple[OfficeLine, ...]:
    """Those that are held, and those that a body of this kind has to have; in the order of the list."""
    held = {each.office: each for each in organisation.offices.filter(ends=None)}
    needed = needed_offices(organisation.kind, today)
    return tuple(
        OfficeLine(
            office.label,
            held[office].name if office in held else "",
            held[office].begins if office in held else None,
            office in needed,
        )
        for office in Office
        if office in held or office in needed
    )


def needed_offices(kind: str, on: date) -> set[Office]:
    """Which roles the law's files require a body of this kind to name."""
    body = body_of(kind)
    if body is None:
        return set()
    asked = {name for each in law().requirements.on(on) if body.is_among(each.bodies) for name in each.one_of}
    return {office for office in Office if office in asked}
