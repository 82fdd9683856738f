"""What the door keeps: compiled grants and their revision, openings, relationships, searches, candidates."""

import uuid

from django.db import models


class GrantPart(models.Model):
    """The compiled grants of one agreement, one canonical JSON text a line. Kept for good, as sets are."""

    hash = models.CharField(primary_key=True, max_length=64)
    grants = models.TextField()


class GrantSet(models.Model):
    """One compiled set of grants: agreement → the hash of its part. Kept for good: entries name its hash."""

    hash = models.CharField(primary_key=True, max_length=64)
    parts = models.JSONField()


class FieldSet(models.Model):
    """A set of fields that was asked for, as JSON: dataset → fields. Kept for good: entries name its hash."""

    hash = models.CharField(primary_key=True, max_length=64)
    fields = models.TextField()


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


class Look(Held):
    """Something held for a reason that may be reviewed: why, and how much was shown inside it."""

    reason_category = models.CharField(max_length=40)
    reason = models.TextField()
    looks = models.PositiveIntegerField(default=0)
    """How many responses showed something inside it."""
    seen = models.JSONField(default=dict)
    """Provider → rows shown, over all of them."""

    class Meta:
        abstract = True


class Opening(Look):
    """One person opened by one user for one purpose and reason, until a time."""

    person_id = models.CharField(max_length=20, db_index=True)
    relationship = models.CharField(max_length=40)


class Emergency(Look):
    """Access in an emergency to whoever is at some places, until a time."""

    places = models.JSONField()
    """Each in the words in which it was typed (`typed_places.py`); none once all its reviews are decided."""
    place_count = models.PositiveIntegerField()
    most_people = models.PositiveIntegerField(default=0)
    """How many people were shown at once, at most."""


class Relationship(models.Model):
    """Why this practitioner may open this person, beyond a single opening."""

    user_id = models.CharField(max_length=36)
    organisation = models.CharField(max_length=80)
    person_id = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=80, blank=True)
    """The dataset whose records say so; empty where it is the user's own act."""
    team = models.CharField(max_length=200, blank=True)
    """What those records call the team that leads."""
    reason_category = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    """The user's own words, where they put somebody on their caseload."""
    begins = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("user_id", "person_id")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(source="") | models.Q(kind="caseload"), name="only_caseloads_are_loaded"
            ),
        )


class LastSeen(models.Model):
    """What there was to know, for one purpose, of somebody on a caseload at the last look: marks alone.

    `compared_in` is a mark of all on which it depends what may be known, when they were compared last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.CharField(max_length=36)
    organisation = models.CharField(max_length=80)
    role = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    person_id = models.CharField(max_length=20)
    marks = models.JSONField()
    compared_at = models.DateTimeField(db_index=True)
    compared_in = models.CharField(max_length=16)
    publish_id = models.CharField(max_length=40)
    has_changed = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user_id", "organisation", "role", "purpose", "person_id"),
                name="one_last_look_at_somebody",
            ),
        )


class FactsRevision(models.Model):
    """One row: how often facts about people have changed, read in the transaction that writes an entry.

    A mark is random and new with each change, so that a process knows what it holds to be the present state.
    """

    number = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=32)
    opt_outs_mark = models.CharField(max_length=32)
    watched_mark = models.CharField(max_length=32, default="")
    key_mark = models.CharField(max_length=32)
    """Made with the key that NHS numbers are hashed with: another key finds nobody."""


class Fact(models.Model):
    """Something about a person that forbids; never deleted. Of a person, or of whoever has an NHS number.

    `since` and `until` are numbers of the revision: what held when an entry was written can be told again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.CharField(max_length=20, blank=True)
    number_hash = models.CharField(max_length=32, blank=True)
    known_at = models.DateTimeField()
    """The moment of the publish in which `person_id` was that person."""
    kind = models.CharField(max_length=40)
    provider = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    datasets = models.JSONField(default=list)
    reason = models.TextField()
    reference = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=80, db_index=True)
    set_by = models.CharField(max_length=36)
    set_at = models.DateTimeField()
    since = models.PositiveBigIntegerField()
    lifted_by = models.CharField(max_length=36, blank=True)
    lifted_at = models.DateTimeField(null=True)
    why_lifted = models.TextField(blank=True)
    until = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(person_id="") ^ models.Q(number_hash=""), name="fact_of_person_or_number"
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, until=None)
                | models.Q(lifted_at__isnull=False, until__isnull=False),
                name="fact_lifted_at_a_revision",
            ),
        )


