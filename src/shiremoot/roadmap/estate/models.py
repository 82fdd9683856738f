"""Registers of sites as bodies sent them, options for sites, and what was decided on these."""

import uuid
from typing import ClassVar

from django.db import models


class SentFile(models.Model):
    """A file that waits to be looked over and confirmed: its sender's alone, and gone after a while."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=80)
    user_id = models.CharField(max_length=36, db_index=True)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    columns = models.JSONField(null=True)
    """As `Edition.columns`; None until they are known or chosen."""
    before = models.JSONField(default=dict)
    """Heading → our column, as the body and its sender took them before."""
    until = models.DateTimeField(db_index=True)


class Edition(models.Model):
    """A body's register as it was loaded once, whole. Never changed, but for what replaced it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=80, db_index=True)
    file_name = models.CharField(max_length=200)
    columns = models.JSONField()
    """Pairs of a heading of the file and which of our columns it holds, empty: none; in the file's order."""
    loaded_by = models.CharField(max_length=36)
    loaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    held_back_count = models.PositiveIntegerField(default=0)
    """Of the lines of its file those that were not taken; the lines themselves go when it is replaced."""

    class Meta:
        ordering = ("-loaded_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(replaced_at=None),
                name="one_register_of_an_organisation",
            )
        ]


class SiteRecord(models.Model):
    """A `site.Site` of one edition. `organisation` is that of the edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sites")
    organisation = models.CharField(max_length=80)
    asset = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    uprn = models.CharField(max_length=12, blank=True, db_index=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    ward = models.CharField(max_length=9, blank=True)
    """The code of the ward it lay in as it was loaded."""
    tenure = models.CharField(max_length=20)
    holding = models.CharField(max_length=200, blank=True)
    use = models.CharField(max_length=200, blank=True)
    services = models.JSONField(default=list)
    lease_from = models.DateField(null=True)
    lease_until = models.DateField(null=True)
    floor_area = models.PositiveIntegerField(null=True)
    running_cost = models.PositiveIntegerField(null=True)
    maintenance = models.PositiveIntegerField(null=True)
    condition = models.CharField(max_length=200, blank=True)
    energy = models.CharField(max_length=1, blank=True)
    occupancy = models.PositiveSmallIntegerField(null=True)
    doubts = models.JSONField(default=list)
    """What is odd about it and was taken all the same, in words."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "asset"], name="one_site_of_an_asset")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "asset"], name="sites_of_an_organisation")
        ]


class HeldBack(models.Model):
    """A line that was not taken of the file of a register now, as it was written, and why."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="held_back")
    line = models.PositiveIntegerField()
    reasons = models.JSONField()
    values = models.JSONField()
    """Of the edition's columns that are read, in their order."""

    class Meta:
        ordering = ("line",)


class Option(models.Model):
    """A choice of sites that was asked for, and what came of it. What was asked is never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=80, db_index=True)
    title = models.CharField(max_length=120)
    asked = models.JSONField()
    """As `asked.to_plain` tells it, with the sites as they were."""
    proposed_by = models.CharField(max_length=36)
    proposed_at = models.DateTimeField()
    found = models.JSONField(null=True)
    """As `weighing.to_plain` tells it; None until it is worked out."""
    begun_at = models.DateTimeField(null=True)
    """When it was begun to be worked out."""
    worked_out_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-proposed_at",)


class Decision(models.Model):
    """What was decided on an option, why, and beside which others it was weighed. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="decisions")
    beside = models.ManyToManyField(Option, related_name="+")
    outcome = models.CharField(max_length=20)
    reason = models.TextField()
    seen = models.JSONField()
    """The sentences that the page showed to whoever decided."""
    decided_by = models.CharField(max_length=36)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at",)
