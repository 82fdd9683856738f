"""The catalogue's index: what contract files say, in the words that people look for."""

from django.db import models


class ListedDataset(models.Model):
    """One contract file of the installation, as it was when it was last read."""

    file = models.CharField(primary_key=True, max_length=255)
    stamp = models.CharField(max_length=80)
    """Size and time of change of the file: another stamp, and it is read again."""
    dataset = models.CharField(max_length=200, blank=True)
    provider = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=200, blank=True)
    categories = models.JSONField(default=list)
    words = models.TextField(blank=True)
    """Everything that it may be found by, in small letters, a line for each field."""
    summary = models.JSONField(default=dict)
    """What a list shows: service, purpose, owner; and of each field its table, name, label and words."""
    contract = models.TextField(blank=True)
    error = models.TextField(blank=True)
    """Why the file cannot be read as a contract; then nothing else of it is known."""

    class Meta:
        ordering = ("name", "dataset", "file")
        indexes = (models.Index(fields=("provider",)),)
