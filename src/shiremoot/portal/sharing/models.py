"""What is kept of asks and of decisions to share. Whose, for which purpose and of whom, the openings tell."""

import uuid
from datetime import date, datetime

from django.db import models

from shiremoot.access.models import Opening


class Ask(models.Model):
    """A bounded request to a named service about the person of an opening. Deleted a year after its end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="asks")
    asked = models.CharField(max_length=80)
    """The organisation."""
    dataset = models.CharField(max_length=80)
    service = models.TextField()
    """What people call it."""
    questions = models.JSONField()
    words = models.TextField()
    """Why it is needed."""
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=40, blank=True)
    answer_words = models.TextField(blank=True)
    answered_by = models.CharField(max_length=36, blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    """When whoever asked had read the answer, or took it back."""

    class Meta:
        indexes = (models.Index(fields=("asked", "answered_at")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="ask_answered_in_a_kind",
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.closed_at is None

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on < today


class SharingDecision(models.Model):
    """Whether to share something about the person of an opening with one recipient, and what was shared.

    Until `outcome` it is a draft, which goes when its opening ends. What was shared is deleted when it ends,
    the rest of the decision a year later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="sharing_decisions")
    """Of whoever decides."""
    ask = models.ForeignKey(Ask, null=True, on_delete=models.SET_NULL, related_name="decisions")
    to_organisation = models.CharField(max_length=80)
    to_user = models.CharField(max_length=36, blank=True)
    """The one who may look; empty where nobody there was named who has an account."""
    to_role = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=40, blank=True)
    told = models.CharField(max_length=40, blank=True)
    harm = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    """For the decider's own reviewers."""
    flows = models.JSONField(default=list)
    """The clauses that allow it: sentence and citation."""
    decided_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    """When what was shared ends."""
    fields = models.JSONField(default=dict)
    """Dataset → the fields of what was shared; of words alone, those that the flows allow."""
    shared = models.JSONField(default=list)
    """Row by row: record, dataset, table, service, what it is called, as of which day, and what it says."""
    replies = models.JSONField(default=list)
    """Question and answer in words."""
    note = models.TextField(blank=True)
    """For the recipient."""
    read_at = models.DateTimeField(null=True)
    """When the recipient looked first."""
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("to_user", "to_organisation", "until")),)

    def is_shown(self, at: datetime) -> bool:
        """Whether the recipient may look still, as far as the decision itself says."""
        return self.until is not None and at < self.until and self.stopped_at is None
