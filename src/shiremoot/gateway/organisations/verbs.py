"""Registering organisations and members, and finding what a user may act as."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from shiremoot.errors import UserError
from shiremoot.gateway.organisations.models import Membership, Organisation, User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.ledger.acts import Viewer


@dataclass(frozen=True)
class ActingAs:
    """One membership that is valid now, as pages and the door use it."""

    membership_id: int
    user_id: str
    user_name: str
    organisation: str
    organisation_name: str
    role: str
    duties: frozenset[Duty]

    @property
    def viewer(self) -> Viewer:
        return Viewer(organisation=self.organisation, role=self.role, user_id=self.user_id)

    @property
    def role_words(self) -> str:
        return self.role.replace("-", " ")


@transaction.atomic
def register_organisation(
    *, identifier: str, name: str, kind: str, phone: str = "", is_host: bool = False
) -> Organisation:
    """Add an organisation, or bring what is known of it up to date."""
    organisation, _ = Organisation.objects.update_or_create(
        identifier=identifier, defaults={"name": name, "kind": kind, "phone": phone, "is_host": is_host}
    )
    return organisation


@transaction.atomic
def add_member(
    *,
    email: str,
    name: str,
    organisation: str,
    role: str,
    duties: Iterable[Duty],
    begins: datetime,
    ends: datetime | None = None,
    password: str | None = None,
) -> Membership:
    """Give somebody a role and duties in an organisation, registering them first where they are new."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name, password=password)
    membership, _ = Membership.objects.update_or_create(
        user=user,
        organisation=Organisation.objects.get(pk=organisation),
        role=role,
        defaults={"duties": sorted(duties), "begins": begins, "ends": ends},
    )
    return membership


def memberships(user_id: str, *, at: datetime) -> list[ActingAs]:
    """Everything this user may act as at that moment."""
    found = Membership.objects.filter(Q(ends=None) | Q(ends__gt=at), user_id=user_id, begins__lte=at)
    return [
        ActingAs(
            membership_id=membership.pk,
            user_id=str(membership.user_id),
            user_name=membership.user.name,
            organisation=membership.organisation_id,
            organisation_name=membership.organisation.name,
            role=membership.role,
            duties=frozenset(Duty(duty) for duty in membership.duties),
        )
        for membership in found.select_related("user", "organisation")
    ]


def names() -> dict[str, str]:
    """Organisation identifier → name."""
    return dict(Organisation.objects.values_list("identifier", "name"))


def host() -> Organisation:
    """The organisation that runs this Shiremoot."""
    found = Organisation.objects.filter(is_host=True).first()
    if found is None:
        raise UserError(
            "No organisation is registered as the host of this Shiremoot.",
            "Register organisations with: shiremoot gateway organisations FILE",
        )
    return found


def operator() -> Viewer:
    """Who acts when a job is started on the command line: the host's data engineer."""
    return Viewer(organisation=host().pk, role="data-engineer", user_id="command line")
