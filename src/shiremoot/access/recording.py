"""Decide and record, in one transaction. What is returned may be read: the entry is durable by then."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from shiremoot.access import grants
from shiremoot.decisions.kernel import Decision, decide
from shiremoot.decisions.request import FieldId, Request, to_json
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer


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

    Raises Refused, after recording the refusal, where the decision is not `enough`.
    """
    request = Request(
        organisation=wish.by.organisation,
        role=wish.by.role,
        purpose=wish.purpose,
        mode=Mode.IDENTIFIED,
        relationships=wish.relationships,
        fields=wish.fields,
        at=wish.at,
    )
    with transaction.atomic(durable=True):
        decision = decide(request, grants.current())
        allowed = enough(decision)
        draft = _draft(wish, decision, outcome="allowed" if allowed else "refused")
        number = ledger.append(draft)
        if allowed:
            also()
    if not allowed:
        raise Refused(decision, number)
    return Recorded(decision, number, draft.identifier)


def note_served(wish: Wish, recorded: Recorded, served: Served) -> None:
    """After the read: note whose records were served, and how many of each provider's."""
    providers = tuple(
        ProviderPart(provider=provider, flows=(), fields=(), records=found)
        for provider, found in sorted(served.records.items())
    )
    with transaction.atomic(durable=True):
        ledger.append(
            replace(
                _draft(wish, recorded.decision, outcome="served"),
                act=Act.SERVED,
                about=recorded.identifier,
                persons=served.persons,
                providers=providers,
                viewer_detail={},
            )
        )


def _draft(wish: Wish, decision: Decision, *, outcome: str) -> Draft:
    return Draft(
        act=wish.act,
        at=wish.at,
        by=wish.by,
        outcome=outcome,
        purpose=wish.purpose,
        reason_category=wish.reason_category,
        mode=decision.request.mode,
        grants_hash=decision.grants_hash,
        decision_hash=decision.hash,
        about=wish.about,
        persons=wish.persons,
        providers=_provider_parts(decision),
        viewer_detail={**(wish.viewer_detail or {}), "request": json.loads(to_json(decision.request))},
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
