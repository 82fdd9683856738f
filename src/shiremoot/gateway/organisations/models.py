"""Organisations, their users, and who acts as what."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


class Organisation(models.Model):
    """A public body or partner. `identifier` is the short name that agreements and contracts use."""

    identifier = models.SlugField(primary_key=True, max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    is_host = models.BooleanField(default=False)
    sponsor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="sponsored")
    """A bigger organisation that vouches for this one."""
    closed_at = models.DateTimeField(null=True)
    """From when on it is there no longer. It is not deleted, and its short name is not used again."""
    closed_why = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    """Goes up with every change, so that of two who edit at once the second sees what the first changed."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("is_host",), condition=models.Q(is_host=True), name="one_host_at_most"
            ),
        )

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, password: str | None = None) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who can sign in. What they may do comes from their memberships alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    session_mark = models.CharField(max_length=16, blank=True)
    """Part of what a session is held against: a new one signs the user out everywhere."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        salt = "shiremoot.gateway.organisations.models.User.session"
        return salted_hmac(
            salt, self.password + self.session_mark, secret=secret, algorithm="sha256"
        ).hexdigest()


class Membership(models.Model):
    """A user's role and duties in an organisation, from (inclusive) and until (exclusive, if any)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=80)
    duties = models.JSONField(default=list)
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)

    class Meta:
        ordering = ("organisation__name", "role")

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}"


class Identifier(models.Model):
    """What a public register calls an organisation; the schemes are in `identifiers.py`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=20)
    value = models.CharField(max_length=40)

    class Meta:
        ordering = ("scheme",)
        constraints = (
            models.UniqueConstraint(fields=("scheme", "value"), name="an_identifier_is_one_organisation_s"),
            models.UniqueConstraint(fields=("organisation", "scheme"), name="one_identifier_of_each_scheme"),
        )

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class Contact(models.Model):
    """Whom to call or write to, and about what: a team rather than a person."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    about = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.about


class OfficeHeld(models.Model):
    """Who holds a role such as data protection officer, from and until; `user` where they sign in here."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    office = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="offices")
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "office"),
                condition=models.Q(ends=None),
                name="one_holder_of_an_office",
            ),
        )

    def __str__(self) -> str:
        return f"{self.office} of {self.organisation_id}"


class Succession(models.Model):
    """One organisation took over from another on a day."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="succeeds")
    on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="succeeds_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="nobody_succeeds_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.successor_id} after {self.predecessor_id}"


class Invitation(models.Model):
    """A code with which somebody new sets a password, once; only its hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation")
    code_hash = models.CharField(max_length=64)
    until = models.DateTimeField()


class StaffUpload(models.Model):
    """A file of people who join, move and leave, kept until it is confirmed or for an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    user_id = models.CharField(max_length=36)
    content = models.BinaryField()
    until = models.DateTimeField()
