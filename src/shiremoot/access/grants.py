"""The compiled grants: written here by the gateway, read in the transaction that writes an entry."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import transaction

from shiremoot.access.models import GrantSet, Revision
from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.grants import Grant, canonical, from_json
from shiremoot.ledger.verbs import Turn

Compiled = tuple[Grant, ...]


@transaction.atomic
def replace(grants: Iterable[Grant]) -> Compiled:
    """Make these the grants in use. Whatever is decided after the commit is decided against them."""
    Turn()  # on PostgreSQL: nobody decides against the old set and records it after the new one
    compiled = Grants(grants)
    text = "\n".join(canonical(grant) for grant in compiled.all)
    GrantSet.objects.get_or_create(hash=compiled.hash, defaults={"grants": text})
    last = Revision.objects.first()
    Revision.objects.update_or_create(
        pk=1, defaults={"number": last.number + 1 if last else 1, "grants_id": compiled.hash}
    )
    return compiled.all


def current() -> Grants:
    """The grants in use; call it inside the transaction that records what they decide."""
    revision = Revision.objects.first()
    return as_of(revision.grants_id) if revision else Grants([])


@lru_cache(maxsize=8)
def as_of(grants_hash: str) -> Grants:
    """The set that an entry names, compiled once. A hash names one set for ever, so none is out of date."""
    kept = GrantSet.objects.get(pk=grants_hash)
    # not splitlines: a sentence may hold one of Unicode's other line ends
    grants = Grants(from_json(line) for line in kept.grants.split("\n") if line)
    if grants.hash != grants_hash:
        raise RuntimeError("a stored set of grants is not the one that its hash names")
    return grants
