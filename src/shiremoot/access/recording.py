"""Decide and record, in one transaction. What is returned may be read: the entry is durable by then.

The moment that is decided is that of the recording: an agreement that ends while a request waits for its turn
has ended for it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from shiremoot.access import fieldsets, grants, standing
from shiremoot.access.deciding import decided
from shiremoot.access.held import Gone
from shiremoot.access.standing import Facts
from shiremoot.dates import day_of
from shiremoot.decisions.kernel import Answer, Decision
from shiremoot.decisions.request import FieldId, Request, to_plain
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer
from shiremoot.ledger.errors import CannotRecord
from shiremoot.ledger.recorder import recorder
from shiremoot.ledger.verbs import MOST_PERSONS, Turn
from shiremoot.people.store import Publish

CHECK_EVERY = 1.0
"""Seconds."""


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
    publish: Publish | None = None
    """What will be read; facts about people are told in its identifiers. None: a job's whole dataset."""
    subject: str = ""
    """The one person whom the request is about; the identifier may be an old one."""
    mode: Mode = Mode.IDENTIFIED


@dataclass
class Reading:
    """How far the read under one decision has come. Moments are of the clock that is never set back."""

    began: float = field(default_factory=monotonic)
    checked: float = field(default_factory=monotonic)
    """When the decision was last seen to hold still."""
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Provider and dataset → rows read, shown or not."""
    held_back: set[tuple[str, str]] = field(default_factory=set)
    """Dataset and table of which rows are not shown because they may be somebody else's."""


@dataclass(frozen=True)
class Recorded:
    """A decision, the entry that holds it, and the facts about people that were in force."""

    decision: Decision
    number: int
    identifier: UUID
    facts: Facts
    wish: Wish
    reading: Reading = field(default_factory=Reading)

    def now(self) -> datetime:
        """The moment of the decision, and the time since."""
        return self.decision.request.at + timedelta(seconds=monotonic() - self.reading.began)


@dataclass(frozen=True)
class Served:
    """Whose records were shown; and by provider, references to them: person, table, how many rows."""

    persons: tuple[str, ...]
    records: Mapping[str, tuple[str, ...]]

    def parts(self) -> list["Served"]:
        """The same, so many persons at a time as one entry holds; one part at least."""
        if len(self.persons) <= MOST_PERSONS:
            return [self]
        parts = []
        for start in range(0, len(self.persons), MOST_PERSONS):
            some = self.persons[start : start + MOST_PERSONS]
            records = {
                provider: tuple(each for each in found if each.split(" ", 1)[0] in some)
                for provider, found in self.records.items()
            }
            parts.append(Served(some, records))
        return parts


def decide_and_record(
    wish: Wish,
    *,
    enough: Callable[[Decision], bool] = lambda decision: bool(decision.shown),
    also: Callable[[], None] = lambda: None,
) -> Recorded:
    """Decide the wish against the grants in use and record it; `also` writes what goes with it, if allowed.

    Raises Refused, after recording the refusal, where the decision is not `enough`; CannotRecord where it
    cannot be recorded. Raises Gone, with nothing recorded, where the subject is hidden: for somebody who is
    not there, there is nothing to decide.
    """
    identifier = uuid4()  # outside the work: should that run again, it is one entry still

    def work(turn: Turn, moment: datetime) -> tuple[Recorded, bool]:
        facts = standing.current(wish.publish)
        decision = decided(_request(wish, facts, moment), grants.current())
        allowed = enough(decision)
        outcome = "allowed" if allowed else "refused"
        number, is_new = turn.append(_draft(wish, decision, facts, outcome=outcome, identifier=identifier))
        if not is_new:
            # A commit that seemed to fail had not: what it decided may not be what is decided now.
            raise CannotRecord("It is not clear what was recorded, so nothing is shown.", "Try again.")
        if allowed:
            also()
        return Recorded(decision, number, identifier, facts, wish), allowed

    recorded, allowed = recorder.record(work, at=wish.at)
    if not allowed:
        raise Refused(recorded.decision, recorded.number)
    return recorded


