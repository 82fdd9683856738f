"""The decision kernel: a request and a compiled set of grants give, per field, shown, noted or refused."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shiremoot.dates import day_of
from shiremoot.decisions.compiled import Entry, Grants
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.near import NearMiss, near_misses, serves_but_for_the_person
from shiremoot.decisions.predicate import Predicate, either
from shiremoot.decisions.request import Consent, FieldId, Request
from shiremoot.decisions.words import Outcome


@dataclass(frozen=True, slots=True)
class FieldDecision:
    """`flows` are those that determined the outcome; `near_misses` come nearest first."""

    outcome: Outcome
    flows: tuple[Grant, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, eq=False)
class Answer:
    """What a request is answered, the same until a grant begins or ends. Worked out when it is asked for."""

    request: Request
    grants: Grants
    showing: tuple[tuple[Grant, int], ...]
    """The grants that show something, each with the bits of the fields it shows."""

    @cached_property
    def fields(self) -> Mapping[FieldId, FieldDecision]:
        """The outcome of every field that was asked for."""
        return {field: self._decide_field(field) for field in self.request.fields}

    @cached_property
    def shown(self) -> tuple[FieldId, ...]:
        return tuple(sorted(self.showing_flows))

    @cached_property
    def showing_flows(self) -> Mapping[FieldId, tuple[Grant, ...]]:
        """Each shown field with the flows that show it."""
        by_dataset: dict[str, list[tuple[Grant, int]]] = defaultdict(list)
        for grant, shown in self.showing:
            by_dataset[grant.dataset].append((grant, shown))
        found = {}
        for field in self.request.fields:
            if showing := by_dataset.get(field.dataset):
                bit = self.grants.bit(field)
                if flows := tuple(grant for grant, shown in showing if shown & bit):
                    found[field] = flows
        return found

    @cached_property
    def hash(self) -> str:
        """SHA-256 of every field's outcome and determining flows: a replay must give the same."""
        outcomes = {
            str(field): [decided.outcome, *sorted({grant.flow for grant in decided.flows})]
            for field, decided in self.fields.items()
        }
        text = json.dumps(outcomes, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def rows_of(self, field: FieldId, day: date) -> Predicate | None:
        """The rows in which a shown field may be read on a day; None means all of them."""
        rules = [grant.rows for grant in self.showing_flows.get(field, ())]
        if None in rules:
            return None
        return either(tuple(rule.on(day) for rule in rules if rule is not None))

    def _decide_field(self, field: FieldId) -> FieldDecision:
        if showing := self.showing_flows.get(field):
            return FieldDecision(Outcome.SHOWN, flows=showing)
        if any(serves_but_for_the_person(grant, self.request) for grant in self.grants.naming(field)):
            # Only a fact about the person stands in the way: a note or a near miss here would tell of it.
            return FieldDecision(Outcome.REFUSED)
        misses = near_misses(self.request, self.grants.naming(field))
        saying = tuple(
            miss.grant for miss in misses if miss.condition == "relationship" and miss.grant.when_withheld
        )
        outcome = Outcome.NOTED if saying else Outcome.REFUSED
        return FieldDecision(outcome, flows=saying, near_misses=misses)


@dataclass(frozen=True)
class Decision:
    """The answer to one request at its moment."""

    request: Request
    answer: Answer

    @property
    def grants(self) -> Grants:
        return self.answer.grants

    @property
    def grants_hash(self) -> str:
        return self.grants.hash

    @property
    def showing(self) -> tuple[tuple[Grant, int], ...]:
        """The grants that show something, each with the bits of the fields it shows."""
        return self.answer.showing

    @property
    def fields(self) -> Mapping[FieldId, FieldDecision]:
        """The outcome of every field that was asked for."""
        return self.answer.fields

    @property
    def shown(self) -> tuple[FieldId, ...]:
        return self.answer.shown

    @property
    def hash(self) -> str:
        """The answer's: what the entry keeps of it."""
        return self.answer.hash

    def showing_flows(self, field: FieldId) -> tuple[Grant, ...]:
        """The flows that show a field that was asked for; none where it is not shown."""
        return self.answer.showing_flows.get(field, ())

    @property
    def flows(self) -> tuple[Grant, ...]:
        """Every flow that shows a field, each once, in the order of its name."""
        found = {grant.flow: grant for grant, _ in self.showing}
        return tuple(found[name] for name in sorted(found))

    @property
    def notes(self) -> tuple[str, ...]:
        """What may be said of data not shown. It depends on flows alone, never on the person."""
        noted = (d for d in self.fields.values() if d.outcome is Outcome.NOTED)
        return tuple(sorted({grant.when_withheld for d in noted for grant in d.flows}))

    @property
    def obligations(self) -> tuple[str, ...]:
        return tuple(sorted({words for grant in self.flows for words in grant.obligations}))

    def rows_of(self, field: FieldId) -> Predicate | None:
        """The rows in which a shown field may be read; None means all of them."""
        return self.answer.rows_of(field, day_of(self.request.at))


def decide(request: Request, grants: Grants) -> Decision:
    """Decide every field of the request: shown when one flow meets every condition, denied by default."""
    return Decision(request, answer(request, grants))


def answer(request: Request, grants: Grants) -> Answer:
    """The answer to a request at its moment, which is that at every moment of the same `grants.stretch`."""
    showing = []
    for dataset, wanted in grants.masks(request.fields).items():
        key = (dataset, request.organisation, request.role, request.purpose, request.mode)
        for entry in grants.entries(key):
            shown = entry.fields & wanted
            if shown and _serves(entry, request):
                shown &= ~_forbidden(entry.grant, request, grants)
                if shown:
                    showing.append((entry.grant, shown))
    return Answer(request, grants, tuple(showing))


def _serves(entry: Entry, request: Request) -> bool:
    """Time: from inclusive, until exclusive. Relationships: one that suffices, where any is asked for."""
    grant = entry.grant
    return (
        entry.begins <= request.at < entry.ends
        and (not entry.relationships or not entry.relationships.isdisjoint(request.relationships))
        and (not grant.rests_on_consent or Consent(grant.provider, grant.purpose) in request.consents)
    )


def _forbidden(grant: Grant, request: Request, grants: Grants) -> int:
    """The bits of the grant's dataset that facts about the person forbid this grant to show."""
    found = 0
    for fact in request.forbidding:
        if fact.bears_on(grant):
            if fact.fields is None:
                return -1
            found |= grants.masks(fact.fields).get(grant.dataset, 0)
    return found
