"""An organisation's people: who they are, and joining, moving and leaving."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from shiremoot.access import grants
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.invitations import make_codes
from shiremoot.gateway.organisations.models import (
    Invitation,
    Membership,
    OfficeHeld,
    Organisation,
    User,
)
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.posts import Change, Kind, Post, Wanted, become, gives_up
from shiremoot.gateway.organisations.signals import standing_changed
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer


@dataclass(frozen=True)
class Person:
    """Somebody as a form or a line of a file names them, and everything they are to be here."""

    email: str
    name: str
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True)
class PersonChange:
    """What would happen to one person. `user_id` is empty for somebody new to this Shiremoot."""

    email: str
    name: str
    user_id: str
    posts: tuple[Post, ...]
    change: Change


@dataclass(frozen=True)
class Given:
    """A code for somebody who has no password yet: shown once, to whoever made them join."""

    email: str
    name: str
    code: str


def plan(people: Sequence[Person], organisation: str, *, at: datetime) -> list[PersonChange]:
    """What would happen to each of these people; nothing is changed."""
    emails = [person.email for person in people]
    users = {user.email: user for user in User.objects.filter(email__in=emails)}
    posts = _posts(organisation, [user.pk for user in users.values()], at)
    found = []
    for person in people:
        user = users.get(person.email)
        present = posts.get(str(user.pk), ()) if user else ()
        change = become(present, person.wanted, at=at)
        user_id, name = (str(user.pk), user.name) if user else ("", person.name)
        found.append(PersonChange(person.email, name, user_id, tuple(present), change))
    return found


@transaction.atomic
def apply(changes: Iterable[PersonChange], organisation: str, *, by: Viewer, at: datetime) -> list[Given]:
    """Make the changes, each an entry of its own; codes for those who have no password.

    A leaver is signed out at once, everywhere, and holds no role for data protection here any longer. Raises
    UserError where somebody would end their own administering: only somebody else may do that.
    """
    with ledger.holding(ledger.Turn()):
        verbs.check_may_administer(organisation, by=by, at=at)
        found = [each for each in changes if each.change.kind is not Kind.UNCHANGED]
        for each in found:
            if each.user_id == by.user_id and gives_up(each.posts, each.change, Duty.ADMINISTER):
                raise UserError(
                    "You cannot end your own administering of this organisation.",
                    "Ask another administrator to do it, so that somebody is always left.",
                )
        users = _users(found)
        _set_posts(found, users, organisation)
        _sign_out(
            [users[each.email].pk for each in found if each.change.leaves_at_once(at)], organisation, at
        )
        waiting = _without_password(found, users, organisation, at)
        codes = make_codes(waiting, at=at)
        for each in found:
            _record(each, users[each.email], organisation, by, at)
    return [Given(user.email, user.name, codes[str(user.pk)]) for user in waiting]


def posts_of(user_id: UUID, organisation: str, *, at: datetime) -> list[Post]:
    """What somebody is, or will be, in an organisation."""
    return _posts(organisation, [user_id], at).get(str(user_id), [])


def listed(organisation: str, *, text: str, left: bool, at: datetime) -> QuerySet[Membership]:
    """The posts of an organisation's people: those that last, or come; or those that have ended."""
    found = Membership.objects.filter(organisation_id=organisation).select_related("user")
    found = found.filter(ends__lte=at) if left else found.exclude(ends__lte=at)
    for word in text.split():
        found = found.filter(
            Q(user__name__icontains=word) | Q(user__email__icontains=word) | Q(role__icontains=word)
        )
    return found.order_by("user__name", "user_id", "begins")


def roles_named(organisation: str, *, at: datetime) -> list[str]:
    """The roles of this organisation that agreements in force name: in any other nobody sees anything."""
    found = {
        role
        for grant in grants.current().all
        if grant.recipient == organisation and grant.in_force(at)
        for role in grant.roles
    }
    return sorted(role.replace("-", " ") for role in found)


def waits_for_password(user_id: UUID) -> bool:
    return Invitation.objects.filter(user_id=user_id).exists()


def _posts(organisation: str, users: Collection[UUID], at: datetime) -> dict[str, list[Post]]:
    """User → their posts here that have not ended."""
    held = Membership.objects.filter(organisation_id=organisation, user_id__in=users).exclude(ends__lte=at)
    found: dict[str, list[Post]] = {}
    for each in held.order_by("begins", "pk"):
        duties = frozenset(Duty(duty) for duty in each.duties)
        post = Post(each.role, duties, each.begins, each.ends, each.pk)
        found.setdefault(str(each.user_id), []).append(post)
    return found


def _users(found: Sequence[PersonChange]) -> dict[str, User]:
    """E-mail address → user; those who are new are made, without a password."""
    new = {each.email: each.name for each in found if not each.user_id}
    User.objects.bulk_create(
        # what Django writes for a password that nobody has
        User(email=email, name=name, password=f"!{secrets.token_urlsafe(30)}")
        for email, name in new.items()
    )
    return {user.email: user for user in User.objects.filter(email__in=[each.email for each in found])}


def _set_posts(found: Sequence[PersonChange], users: Mapping[str, User], organisation: str) -> None:
    for each in found:
        for post, ends in each.change.ends:
            Membership.objects.filter(pk=post.pk).update(ends=ends)
    Membership.objects.bulk_create(
        Membership(
            user=users[each.email],
            organisation_id=organisation,
            role=post.role,
            duties=sorted(post.duties),
            begins=post.begins,
            ends=post.ends,
        )
        for each in found
        for post in each.change.begins
    )


def _sign_out(users: Collection[UUID], organisation: str, at: datetime) -> None:
    verbs.end_sessions(users)
    Invitation.objects.filter(user_id__in=users).delete()
    held = OfficeHeld.objects.filter(organisation_id=organisation, user_id__in=users, ends=None)
    if held.update(ends=at):
        standing_changed.send(Organisation, organisations=[organisation])


def _without_password(
    found: Sequence[PersonChange], users: Mapping[str, User], organisation: str, at: datetime
) -> list[User]:
    """Who joins and needs a code. Not who acts for others: whoever has the code could be them there."""
    join = [users[each.email] for each in found if each.change.kind is Kind.JOINS]
    new = [user for user in join if not user.has_usable_password()]
    elsewhere = Membership.objects.filter(user__in=new).exclude(ends__lte=at)
    acting = set(elsewhere.exclude(organisation_id=organisation).values_list("user_id", flat=True))
    return [user for user in new if user.pk not in acting]


def _record(each: PersonChange, user: User, organisation: str, by: Viewer, at: datetime) -> None:
    kind = each.change.kind
    detail = {
        "member": str(user.pk),
        "organisation": organisation,
        "change": kind,
        "begins": [
            {
                "role": post.role,
                "duties": sorted(post.duties),
                "from": _iso(post.begins),
                "until": _iso(post.ends),
            }
            for post in each.change.begins
        ],
        "ends": [{"role": post.role, "until": _iso(ends)} for post, ends in each.change.ends],
    }
    act = Act.END_MEMBERSHIP if kind is Kind.LEAVES else Act.SET_MEMBERSHIP
    ledger.append(Draft(act=act, at=at, by=by, outcome="done", viewer_detail=detail))


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
