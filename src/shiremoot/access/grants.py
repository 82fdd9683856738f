"""The compiled grants: written here by the gateway, read in the transaction that writes an entry."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import transaction

from shiremoot.access.models import Revision, StoredGrant
from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.grants import Grant, canonical, from_json


@transaction.atomic
def replace(grants: Iterable[Grant]) -> str:
    """Make these the grants in use and return their hash. Decisions recorded after the commit use them."""
    compiled = Grants(grants)
    last = Revision.objects.first()
    StoredGrant.objects.all().delete()
    StoredGrant.objects.bulk_create(
        StoredGrant(flow=grant.flow, payload=canonical(grant)) for grant in compiled.all
    )
    Revision.objects.update_or_create(
        pk=1, defaults={"number": last.number + 1 if last else 1, "grants_hash": compiled.hash}
    )
    return compiled.hash


def current() -> Grants:
    """The grants in use; call it inside the transaction that records what they decide."""
    revision = Revision.objects.first()
    return _compiled(revision.grants_hash) if revision else Grants([])


@lru_cache(maxsize=4)
def _compiled(grants_hash: str) -> Grants:
    """Compiled once for each set; the hash names the set, so a cached one is never out of date."""
    grants = Grants(from_json(payload) for payload in StoredGrant.objects.values_list("payload", flat=True))
    if grants.hash != grants_hash:
        raise RuntimeError("the stored grants are not those of their revision; compile the agreements again")
    return grants
