"""Decide and record, in one transaction. What is returned may be read: the entry is durable by then.

The moment that is decided is that of the recording: an agreement that ends while a request waits for its turn
has ended for it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from shiremoot.access import grants
from shiremoot.decisions.kernel import Decision, decide
from shiremoot.decisions.request import FieldId, Request, to_json
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer
from shiremoot.ledger.recorder import recorder
from shiremoot.ledger.verbs import Turn


class Refused(Exception):
    """The decision shows nothing that was asked for. Recorded before it is raised."""

    def __init__(self, decision: Decision, number: int) -> None:
        super().__init__("no agreement in force allows this")
        self.decision = decision
        self.number = number

    @property
    def near_misses(self) -> list[str]:
        """What single condition failed, flow by flow, nearest first and each once."""
        misses = (miss for field in self.decision.fields.values() for miss in field.near_misses)
        return list(dict.fromkeys(f"{miss.flow} {miss.words}" for miss in misses))


@dataclass(frozen=True)
class Wish:
    """What somebody wants to read, before it is decided."""

    act: Act
    by: Viewer
    at: datetime
    purpose: Purpose
    fields: frozenset[FieldId]
    relationships: frozenset[RelationshipKind] = frozenset()
    about: UUID | None = None
    persons: tuple[str, ...] = ()
    reason_category: str = ""
    viewer_detail: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Recorded:
    """A decision and the entry that holds it."""

    decision: Decision
    number: int
    identifier: UUID


@dataclass(frozen=True)
class Served:
    """Whose records were shown; and by provider, references to them: person, table, how many rows."""

    persons: tuple[str, ...]
    records: Mapping[str, tuple[str, ...]]


def decide_and_record(
    wish: Wish,
    *,
    enough: Callable[[Decision], bool] = lambda decision: bool(decision.shown),
    also: Callable[[], None] = lambda: None,
) -> Recorded:
    """Decide the wish against the grants in use and record it; `also` writes what goes with it, if allowed.

    Raises Refused, after recording the refusal, where the decision is not `enough`; CannotRecord where it
    cannot be recorded.
    """
    identifier = uuid4()  # outside the work: should that run again, it is one entry still

    def work(turn: Turn, moment: datetime) -> tuple[Decision, int, bool]:
        decision = decide(_request(wish, moment), grants.current())
        allowed = enough(decision)
        outcome = "allowed" if allowed else "refused"
        number, is_new = turn.append(_draft(wish, decision, outcome=outcome, identifier=identifier))
        if allowed and is_new:
            also()
        return decision, number, allowed

    decision, number, allowed = recorder.record(work, at=wish.at)
    if not allowed:
        raise Refused(decision, number)
    return Recorded(decision, number, identifier)


def _request(wish: Wish, moment: datetime) -> Request:
    return Request(
        organisation=wish.by.organisation,
        role=wish.by.role,
        purpose=wish.purpose,
        mode=Mode.IDENTIFIED,
        relationships=wish.relationships,
        fields=wish.fields,
        at=moment,
    )


def note_served(wish: Wish, recorded: Recorded, served: Served) -> None:
    """After the read: note whose records were served, and how many of each provider's."""
    providers = tuple(
        ProviderPart(provider=provider, flows=(), fields=(), records=found)
        for provider, found in sorted(served.records.items())
    )
    draft = _entry(wish, recorded.decision, act=Act.SERVED, outcome="served")
    recorder.note(replace(draft, about=recorded.identifier, persons=served.persons, providers=providers))


def _draft(wish: Wish, decision: Decision, *, outcome: str, identifier: UUID) -> Draft:
    """The entry before a read: what was asked, by which flows it is allowed, whom it is about."""
    return replace(
        _entry(wish, decision, act=wish.act, outcome=outcome),
        identifier=identifier,
        about=wish.about,
        persons=wish.persons,
        providers=_provider_parts(decision),
        viewer_detail={**(wish.viewer_detail or {}), "request": json.loads(to_json(decision.request))},
    )


def _entry(wish: Wish, decision: Decision, *, act: Act, outcome: str) -> Draft:
    """What the entries before and after a read have in common."""
    return Draft(
        act=act,
        at=decision.request.at,
        by=wish.by,
        outcome=outcome,
        purpose=wish.purpose,
        reason_category=wish.reason_category,
        mode=decision.request.mode,
        grants_hash=decision.grants_hash,
        decision_hash=decision.hash,
    )


def _provider_parts(decision: Decision) -> tuple[ProviderPart, ...]:
    fields, flows = defaultdict(set), defaultdict(set)
    for field in decision.shown:
        for grant in decision.fields[field].flows:
            fields[grant.provider].add(str(field))
            flows[grant.provider].add(grant.flow)
    return tuple(
        ProviderPart(provider, tuple(sorted(flows[provider])), tuple(sorted(fields[provider])))
        for provider in sorted(fields)
    )
