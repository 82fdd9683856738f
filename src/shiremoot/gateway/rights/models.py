"""What is kept of a request for one's own data, until 90 days after it was answered or closed.

It holds words of people, and copies of what they are given: read by whoever answers, and nowhere else.
"""

import uuid

from django.db import models

from shiremoot.gateway.rights.clock import Clock, Pause


class DataRequest(models.Model):
    """One person's request, at the organisation that received it."""

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.CharField(max_length=80, db_index=True)
    noted_by = models.CharField(max_length=36)
    noted_at = models.DateTimeField()
    received_on = models.DateField()
    about_name = models.CharField(max_length=200)
    about_born = models.CharField(max_length=200, blank=True)
    about_address = models.TextField(blank=True)
    words = models.TextField(blank=True)
    """What they ask for, in their words; empty: everything."""
    asker = models.CharField(max_length=20)
    asker_name = models.CharField(max_length=200, blank=True)
    authority = models.TextField(blank=True)
    """How it was checked that they may ask for somebody else."""
    reply_to = models.TextField()
    """How they wish to be answered, and where."""
    identity_seen = models.TextField(blank=True)
    identity_on = models.DateField(null=True)
    identity_by = models.CharField(max_length=36, blank=True)
    person_id = models.CharField(max_length=20, blank=True)
    """Whom the records call them; empty: nobody in the records, or not looked for yet."""
    asked_at = models.DateTimeField(null=True)
    """When each organisation was asked."""
    extended_on = models.DateField(null=True)
    extended_why = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_as = models.CharField(max_length=20, blank=True)
    closed_why = models.TextField(blank=True)

    class Meta:
        ordering = ("received_on", "noted_at")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(closed_at=None),
                name="data_request_ends_once",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What letters call it; it says nothing."""
        return f"DR-{str(self.pk)[:8].upper()}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.closed_at is None

    @property
    def clock(self) -> Clock:
        pauses = tuple(Pause(each.asked_on, each.came_on) for each in self.clarifications.all())
        return Clock(self.received_on, self.identity_on, self.extended_on is not None, pauses)

    @property
    def open_clarification(self) -> "Clarification | None":
        return next((each for each in self.clarifications.all() if each.came_on is None), None)


class Clarification(models.Model):
    """What the applicant was asked, so that it can be found what they mean, and what they said."""

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="clarifications")
    words = models.TextField()
    asked_on = models.DateField()
    came_on = models.DateField(null=True)
    came_words = models.TextField(blank=True)

    class Meta:
        ordering = ("asked_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("request",), condition=models.Q(came_on=None), name="one_clarification_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"clarification of {self.request}"


class Task(models.Model):
    """What one organisation decides of its own records for one request, whether or not it holds any."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="tasks")
    organisation = models.CharField(max_length=80, db_index=True)
    choices = models.JSONField(default=dict)
    """Mark of a row or look → give, or the ground on which it is withheld."""
    note = models.TextField(blank=True)
    """Why, for the organisation alone."""
    revision = models.PositiveIntegerField(default=0)
    """Goes up with every save, so that of two who decide at once the second sees what the first did."""
    saved_by = models.CharField(max_length=36, blank=True)
    done_at = models.DateTimeField(null=True)
    given = models.JSONField(default=list)
    """Once done, a copy of the rows that are given (`access/subject_access.py`)."""
    looks = models.JSONField(default=list)
    """And of the looks at them that are told."""
    withheld = models.JSONField(default=list)
    """And the grounds that the person is told of."""

    class Meta:
        ordering = ("organisation",)
        constraints = (
            models.UniqueConstraint(fields=("request", "organisation"), name="one_task_of_an_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.organisation}, {self.request}"
