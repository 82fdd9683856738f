"""The compiled grants: written here by the gateway, read in the transaction that writes an entry."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db import transaction

from shiremoot.access.models import GrantPart, GrantSet, Revision
from shiremoot.decisions.compiled import Grants, Part
from shiremoot.decisions.grants import Grant, from_json, hash_of
from shiremoot.ledger.verbs import Turn

ByAgreement = Mapping[str, Iterable[Grant]]
_NOTHING = Part(())


@transaction.atomic
def replace(grants: Iterable[Grant]) -> Grants:
    """Make these the grants in use, and no others. See `amend`."""
    Turn()
    compiled: dict[str, list[Grant]] = {agreement: [] for agreement in current().parts}
    for grant in grants:
        compiled.setdefault(grant.citation.agreement, []).append(grant)
    return amend(compiled)


@transaction.atomic
def amend(compiled: ByAgreement) -> Grants:
    """Make these the grants of their agreements; those of other agreements stay as they are.

    Whatever is decided after the commit is decided against them. Returns the whole set in use.
    """
    Turn()  # on PostgreSQL: nobody decides against the old set and records it after the new one
    before = current()
    parts = {agreement: Part(grants) for agreement, grants in compiled.items()}
    changed = {
        name: part for name, part in parts.items() if part.hash != before.parts.get(name, _NOTHING).hash
    }
    last = Revision.objects.first()
    if last and not changed:
        return before
    grants = before.changed(changed)
    _keep(grants, changed.values())
    Revision.objects.update_or_create(
        pk=1, defaults={"number": last.number + 1 if last else 1, "grants_id": grants.hash}
    )
    return grants


def _keep(grants: Grants, changed: Iterable[Part]) -> None:
    """What is kept already, from when the same was in use before, is not written again."""
    new = {part.hash: "\n".join(part.texts) for part in changed}
    rows = [GrantPart(hash=name, grants=text) for name, text in new.items()]
    GrantPart.objects.bulk_create(rows, ignore_conflicts=True)
    hashes = {agreement: part.hash for agreement, part in grants.parts.items()}
    GrantSet.objects.get_or_create(hash=grants.hash, defaults={"parts": hashes})


def current() -> Grants:
    """The grants in use; call it inside the transaction that records what they decide."""
    revision = Revision.objects.first()
    return as_of(revision.grants_id) if revision else Grants([])


_newest = Grants([])
"""The set that this process read last: the next differs from it by little."""


@lru_cache(maxsize=8)
def as_of(grants_hash: str) -> Grants:
    """The set that an entry names. A hash names one set for ever, so none is out of date.

    What it shares with the set that was read last is taken over from that.
    """
    global _newest
    near = _newest
    hashes: dict[str, str] = GrantSet.objects.get(pk=grants_hash).parts
    changed = {
        name for name in {*near.parts, *hashes} if near.parts.get(name, _NOTHING).hash != hashes.get(name)
    }
    texts = dict(
        GrantPart.objects.filter(pk__in={hashes[name] for name in changed if name in hashes}).values_list(
            "pk", "grants"
        )
    )
    grants = near.changed({name: _part(texts.get(hashes.get(name, ""), "")) for name in changed})
    if grants.hash != grants_hash and hash_of(_texts(grants)) != grants_hash:
        raise RuntimeError("a stored set of grants is not the one that its hash names")
    _newest = grants
    return grants


def _texts(grants: Grants) -> Iterable[str]:
    """What sets of the first release were named by."""
    return (text for part in grants.parts.values() for text in part.texts)


def _part(text: str) -> Part:
    # not splitlines: a sentence may hold one of Unicode's other line ends
    return Part(from_json(line) for line in text.split("\n") if line)
