"""What the door keeps: compiled grants and their revision, openings, relationships, searches, candidates."""

import uuid

from django.db import models


class GrantSet(models.Model):
    """One compiled set of grants, one canonical JSON text a line. Kept for good: entries name its hash."""

    hash = models.CharField(primary_key=True, max_length=64)
    grants = models.TextField()


class Revision(models.Model):
    """One row: which set of grants is in use. Read in the transaction that writes an entry."""

    number = models.PositiveBigIntegerField()
    grants = models.ForeignKey(GrantSet, on_delete=models.PROTECT)


class Held(models.Model):
    """Something one user holds while acting for one organisation in one role, until a moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.CharField(max_length=36, db_index=True)
    organisation = models.CharField(max_length=80)
    role = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        abstract = True


class Search(Held):
    """What was typed, kept for fifteen minutes so that the terms are in no address."""

    terms = models.TextField()


class Candidate(Held):
    """A person that a search or a household showed, under a name that says nothing."""

    person_id = models.CharField(max_length=20)


class Opening(Held):
    """One person opened by one user for one purpose and reason, until a time."""

    person_id = models.CharField(max_length=20, db_index=True)
    relationship = models.CharField(max_length=40)
    reason_category = models.CharField(max_length=40)
    reason = models.TextField()


class Relationship(models.Model):
    """Why this practitioner may open this person, beyond a single opening."""

    user_id = models.CharField(max_length=36)
    organisation = models.CharField(max_length=80)
    person_id = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    begins = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("user_id", "person_id")),)
