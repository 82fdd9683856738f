"""Agreements as adopted: the text is immutable, and its hash is what everyone refers to."""

from django.db import models


class Agreement(models.Model):
    """One version of an agreement, exactly as it was adopted."""

    identifier = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    fields = models.JSONField()
    """Clause → the fields it names, written out as the contracts stood when it was adopted."""
    adopted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("identifier", "version"), name="one_text_per_version"),
        )
        ordering = ("identifier", "version")

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"
