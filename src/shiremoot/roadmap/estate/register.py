"""The sites of all bodies as they are registered now."""

from django.db.models import QuerySet

from shiremoot.roadmap.estate.models import SiteRecord


def current() -> QuerySet[SiteRecord]:
    """Of each body those of its newest edition, by name."""
    return SiteRecord.objects.filter(edition__replaced_at=None).order_by("name", "organisation", "asset")