class WrongLink(models.Model):
    """A record that was reported to be of somebody else; never deleted. Hidden while it is with its `others`.

    `record_id` and `others` are as in linking, "<dataset>:<key>"; `since` and `until` as those of a fact are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_id = models.TextField()
    others = models.JSONField()
    person_id = models.CharField(max_length=20)
    """Whom the record was shown as, when it was reported."""
    reason = models.TextField()
    organisation = models.CharField(max_length=80)
    reported_by = models.CharField(max_length=36)
    reported_at = models.DateTimeField()
    since = models.PositiveBigIntegerField()
    settled_by = models.CharField(max_length=36, blank=True)
    settled_at = models.DateTimeField(null=True)
    until = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("record_id",), condition=models.Q(until=None), name="one_report_at_a_time"
            ),
        )


class Correction(models.Model):
    """Something in a record that somebody says is wrong, and what the organisation that keeps it answered.

    Who asked, for which purpose and of whom is told by the opening. Deleted a year after its end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="corrections")
    provider = models.CharField(max_length=80)
    record_id = models.TextField()
    """As in linking, "<dataset>:<key>"."""
    table_name = models.CharField(max_length=80)
    called = models.TextField()
    """The service and what the table is called."""
    meanings = models.JSONField()
    """Everything that the row showed: meaning → label."""
    concerned = models.JSONField()
    """The meanings among them that are said to be wrong; none where it is something else."""
    mark = models.CharField(max_length=32)
    """By which the row is known again as long as it says the same (`marks.py`)."""
    words = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=40, blank=True)
    answer_words = models.TextField(blank=True)
    answered_by = models.CharField(max_length=36, blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    """When whoever asked had read the answer, or took it back."""

    class Meta:
        indexes = (models.Index(fields=("provider", "answered_at")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="correction_answered_in_a_kind",
            ),
        )

    @property
    def dataset(self) -> str:
        return str(self.record_id).partition(":")[0]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.closed_at is None

    @property
    def what(self) -> str:
        """What is said to be wrong, in labels."""
        return ", ".join(self.meanings[meaning] for meaning in self.concerned)


class ConsentGiven(models.Model):
    """A person agreed to one provider's data being used for one purpose; never deleted."""

    person_id = models.CharField(max_length=20)
    provider = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    reason = models.TextField()
    reference = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=80)
    given_by = models.CharField(max_length=36)
    since = models.PositiveBigIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=36, blank=True)
    why_withdrawn = models.TextField(blank=True)
    until = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person_id", "provider", "purpose"),
                condition=models.Q(until=None),
                name="one_consent_at_a_time",
            ),
        )


class OptOut(models.Model):
    """One NHS number of the list of national opt-outs, as a keyed hash; never deleted.

    `since` and `until` are numbers of the revision, as those of a fact are.
    """

    number_hash = models.CharField(max_length=32)
    since = models.PositiveBigIntegerField()
    until = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("number_hash",), condition=models.Q(until=None), name="one_opt_out_at_a_time"
            ),
        )


class StaffPerson(models.Model):
    """Which NHS number a member of staff has, where their organisation has lawfully said so."""

    user_id = models.CharField(max_length=36)
    organisation = models.CharField(max_length=80)
    number_hash = models.CharField(max_length=32)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user_id", "organisation"), name="one_number_each_as_staff"),
        )


class Canary(models.Model):
    """A planted record that nobody has cause to open; `organisation` planted it."""

    number_hash = models.CharField(primary_key=True, max_length=32)
    organisation = models.CharField(max_length=80)
    planted_at = models.DateTimeField()


class Review(models.Model):
    """A look that somebody must judge. Made where the look is recorded; nothing deletes or skips it.

    `reason`, the viewer's own words, is there for the reviewers of the viewer's organisation alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=40)
    opening = models.ForeignKey(Opening, null=True, on_delete=models.PROTECT, related_name="reviews")
    emergency = models.ForeignKey(Emergency, null=True, on_delete=models.PROTECT, related_name="reviews")
    user_id = models.CharField(max_length=36)
    viewer_organisation = models.CharField(max_length=80)
    viewer_role = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    reason_category = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    reference = models.CharField(max_length=80, blank=True)
    """Of a hidden person who was sought: the protecting organisation's own case number."""
    made_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("user_id", "kind", "made_at")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(opening=None) | models.Q(emergency=None), name="review_of_one_look"
            ),
        )

    @property
    def look(self) -> Opening | Emergency | None:
        """What is reviewed; None where somebody hidden was sought."""
        return self.opening or self.emergency


class ReviewOutcome(models.Model):
    """What one reviewer found. An enquiry may come first; the review closes with a judgement."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=40)
    words = models.TextField()
    user_id = models.CharField(max_length=36)
    at = models.DateTimeField()
