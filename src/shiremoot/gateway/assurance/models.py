"""Dated evidence that organisations protect data. Nothing is deleted: what was known when can be told."""

from django.db import models


class AssuranceItem(models.Model):
    """One piece of evidence, of a kind of the law's files. It counts from when it was recorded here."""

    organisation = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=80)
    level = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=80, blank=True)
    issued = models.DateField()
    until = models.DateField(null=True)
    """Its last day, where it says so itself; otherwise the law's files say how long it lasts."""
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=36)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=36, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=36, blank=True)
    why_withdrawn = models.TextField(blank=True)

    class Meta:
        ordering = ("-issued", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} of {self.organisation}"


class EvidenceFile(models.Model):
    """A certificate or report, as it was given; apart from the item, so that lists do not load it."""

    item = models.OneToOneField(AssuranceItem, on_delete=models.PROTECT, related_name="file")
    name = models.CharField(max_length=120)
    content = models.BinaryField()


class Extension(models.Model):
    """A provider's senior information risk owner lets what it gives run on after a requirement lapsed."""

    organisation = models.CharField(max_length=80, db_index=True)
    """Whose assurance lapsed: the provider's own, or that of somebody who gets data from it."""
    provider = models.CharField(max_length=80)
    requirement = models.CharField(max_length=80)
    until = models.DateField()
    """The last day of it."""
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=36)
    name = models.CharField(max_length=200)
    """Who they were when they made it."""


class SmallAnswers(models.Model):
    """A small organisation's answers to the twelve questions, and what its sponsor says to them."""

    organisation = models.CharField(max_length=80, db_index=True)
    sponsor = models.CharField(max_length=80, db_index=True)
    answers = models.JSONField()
    """Question → {"yes": whether, "words": how}."""
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=36)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=36, blank=True)
    vouched = models.BooleanField(default=False)
    why_not = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    """When the sponsor withdrew, or newer answers took over."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",),
                condition=models.Q(decided_at=None, ended_at=None),
                name="one_set_of_answers_waits",
            ),
        )
