"""What is known of an organisation, as one value: reading it, and changing it to another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from shiremoot.errors import UserError
from shiremoot.gateway.organisations import identifiers
from shiremoot.gateway.organisations.models import (
    Contact,
    Identifier,
    Membership,
    OfficeHeld,
    Organisation,
)
from shiremoot.gateway.organisations.offices import Office


@dataclass(frozen=True)
class ContactLine:
    """Whom to ask about something."""

    about: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Holder:
    """Who holds an office; `email` is what they sign in with, if they do."""

    name: str
    email: str = ""


@dataclass(frozen=True)
class Details:
    """Everything about an organisation that its administrators may change."""

    name: str
    kind: str
    phone: str = ""
    sponsor: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    contacts: tuple[ContactLine, ...] = ()
    offices: Mapping[Office, Holder] = field(default_factory=dict)

    def differing(self, other: "Details") -> list[str]:
        """The names of the parts that are not the same in both."""
        return [each.name for each in fields(self) if getattr(self, each.name) != getattr(other, each.name)]


def details_of(organisation: Organisation) -> Details:
    held = organisation.offices.filter(ends=None).select_related("user")
    return Details(
        name=organisation.name,
        kind=organisation.kind,
        phone=organisation.phone,
        sponsor=organisation.sponsor_id or "",
        identifiers=dict(organisation.identifiers.values_list("scheme", "value")),
        contacts=tuple(ContactLine(c.about, c.phone, c.email) for c in organisation.contacts.all()),
        offices={
            Office(each.office): Holder(each.name, each.user.email if each.user else "") for each in held
        },
    )


def change(organisation: Organisation, wanted: Details, *, at: datetime) -> list[str]:
    """Make what is known this, and say which parts changed; inside a transaction.

    Raises UserError for an identifier that another organisation has, a sponsor that cannot be one, or an
    office's e-mail address with which nobody acts for the organisation.
    """
    before = details_of(organisation)
    changed = before.differing(wanted)
    if not changed:
        return []
    _check_sponsor(organisation, wanted.sponsor)
    organisation.name, organisation.kind, organisation.phone = wanted.name, wanted.kind, wanted.phone
    organisation.sponsor_id = wanted.sponsor or None
    organisation.version += 1
    organisation.save()
    if "identifiers" in changed:
        _set_identifiers(organisation, wanted.identifiers)
    if "contacts" in changed:
        organisation.contacts.all().delete()
        Contact.objects.bulk_create(
            Contact(organisation=organisation, about=c.about, phone=c.phone, email=c.email)
            for c in wanted.contacts
        )
    if "offices" in changed:
        _set_offices(organisation, before.offices, wanted.offices, at)
    return changed


def owner_of(scheme: str, value: str) -> Organisation | None:
    """The organisation that has this public identifier."""
    found = Identifier.objects.filter(scheme=scheme, value=value).select_related("organisation").first()
    return found.organisation if found else None


def signs_in_as(organisation: Organisation, email: str, *, at: datetime) -> str | None:
    """The user with this e-mail address who acts, or will act, for the organisation."""
    found = organisation.memberships.filter(user__email=email.strip().lower()).exclude(ends__lte=at).first()
    return str(found.user_id) if found else None


def _check_sponsor(organisation: Organisation, sponsor: str) -> None:
    if not sponsor:
        return
    found = Organisation.objects.filter(pk=sponsor).first()
    if found is None or found == organisation:
        raise UserError(f"{sponsor} cannot be the sponsor of {organisation.name}.", "Choose another one.")
    if found.sponsor_id == organisation.pk:
        raise UserError(f"{organisation.name} sponsors {found.name}.", "Choose another sponsor.")


def _set_identifiers(organisation: Organisation, wanted: Mapping[str, str]) -> None:
    for scheme, value in wanted.items():
        owner = owner_of(scheme, value)
        if owner is not None and owner != organisation:
            label = identifiers.SCHEMES[scheme].label
            raise UserError(
                f"{value} is the {label} of {owner.name} already.", "Check which of the two it is."
            )
    organisation.identifiers.all().delete()
    Identifier.objects.bulk_create(
        Identifier(organisation=organisation, scheme=scheme, value=value) for scheme, value in wanted.items()
    )


def _set_offices(
    organisation: Organisation,
    before: Mapping[Office, Holder],
    wanted: Mapping[Office, Holder],
    at: datetime,
) -> None:
    moved = [office for office in Office if before.get(office) != wanted.get(office)]
    organisation.offices.filter(office__in=moved, ends=None).update(ends=at)
    OfficeHeld.objects.bulk_create(
        _held(organisation, office, wanted[office], at) for office in moved if office in wanted
    )


def _held(organisation: Organisation, office: Office, holder: Holder, at: datetime) -> OfficeHeld:
    user = signs_in_as(organisation, holder.email, at=at) if holder.email else None
    if holder.email and user is None:
        # the address is somebody's: it is not repeated
        raise UserError(
            f"Nobody acts for {organisation.name} with the email address of its {office.label}.",
            "Add them to its people first, or leave the email address out.",
        )
    return OfficeHeld(organisation=organisation, office=office, name=holder.name, user_id=user, begins=at)


def people_by_role(organisation: str, *, at: datetime) -> dict[str, int]:
    """Role → how many act in it now."""
    found: dict[str, int] = {}
    for role in _roles(organisation, at):
        found[role] = found.get(role, 0) + 1
    return dict(sorted(found.items()))


def _roles(organisation: str, at: datetime) -> Iterable[str]:
    held = Membership.objects.filter(organisation_id=organisation, begins__lte=at).exclude(ends__lte=at)
    return held.values_list("role", flat=True)
