"""The county's use cases, as they were each time that somebody loaded them."""

from django.db import models


class Edition(models.Model):
    """One whole list of use cases. The newest is in use; earlier ones stay as they were."""

    use_cases = models.JSONField()
    loaded_at = models.DateTimeField()
    organisation = models.SlugField(max_length=80)
    """For which whoever loaded it acted."""
    user_id = models.CharField(max_length=40)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"use cases, edition {self.pk}"
