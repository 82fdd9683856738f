"""Looks at one person's records that one provider's data were shown in: for the person they are about."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Detail


@dataclass(frozen=True)
class Look:
    """One that showed something. `records` are references to rows: `p12 housing.tenants: 3`."""

    at: datetime
    organisation: str
    role: str
    purpose: str
    records: tuple[str, ...]


def looks_at(person_ids: Iterable[str], *, provider: str, before: datetime) -> list[Look]:
    """What was served of one provider's data in looks that these people were shown in, the oldest first.

    From the provider's own part alone: of other providers' records it says nothing. A part that was erased
    says nothing any more.
    """
    showing = Detail.objects.filter(
        person_id__in=list(person_ids), entry__act=Act.SERVED, entry__at__lt=before
    ).values("entry")
    found = Detail.objects.filter(part=provider, entry__in=showing, content__isnull=False)
    return [
        Look(
            each.entry.at,
            each.entry.organisation,
            each.entry.role,
            each.entry.purpose,
            tuple(json.loads(each.content or "{}").get("records", ())),
        )
        for each in found.select_related("entry").order_by("entry")
    ]
