"""Registering organisations and members, and finding what a user may act as."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet

from shiremoot.access.unusual import Reviewers
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import details
from shiremoot.gateway.organisations.details import ContactLine, Details, Holder
from shiremoot.gateway.organisations.file import OrganisationEntry
from shiremoot.gateway.organisations.models import Membership, Organisation, Succession, User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.signals import standing_changed
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.verbs import Turn

ROLE = r"[a-z][a-z0-9-]*"
COMMAND_LINE = "command line"
"""Who acts when nobody has signed in: whoever may run commands where the host runs them."""


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
def register_organisations(entries: Iterable[OrganisationEntry], *, by: Viewer, at: datetime) -> int:
    """Add organisations, or bring what is known of them up to date; all or none. Returns how many.

    Raises UserError where the host would become another organisation, or a part cannot be what is said.
    """
    Turn()  # before any row is locked, as everybody does whose change compiles grants
    found = list(entries)
    present = Organisation.objects.filter(is_host=True).first()
    for entry in found:
        if entry.host and present and present.pk != entry.identifier:
            raise UserError(f"{present.name} is the host already.", "A Shiremoot keeps its host.")
        Organisation.objects.get_or_create(
            identifier=entry.identifier,
            defaults={"name": entry.name, "kind": entry.kind, "is_host": entry.host},
        )
        if entry.host:
            Organisation.objects.filter(pk=entry.identifier).update(is_host=True)
    for entry in found:  # once all are there: one may name another
        organisation = Organisation.objects.get(pk=entry.identifier)
        details.change(organisation, _as_entered(entry, details.details_of(organisation)), at=at)
        _note_successions(entry)
    names = [entry.identifier for entry in found]
    standing_changed.send(Organisation, organisations=names)
    record(Act.REGISTER_ORGANISATIONS, by, at, organisations=names)
    return len(found)


def _as_entered(entry: OrganisationEntry, known: Details) -> Details:
    """What is known, with what the entry says instead."""
    found = replace(known, name=entry.name, kind=entry.kind, phone=entry.phone)
    if entry.sponsor is not None:
        found = replace(found, sponsor=entry.sponsor)
    if entry.identifiers is not None:
        found = replace(found, identifiers=entry.identifiers)
    if entry.contacts is not None:
        found = replace(found, contacts=tuple(ContactLine(**each.model_dump()) for each in entry.contacts))
    if entry.roles is not None:
        found = replace(found, offices={each.role: Holder(each.name, each.email) for each in entry.roles})
    return found


def _note_successions(entry: OrganisationEntry) -> None:
    for each in entry.succeeds:
        if not Organisation.objects.filter(pk=each.organisation).exists():
            raise UserError(
                f"{entry.name} is said to succeed {each.organisation}, which is not registered.",
                "Register both in the same file.",
            )
        Succession.objects.update_or_create(
            predecessor_id=each.organisation, successor_id=entry.identifier, defaults={"on": each.since}
        )


@transaction.atomic
def edit_organisation(
    identifier: str, wanted: Details, *, version: int, by: Viewer, at: datetime
) -> Organisation:
    """Change what is known of an organisation, as one of its administrators.

    Raises Changed where it is no longer the version that was read, and UserError for what cannot be.
    """
    Turn()
    check_may_administer(identifier, by=by, at=at)
    organisation = Organisation.objects.select_for_update().get(pk=identifier)
    if organisation.version != version:
        raise Changed
    changed = details.change(organisation, wanted, at=at)
    if changed:
        standing_changed.send(Organisation, organisations=[identifier])
        record(Act.EDIT_ORGANISATION, by, at, organisation=identifier, changed=changed)
    return organisation


class Changed(Exception):
    """Somebody else changed it since it was read."""


def administrators(organisation: str, *, at: datetime) -> set[str]:
    """The users who may administer an organisation at that moment."""
    found = _in_force(at).filter(organisation_id=organisation).values_list("user_id", "duties")
    return {str(user_id) for user_id, duties in found if Duty.ADMINISTER in duties}


def may_administer(organisation: str, *, by: Viewer, at: datetime) -> bool:
    """Its own administrators may, and where it has none the host's stand in. So may the command line.

    Nobody administers an organisation that was closed.
    """
    if is_closed(organisation):
        return False
    if by.user_id == COMMAND_LINE:
        return True
    own = administrators(organisation, at=at)
    if own:
        return by.organisation == organisation and by.user_id in own
    return by.organisation == host().pk and by.user_id in administrators(by.organisation, at=at)


def check_may_administer(organisation: str, *, by: Viewer, at: datetime) -> None:
    """Ask this inside the transaction that acts: whoever may have left since the page was opened."""
    if is_closed(organisation):
        raise UserError(f"{names()[organisation]} was closed.", "What is known of it stays as it is.")
    if not may_administer(organisation, by=by, at=at):
        raise UserError(
            "This is for those who administer the organisation.", "Ask one of its administrators to do it."
        )


@transaction.atomic
def add_member(
    *,
    email: str,
    name: str,
    organisation: str,
    role: str,
    duties: Iterable[Duty],
    by: Viewer,
    at: datetime,
    ends: datetime | None = None,
    password: str | None = None,
) -> Membership:
    """Give somebody a role and duties in an organisation from `at` on, registering them where they are new.

    The same membership again changes its duties and its end. Raises UserError for an organisation that is not
    registered, or an e-mail address, role or password that will not do.
    """
    _check_member(email, organisation, role, password)
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email=email.strip(), name=name, password=password)
    kept = user.memberships.filter(organisation_id=organisation, role=role).exclude(ends__lte=at).first()
    if kept is None:
        kept = Membership(user=user, organisation_id=organisation, role=role, begins=at)
    kept.duties, kept.ends = sorted(duties), ends
    kept.save()
    if ends is not None and ends <= at:
        end_sessions([user.pk])
    detail = {"member": str(user.pk), "organisation": organisation, "role": role, "duties": kept.duties}
    record(Act.SET_MEMBERSHIP, by, at, **detail, ends=ends.isoformat() if ends else "")
    return kept


def _check_member(email: str, organisation: str, role: str, password: str | None) -> None:
    found = Organisation.objects.filter(pk=organisation).first()
    if found is None:
        listed = ", ".join(sorted(names())) or "none yet"
        raise UserError(f"There is no organisation {organisation}.", f"Registered: {listed}.")
    if found.closed_at is not None:
        raise UserError(f"{found.name} was closed.", "Nobody can act for it any more.")
    if not re.fullmatch(ROLE, role):
        raise UserError(f"{role} cannot be a role.", "Write it as flows do: small letters and hyphens.")
    try:
        validate_email(email.strip())
        if password is not None:
            validate_password(password)
    except ValidationError as error:
        raise UserError(" ".join(error.messages)) from None


def end_sessions(users: Iterable[UUID]) -> None:
    """Sign these users out everywhere: their next request is a stranger's."""
    for user in users:
        User.objects.filter(pk=user).update(session_mark=secrets.token_hex(8))


