"""Agreements: drafts that change, versions whose text never does, and who signed them."""

from django.db import models


class Agreement(models.Model):
    """One version of an agreement, exactly as it was adopted or sent out; its hash names it."""

    identifier = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    fields = models.JSONField()
    """Clause → the fields it names, written out as the contracts stood when the text was fixed."""
    adopted_at = models.DateTimeField()
    """When the text was fixed here."""
    lead = models.SlugField(max_length=80, blank=True)
    """The organisation that drafted it here; empty: it was signed elsewhere and adopted."""
    under = models.SlugField(max_length=80, blank=True)
    """The agreement that its text says it stands under."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("identifier", "version"), name="one_text_per_version"),
        )
        ordering = ("identifier", "version")

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Signature(models.Model):
    """One party's signature of one version, from the moment it counts here until it was withdrawn."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.SlugField(max_length=80)
    by_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    """What makes them somebody who may sign: Caldicott guardian."""
    user_id = models.CharField(max_length=40, blank=True)
    """Who signed on these pages, or confirmed here what had been signed elsewhere."""
    confirmed_by = models.CharField(max_length=200, blank=True)
    """The name of who confirmed it here for the party, where it was signed elsewhere."""
    signed_on = models.DateField()
    """The day it was signed, here or elsewhere."""
    text_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "organisation"),
                condition=models.Q(withdrawn_at=None),
                name="one_standing_signature_of_a_party",
            ),
        )
        ordering = ("signed_at", "pk")

    def __str__(self) -> str:
        return f"{self.organisation}, {self.agreement}"


class Suspension(models.Model):
    """While nothing is shared under a version, though it is signed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="suspensions")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.TextField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agreement",), condition=models.Q(until=None), name="suspended_once_at_a_time"
            ),
        )
        ordering = ("since",)

    def __str__(self) -> str:
        return f"{self.agreement}, suspended"


class SwitchedOff(models.Model):
    """A derived field that a version shares no longer. It stays off: a new version may bring it back."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="switched_off")
    clause = models.CharField(max_length=40)
    field = models.CharField(max_length=200)
    at = models.DateTimeField()
    why = models.TextField()
    organisation = models.SlugField(max_length=80)
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("agreement", "clause", "field"), name="switched_off_once"),
        )

    def __str__(self) -> str:
        return f"{self.field} of clause {self.clause}, {self.agreement}"


class Reading(models.Model):
    """That somebody who may answer for a party has opened a version."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="readings")
    organisation = models.SlugField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("agreement", "organisation"), name="a_party_begins_to_read_once"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} reads {self.agreement}"


class Draft(models.Model):
    """A version that is being written. Its text is put together from its sections."""

    identifier = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    owner = models.SlugField(max_length=80)
    """The organisation whose officers write it."""
    state = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("identifier", "version"), name="one_draft_of_a_version"),
        )
        ordering = ("identifier", "version")

    def __str__(self) -> str:
        return f"{self.identifier} v{self.version}, {self.state}"


class Section(models.Model):
    """A part of a draft that is saved by itself: `about`, a heading of the code, or one flow."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sections")
    name = models.SlugField(max_length=40)
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    """Goes up with every save, so that of two who edit at once the second sees what the first wrote."""
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "name"), name="one_section_of_a_name"),)
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.name} of {self.draft}"


class Comment(models.Model):
    """What somebody says of a clause or section of a version, draft or sent out; or an answer to that."""

    identifier = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    place = models.CharField(max_length=40)
    """A clause's number, or the name of a section."""
    organisation = models.SlugField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    words = models.TextField()
    is_query = models.BooleanField(default=False)
    """The party does not sign before this is settled."""
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answered_by")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (models.Index(fields=("identifier", "version"), name="comments_of_a_version"),)
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.organisation} on {self.place} of {self.identifier} v{self.version}"
