"""Projects, their questions, and what was released of each. Nothing here names anybody."""

import uuid
from typing import ClassVar

from django.db import models


class Project(models.Model):
    """An approved piece of work, or one that waits for approval: the Five Safes as they were told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    organisation = models.CharField(max_length=80, db_index=True)
    role = models.CharField(max_length=80)
    """In this role of the organisation people work on it: flows name it as recipient."""
    agreement = models.CharField(max_length=80)
    safe_project = models.TextField()
    safe_people = models.TextField()
    safe_data = models.TextField()
    safe_settings = models.TextField()
    safe_outputs = models.TextField()
    ends_on = models.DateField()
    """The last day on which questions are answered."""
    proposed_by = models.CharField(max_length=36)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=36, blank=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(default=False)
    why_decided = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=36, blank=True)


class SavedQuestion(models.Model):
    """A question as JSON (`question.to_plain`), under a name. It is never changed: another is another one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="questions")
    title = models.CharField(max_length=120)
    content = models.JSONField()
    saved_by = models.CharField(max_length=36)
    saved_at = models.DateTimeField()
    tried_of = models.CharField(max_length=40, blank=True)
    """The publish that it was last asked of: after each, once, whether or not it could be answered."""


class Release(models.Model):
    """What was shown of a question at a moment. `number` counts a project's releases, from 1."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="releases")
    question = models.ForeignKey(SavedQuestion, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=36)
    publish_id = models.CharField(max_length=40)
    entry_number = models.PositiveBigIntegerField()
    """Of the decision that it rests on."""
    table = models.JSONField()
    """`tables.Table` as JSON: levels, protected cells, as at when, flows, method."""
    cells = models.BinaryField()
    """Of each cell that later ones are compared with (see `histories`): how many people, their signature, and
    what was shown. The people themselves, under pseudonyms, are in a file beside what is prepared."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "number"], name="one_release_of_a_number")
        ]
