"""Codes with which somebody new sets a password: shown once, good for a week and one use, kept as a hash."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs
from shiremoot.gateway.organisations.models import Invitation, Membership, User
from shiremoot.ledger.acts import Act, Viewer

LASTS = timedelta(days=7)
# no letter or figure that is taken for another when it is read aloud or copied by hand
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_GROUPS, _EACH = 4, 4


def new_code() -> str:
    """Sixteen letters and figures, *K7QF-…*: 79 bits, which nobody guesses within a week."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_EACH)) for _ in range(_GROUPS))
    return "-".join(groups)


def make_codes(users: Collection[User], *, at: datetime) -> dict[str, str]:
    """User → a new code, in place of any they had. Inside the transaction of the act that gives them."""
    codes = {str(user.pk): new_code() for user in users}
    Invitation.objects.filter(user__in=users).delete()
    Invitation.objects.bulk_create(
        Invitation(user_id=user, code_hash=_hash(code), until=at + LASTS) for user, code in codes.items()
    )
    return codes


@transaction.atomic
def give_code(user_id: str, organisation: str, *, by: Viewer, at: datetime) -> str:
    """A code for somebody who has none, lost theirs or forgot their password.

    Raises UserError where they act for another organisation too: whoever has the code could be them there.
    """
    verbs.check_may_administer(organisation, by=by, at=at)
    held = Membership.objects.filter(user_id=user_id).exclude(ends__lte=at)
    acts_for = set(held.values_list("organisation_id", flat=True))
    if acts_for != {organisation}:
        raise UserError(
            "They act for another organisation too, or for yours no longer, so you cannot give them a code.",
            "They keep the password they have. If they forgot it, ask the host of this Shiremoot.",
        )
    codes = make_codes([User.objects.get(pk=user_id)], at=at)
    verbs.record(Act.GIVE_CODE, by, at, member=user_id, organisation=organisation)
    return codes[user_id]


@transaction.atomic
def set_password(*, email: str, code: str, password: str, at: datetime) -> None:
    """Use a code. Raises UserError, the same one whatever is wrong with the address or the code."""
    found = Invitation.objects.select_related("user").filter(code_hash=_hash(code), until__gt=at).first()
    if found is None or found.user.email != email.strip().lower():
        raise UserError(
            "The email address and the code do not belong together, or the code was used or is too old.",
            "Ask the person who administers Shiremoot in your organisation for a new one.",
        )
    check_password(password)
    user = found.user
    user.set_password(password)
    user.save()
    found.delete()
    acting = verbs.memberships(str(user.pk), at=at)
    by = acting[0].viewer if acting else Viewer("", "", str(user.pk))
    verbs.record(Act.SET_PASSWORD, by, at)


def check_password(password: str) -> None:
    """Raises UserError for one that is too short or that everybody uses."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise UserError(" ".join(error.messages)) from None


def forget_ended(at: datetime) -> None:
    Invitation.objects.filter(until__lte=at).delete()


def _hash(code: str) -> str:
    plain = "".join(each for each in code.upper() if each in _LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()
