"""Interventions with every version of their plan, what comparing places found, and what was decided."""

import uuid
from typing import ClassVar

from django.db import models


class Intervention(models.Model):
    """A service change, registered before it begins. Its plan is that of the newest version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=80, db_index=True)
    registered_by = models.CharField(max_length=36)
    registered_at = models.DateTimeField()
    """When the plan was written."""
    entered_at = models.DateTimeField()
    """When it was entered here: later, where it was written elsewhere."""
    next_review = models.DateField(null=True)
    """When it is decided on next; none once it was stopped."""


class Version(models.Model):
    """A plan as JSON (`plan.to_plain`), with who made it, when and why. It is never changed itself."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    plan = models.JSONField()
    why = models.TextField(blank=True)
    made_by = models.CharField(max_length=36)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["intervention", "number"], name="one_version_of_a_number")
        ]


class Compared(models.Model):
    """What comparing places found in one release, with the starts of one version; as JSON
    (`comparing.to_plain`).
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="compared")
    release_id = models.UUIDField()
    """Of `singleview.analysis`."""
    found = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "release_id"], name="compared_once")
        ]


class Decision(models.Model):
    """How it goes on, and why. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20)
    reason = models.TextField()
    adapted = models.TextField(blank=True)
    """What is done otherwise from now on."""
    seen = models.JSONField()
    """The sentences on indicators that the page showed to whoever decided."""
    next_review = models.DateField(null=True)
    decided_by = models.CharField(max_length=36)
    decided_at = models.DateTimeField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at",)
