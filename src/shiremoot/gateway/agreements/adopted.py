"""The versions that are kept, as the pure rules read them."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db.models import Prefetch, QuerySet

from shiremoot.contracts import Contract, parse_contract
from shiremoot.gateway.agreements.compile import Adopted
from shiremoot.gateway.agreements.file import AgreementFile, parse_agreement
from shiremoot.gateway.agreements.models import Agreement, Signature, Suspension
from shiremoot.gateway.agreements.spans import FOR_EVER, Span


def kept() -> QuerySet[Agreement]:
    """Every version as it is kept, with its signatures and suspensions."""
    signatures = Prefetch("signatures", Signature.objects.all())
    suspensions = Prefetch("suspensions", Suspension.objects.all())
    return Agreement.objects.prefetch_related(signatures, suspensions, "switched_off")


def as_adopted(found: Agreement) -> Adopted:
    signed: dict[str, tuple[Span, ...]] = {}
    for each in found.signatures.all():
        why = f"ended when {each.organisation} withdrew"
        standing = _span(each.signed_at, each.withdrawn_at, why)
        signed[each.organisation] = (*signed.get(each.organisation, ()), standing)
    return Adopted(
        file=parsed(found.text),
        adopted_at=found.adopted_at,
        fields={clause: frozenset(names) for clause, names in found.fields.items()},
        signed=signed,
        switched_off={(each.clause, each.field): each.at for each in found.switched_off.all()},
        suspended=tuple(_span(each.since, each.until, "ended") for each in found.suspensions.all()),
    )


def _span(begins: datetime, ends: datetime | None, why: str) -> Span:
    return Span(begins, ends or FOR_EVER, why)


@lru_cache(maxsize=2048)
def parsed(text: str) -> AgreementFile:
    """A version's text never changes, so it is read once in a process."""
    return parse_agreement(text)


def parents() -> dict[str, str | None]:
    """Agreement → the one it stands under, as its newest version says."""
    newest = Agreement.objects.order_by("version").values_list("identifier", "under")
    return {identifier: under or None for identifier, under in newest}


def contracts_in(folder: Path) -> dict[str, Contract]:
    """Dataset → its contract, for every contract in the folder."""
    found = (_contract(path.read_text("utf-8"), path.name) for path in folder.glob("*.odcs.yaml"))
    return {contract.dataset: contract for contract in found}


@lru_cache(maxsize=512)
def _contract(text: str, name: str) -> Contract:
    return parse_contract(text, name=name)
