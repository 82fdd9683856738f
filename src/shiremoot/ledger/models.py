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
