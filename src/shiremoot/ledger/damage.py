"""Reading entries of which some may be damaged, so that a check can say which, and go on."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import DatabaseError
from django.db.models import QuerySet

from shiremoot.ledger.models import Entry

DAMAGED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What comes of reading what is not as it was written."""

Row = TypeVar("Row")


def readable(found: "QuerySet[Any, Row]", numbers: Sequence[int]) -> list[tuple[int, Row | None]]:
    """The rows of `found` for these entries, ascending; None where the store holds one and cannot give it.

    Raises DatabaseError where the store does not answer at all.
    """
    try:
        rows = list(found.filter(number__gte=numbers[0], number__lte=numbers[-1]).order_by("number"))
    except (DatabaseError, *DAMAGED):
        if len(numbers) > 1:
            middle = len(numbers) // 2
            return [*readable(found, numbers[:middle]), *readable(found, numbers[middle:])]
        Entry.objects.filter(number=numbers[0]).exists()
        return [(numbers[0], None)]
    return list(zip(numbers, rows, strict=True))
