"""What is asked of the kernel. Everything a decision depends on, but the grants, is in here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from shiremoot.decisions.words import Mode, Purpose, RelationshipKind

if TYPE_CHECKING:
    from shiremoot.decisions.grants import Grant


class FieldId(NamedTuple):
    """A field of a contract: `housing`, `tenants.date_of_birth`. A tuple: thousands are sorted and hashed."""

    dataset: str
    field: str

    def __str__(self) -> str:
        return f"{self.dataset}.{self.field}"


class Forbids(StrEnum):
    """Facts about a person that beat any permit.

    Objection: UK GDPR article 21, upheld. Restriction: article 18. National opt-out: the opt-out from uses of
    confidential patient information beyond one's own care. Protection: set by whoever protects the person.
    """

    OBJECTION = "objection"
    RESTRICTION = "restriction"
    NATIONAL_OPT_OUT = "national opt-out"
    PROTECTION = "protection"


@dataclass(frozen=True, slots=True)
class ForbiddingFact:
    """One such fact, and how far it reaches: None stands for every provider, every purpose, every field.

    A national opt-out reaches only flows to which it applies.
    """

    kind: Forbids
    provider: str | None = None
    purpose: Purpose | None = None
    fields: frozenset[FieldId] | None = None

    def bears_on(self, grant: Grant) -> bool:
        return (
            self.provider in (None, grant.provider)
            and self.purpose in (None, grant.purpose)
            and (self.kind is not Forbids.NATIONAL_OPT_OUT or grant.opt_out_applies)
        )


@dataclass(frozen=True, slots=True)
class Consent:
    """The person has agreed to one provider's data being used for one purpose, and has not withdrawn it."""

    provider: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Request:
    """Who acts as what, for which purpose, in which mode, with which relationships, for which fields, when.

    `consents` and `forbidding` are facts about the person, empty where a request is about nobody yet. A flow
    that rests on consent shows nothing without one: absent and withdrawn are the same.
    """

    organisation: str
    role: str
    purpose: Purpose
    mode: Mode
    relationships: frozenset[RelationshipKind]
    fields: frozenset[FieldId]
    at: datetime
    consents: frozenset[Consent] = frozenset()
    forbidding: frozenset[ForbiddingFact] = frozenset()


def to_plain(request: Request) -> dict[str, Any]:
    """A request as JSON can hold it, the same for equal ones: what a decision is replayed from."""
    return {
        "organisation": request.organisation,
        "role": request.role,
        "purpose": request.purpose,
        "mode": request.mode,
        "relationships": sorted(request.relationships),
        "fields": fields_to_plain(request.fields),
        "at": request.at.isoformat(),
        "consents": sorted([each.provider, each.purpose] for each in request.consents),
        "forbidding": sorted((_fact_out(each) for each in request.forbidding), key=json.dumps),
    }


def from_plain(found: Mapping[str, Any]) -> Request:
    """The request that `to_plain` told."""
    return Request(
        organisation=found["organisation"],
        role=found["role"],
        purpose=Purpose(found["purpose"]),
        mode=Mode(found["mode"]),
        relationships=frozenset(RelationshipKind(kind) for kind in found["relationships"]),
        fields=fields_from_plain(found["fields"]),
        at=datetime.fromisoformat(found["at"]),
        consents=frozenset(Consent(provider, Purpose(purpose)) for provider, purpose in found["consents"]),
        forbidding=frozenset(_fact_in(each) for each in found["forbidding"]),
    )


def _fact_out(fact: ForbiddingFact) -> list[Any]:
    fields = None if fact.fields is None else fields_to_plain(fact.fields)
    return [fact.kind, fact.provider, fact.purpose, fields]


def _fact_in(found: list[Any]) -> ForbiddingFact:
    kind, provider, purpose, fields = found
    return ForbiddingFact(
        kind=Forbids(kind),
        provider=provider,
        purpose=None if purpose is None else Purpose(purpose),
        fields=None if fields is None else fields_from_plain(fields),
    )


def fields_to_plain(fields: frozenset[FieldId]) -> dict[str, list[str]]:
    """Dataset → its fields, in order."""
    found: dict[str, list[str]] = {}
    for each in sorted(fields):
        found.setdefault(each.dataset, []).append(each.field)
    return found


def fields_from_plain(found: dict[str, list[str]]) -> frozenset[FieldId]:
    return frozenset(FieldId(dataset, name) for dataset, names in found.items() for name in names)
