"""What the ledger stores: entries that never change, and detail beside them that can be erased."""

from django.db import models


class Entry(models.Model):
    """One act. `body` is canonical JSON; `number` counts from 1 without a gap."""

    number = models.PositiveBigIntegerField(primary_key=True)
    identifier = models.UUIDField(unique=True)
    body = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


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
        constraints = (
            models.UniqueConstraint(fields=("entry", "part"), name="detail_once_per_part"),
            models.CheckConstraint(
                condition=models.Q(content__isnull=True, nonce__isnull=True)
                | models.Q(content__isnull=False, nonce__isnull=False),
                name="detail_and_nonce_together",
            ),
        )
