"""The decision kernel: a request and a set of grants give, per field, shown, noted or refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shiremoot.dates import day_of
from shiremoot.decisions.grants import Grant, set_hash
from shiremoot.decisions.predicate import Predicate, either
from shiremoot.decisions.words import Mode, Outcome, Purpose, RelationshipKind


@dataclass(frozen=True, slots=True, order=True)
class FieldId:
    """A field of a contract: `housing`, `tenants.date_of_birth`."""

    dataset: str
    field: str

    @property
    def table(self) -> str:
        return self.field.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.dataset}.{self.field}"


@dataclass(frozen=True, slots=True)
class Request:
    """Who acts as what, for which purpose, in which mode, with which relationships, wanting which fields."""

    organisation: str
    role: str
    purpose: Purpose
    mode: Mode
    relationships: frozenset[RelationshipKind]
    fields: frozenset[FieldId]
    at: datetime


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The one condition of a flow that was not met, in words."""

    flow: str
    condition: str
    words: str


@dataclass(frozen=True, slots=True)
class FieldDecision:
    """`flows` are those that determined the outcome; `near_misses` come nearest first."""

    outcome: Outcome
    flows: tuple[Grant, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request, and the hash of the grants it was decided against."""

    request: Request
    fields: Mapping[FieldId, FieldDecision]
    grants_hash: str

    @property
    def shown(self) -> tuple[FieldId, ...]:
        return tuple(sorted(f for f, d in self.fields.items() if d.outcome is Outcome.SHOWN))

    @property
    def flows(self) -> tuple[Grant, ...]:
        """Every flow that shows a field, each once, in the order of its name."""
        found = {grant.flow: grant for field in self.shown for grant in self.fields[field].flows}
        return tuple(found[name] for name in sorted(found))

    @property
    def notes(self) -> tuple[str, ...]:
        """What may be said of data not shown."""
        noted = (d for d in self.fields.values() if d.outcome is Outcome.NOTED)
        return tuple(sorted({grant.when_withheld for d in noted for grant in d.flows}))

    @property
    def obligations(self) -> tuple[str, ...]:
        return tuple(sorted({words for grant in self.flows for words in grant.obligations}))

    def rows_of(self, field: FieldId) -> Predicate | None:
        """The rows in which a shown field may be read; None means all of them."""
        grants = self.fields[field].flows
        if any(grant.rows is None for grant in grants):
            return None
        day = day_of(self.request.at)
        return either(tuple(grant.rows.on(day) for grant in grants if grant.rows is not None))


class Grants:
    """A compiled set of grants: an index from field to the grants that name it."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self.all = tuple(sorted(set(grants), key=lambda grant: (grant.flow, grant.recipient)))
        self.hash = set_hash(self.all)
        self._by_field: dict[FieldId, list[Grant]] = defaultdict(list)
        for grant in self.all:
            for field in grant.fields:
                self._by_field[FieldId(grant.dataset, field)].append(grant)

    def naming(self, field: FieldId) -> list[Grant]:
        return self._by_field.get(field, [])


def decide(request: Request, grants: Grants) -> Decision:
    """Decide every field of the request: shown when one flow meets every condition, denied by default."""
    decided = {field: _decide_field(request, grants.naming(field)) for field in request.fields}
    return Decision(request=request, fields=decided, grants_hash=grants.hash)


def in_force(grant: Grant, at: datetime) -> bool:
    """From inclusive, until exclusive."""
    return grant.begins <= at < grant.ends


def _decide_field(request: Request, naming: list[Grant]) -> FieldDecision:
    unmet = [(grant, _unmet(grant, request)) for grant in naming]
    showing = tuple(grant for grant, missing in unmet if not missing)
    if showing:
        return FieldDecision(Outcome.SHOWN, flows=showing)
    near = [(grant, missing[0]) for grant, missing in unmet if len(missing) == 1]
    misses = tuple(sorted((miss for _, miss in near), key=lambda miss: (_RANK[miss.condition], miss.flow)))
    saying = tuple(grant for grant, miss in near if miss.condition == "relationship" and grant.when_withheld)
    if saying:
        return FieldDecision(Outcome.NOTED, flows=saying, near_misses=misses)
    return FieldDecision(Outcome.REFUSED, near_misses=misses)


# What the person can mend soonest comes first.
_RANK = {"relationship": 0, "role": 1, "purpose": 2, "mode": 3, "time": 4, "organisation": 5}


def _unmet(grant: Grant, request: Request) -> list[NearMiss]:
    """Each condition of the flow that the request does not meet, in words about the flow alone."""
    missing = []
    if grant.recipient != request.organisation:
        missing.append(("organisation", f"shares with {grant.recipient}, not {request.organisation}"))
    if request.role not in grant.roles:
        missing.append(("role", f"covers {_listed(grant.roles)}; you act as {request.role}"))
    if request.purpose is not grant.purpose:
        missing.append(("purpose", f"is for {grant.purpose.label}; you chose {request.purpose.label}"))
    if request.mode is not grant.mode:
        missing.append(("mode", f"shares {grant.mode} data, not {request.mode}"))
    if not in_force(grant, request.at):
        missing.append(("time", _when(grant, request.at)))
    if grant.relationships and not grant.relationships & request.relationships:
        missing.append(("relationship", f"needs a relationship of kind {_listed(grant.relationships)}"))
    return [NearMiss(grant.flow, condition, words) for condition, words in missing]


def _when(grant: Grant, at: datetime) -> str:
    if at >= grant.ends:
        return f"ended on {day_of(grant.ends).isoformat()}"
    return f"starts on {day_of(grant.begins).isoformat()}"


def _listed(words: Iterable[str]) -> str:
    return " or ".join(sorted(words))