def record(act: Act, by: Viewer, at: datetime, **detail: object) -> None:
    ledger.append(Draft(act=act, at=at, by=by, outcome="done", viewer_detail=detail))


def memberships(user_id: str, *, at: datetime) -> list[ActingAs]:
    """Everything this user may act as at that moment."""
    found = _in_force(at).filter(user_id=user_id)
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


def is_closed(organisation: str) -> bool:
    return Organisation.objects.filter(pk=organisation).exclude(closed_at=None).exists()


def open_names() -> dict[str, str]:
    """Identifier → name, of the organisations that are not closed."""
    return dict(Organisation.objects.filter(closed_at=None).values_list("identifier", "name"))


def names_of_users(organisation: str) -> dict[str, str]:
    """User identifier → name, of everyone who is or was a member of an organisation."""
    found = Membership.objects.filter(organisation_id=organisation).values_list("user_id", "user__name")
    return {str(user_id): name for user_id, name in found}


def user_names(user_ids: Iterable[str]) -> dict[str, str]:
    """User → name, of those that are users."""
    found = User.objects.filter(pk__in=[each for each in user_ids if _is_uuid(each)])
    return {str(user.pk): user.name for user in found}


def _is_uuid(text: str) -> bool:
    # "command line" acts too
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None


def users_of(organisation: str, *, at: datetime) -> dict[str, str]:
    """E-mail address → user, of the members of an organisation."""
    if not Organisation.objects.filter(pk=organisation).exists():
        raise UserError(f"There is no organisation {organisation}.", "Name one that is registered.")
    found = _in_force(at).filter(organisation_id=organisation).select_related("user")
    return {membership.user.email: str(membership.user_id) for membership in found}


def reviewers(*, at: datetime) -> Reviewers:
    """Who may review the looks of whom at that moment."""
    review: dict[str, frozenset[str]] = {}
    protect: dict[str, frozenset[str]] = {}
    for membership in _in_force(at).select_related("organisation"):
        if Duty.REVIEW not in membership.duties:
            continue
        user, name = frozenset({str(membership.user_id)}), membership.organisation_id
        review[name] = review.get(name, frozenset()) | user
        if Duty.PROTECT in membership.duties:
            protect[name] = protect.get(name, frozenset()) | user
    return Reviewers(review, protect, host().pk)


def _in_force(at: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(ends=None) | Q(ends__gt=at), begins__lte=at)


def is_hosted() -> bool:
    return Organisation.objects.filter(is_host=True).exists()


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
    return Viewer(organisation=host().pk, role="data-engineer", user_id=COMMAND_LINE)