def _request(wish: Wish, facts: Facts, moment: datetime) -> Request:
    """What is decided: the wish, with what facts say of its subject."""
    about = standing.PLAIN
    if wish.publish and wish.subject and facts is not standing.NONE:
        about = facts.of(wish.publish.follow(wish.subject))
    if about.hidden:
        raise Gone
    return Request(
        organisation=wish.by.organisation,
        role=wish.by.role,
        purpose=wish.purpose,
        mode=wish.mode,
        relationships=wish.relationships,
        fields=wish.fields,
        at=moment,
        consents=about.consents,
        forbidding=about.forbidding,
    )


def go_on(recorded: Recorded) -> None:
    """A second after a decision, and each second from then, decide again whether its read may go on.

    Raises Refused, after recording it, where the answer is no longer the one that is being read under.
    """
    now, reading = monotonic(), recorded.reading
    if now - reading.checked < CHECK_EVERY:
        return
    reading.checked = now
    moment = recorded.now()
    with transaction.atomic():
        again = decided(replace(recorded.decision.request, at=moment), grants.current())
        facts = standing.current(recorded.wish.publish)
    if (again.hash, facts.revision) != (recorded.decision.hash, recorded.facts.revision):
        note_served(recorded, Served((), {}))
        draft = _draft(recorded.wish, again, facts, outcome="cut", identifier=uuid4())
        raise Refused(again, recorder.note(replace(draft, about=recorded.identifier)))


def note_served(recorded: Recorded, served: Served, *, also: Callable[[], None] = lambda: None) -> None:
    """After the read: note whose records were served, and how many of each provider's; `also` as above.

    Every provider whose flows the decision rests on has a part, whether or not anything of theirs was there:
    that there is a part tells nothing.
    """
    decision = recorded.decision
    read: dict[str, dict[str, int]] = defaultdict(dict)
    for (provider, dataset), rows in recorded.reading.rows.items():
        read[provider][dataset] = rows
    drafts = [
        replace(
            _entry(recorded.wish, decision, act=Act.SERVED, outcome="served"),
            identifier=uuid4(),
            about=recorded.identifier,
            persons=some.persons,
            providers=tuple(
                ProviderPart(
                    provider=provider,
                    flows=(),
                    fields=(),
                    records=some.records.get(provider, ()),
                    read=read.pop(provider, {}),
                    read_on=day_of(decision.request.at),
                )
                for provider in sorted({grant.provider for grant in of_anybody(decision).flows})
            ),
        )
        for some in served.parts()
    ]

    def work(turn: Turn, moment: datetime) -> None:
        written = [turn.append(replace(draft, at=moment)) for draft in drafts]
        if all(is_new for _, is_new in written):
            also()

    recorder.record(work, at=decision.request.at)


def _draft(wish: Wish, decision: Decision, facts: Facts, *, outcome: str, identifier: UUID) -> Draft:
    """The entry before a read: what was asked, by which flows it is allowed, whom it is about."""
    # Facts about the person are no business of the viewer's reviewers: the entry only names their revision.
    asked = replace(decision.request, fields=frozenset(), consents=frozenset(), forbidding=frozenset())
    return replace(
        _entry(wish, decision, act=wish.act, outcome=outcome),
        identifier=identifier,
        about=wish.about,
        persons=wish.persons,
        providers=_provider_parts(of_anybody(decision).answer) if outcome == "allowed" else (),
        viewer_detail={
            **(wish.viewer_detail or {}),
            "request": to_plain(asked) | {"fields": fieldsets.keep(decision.request.fields)},
            "facts": facts.revision,
            "publish": wish.publish.publish_id if wish.publish else "",
        },
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


def of_anybody(decision: Decision) -> Decision:
    """What the same request shows of somebody of whom no fact forbids anything.

    It is what a provider's part says: a field missing from it would tell that something protects the person.
    """
    if not decision.request.forbidding:
        return decision
    return decided(replace(decision.request, forbidding=frozenset()), decision.grants)


@lru_cache(maxsize=128)
def _provider_parts(answer: Answer) -> tuple[ProviderPart, ...]:
    fields, flows = defaultdict(set), defaultdict(set)
    for each, showing in answer.showing_flows.items():
        for grant in showing:
            fields[grant.provider].add(str(each))
            flows[grant.provider].add(grant.flow)
    return tuple(
        ProviderPart(provider, tuple(sorted(flows[provider])), tuple(sorted(fields[provider])))
        for provider in sorted(fields)
    )
