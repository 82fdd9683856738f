"""What the ledger stores: entries that never change, and detail beside them that can be erased."""

from django.db import models


class Entry(models.Model):
    """One act. `body` is canonical JSON; `number` counts from 1 without a gap.

    The columns from `at` on say again what the body says, for finding entries; a check compares them.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    identifier = models.UUIDField(unique=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    organisation = models.CharField(max_length=80)
    role = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    about = models.UUIDField(null=True, db_index=True)

    class Meta:
        indexes = (models.Index(fields=("organisation", "at"), name="entry_by_organisation"),)


class Detail(models.Model):
    """What an entry commits to. `part` is `viewer`, `subject N` or a provider's identifier.

    `content` and `nonce` are emptied together when the detail is erased.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="details")
    part = models.CharField(max_length=80)
    content = models.TextField(null=True)  # null says erased; empty would say nothing
    nonce = models.BinaryField(null=True)
    user_id = models.CharField(max_length=36, blank=True, db_index=True)
    person_id = models.CharField(max_length=20, blank=True, db_index=True)

    class Meta:
        indexes = (models.Index(fields=("part", "entry"), name="detail_by_part"),)
        constraints = (
            models.UniqueConstraint(fields=("entry", "part"), name="detail_once_per_part"),
            models.CheckConstraint(
                condition=models.Q(content__isnull=True, nonce__isnull=True)
                | models.Q(content__isnull=False, nonce__isnull=False),
                name="detail_and_nonce_together",
            ),
        )


class Log(models.Model):
    """One organisation's log of one kind; `checkpoint` is the signed note of its `size` and root."""

    kind = models.CharField(max_length=4)
    organisation = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField(default=0)
    checkpoint = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "organisation"), name="log_once"),)


class Leaf(models.Model):
    """Which entry stands at place `n` of a log, counted from 0."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="leaves")
    n = models.PositiveBigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="leaves")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("log", "n"), name="leaf_once_in_its_place"),)


class Sequence(models.Model):
    """The one row that says who signs the logs, and the last entry that is in them."""

    name = models.CharField(max_length=200)
    public_key = models.CharField(max_length=64)  # 32 bytes in hexadecimal
    position = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_sequence"),)
