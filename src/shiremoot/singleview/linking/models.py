"""What people say of pairs of records, "<dataset>:<key>" each; `record_l` is the lesser of the two."""

import uuid

from django.db import models


class Judged(models.Model):
    record_l = models.TextField()
    record_r = models.TextField()

    class Meta:
        abstract = True

    @property
    def datasets(self) -> tuple[str, str]:
        return self.record_l.partition(":")[0], self.record_r.partition(":")[0]


class LinkDecision(Judged):
    """Whether two records are of one person; every later run keeps to it, until it is undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    same = models.BooleanField()
    decided_at = models.DateTimeField()
    report = models.UUIDField(null=True)
    """The report of a wrong link that it settled."""
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=36, blank=True)
    why_undone = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("record_l", "record_r"),
                condition=models.Q(undone_at=None),
                name="one_decision_of_a_pair",
            ),
        )


class LinkAnswer(Judged):
    """What one link reviewer said of a pair. `same` is None for *not sure*.

    `run` names the linking run of which the pair was drawn to measure accuracy, without its weight being
    shown; empty for questions of the queue, whose answers make decisions.
    """

    same = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    run = models.CharField(max_length=40, blank=True)
    user_id = models.CharField(max_length=36)
    organisation = models.CharField(max_length=80)
    answered_at = models.DateTimeField()
    decisions = models.ManyToManyField(LinkDecision, related_name="answers")
    closed = models.BooleanField(default=False)
    """Whether it has led to a decision, or was left behind by one."""
