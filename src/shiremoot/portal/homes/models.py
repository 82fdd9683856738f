"""Lists of homes, of which the area is kept alone: which homes are on one is worked out at each look."""

import uuid

from django.db import models


class HomesList(models.Model):
    """One organisation's list, until a moment. `area`: a postcode district or a town; empty: everywhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=80, db_index=True)
    area = models.CharField(max_length=60, blank=True)
    made_by = models.CharField(max_length=36)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
