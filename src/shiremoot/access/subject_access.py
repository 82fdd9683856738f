"""What is read to answer somebody who asks for their own data: own records, who looked at them, what was
given.

Objections, restrictions and opt-outs are the person's own, and keep nothing from them. Protection does:
whoever asks may not be who they say. Each look is one decision about anybody, so that it is the same
whether somebody is protected, or not in the records at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from shiremoot.access import grants, watching
from shiremoot.access.apart import decided_for
from shiremoot.access.held import Gone, mine
from shiremoot.access.marks import keyed
from shiremoot.access.models import Candidate
from shiremoot.access.published import formerly, in_use
from shiremoot.access.reading import Block, field_ids, read, served
from shiremoot.access.recording import Recorded, Served, Wish, decide_and_record, note_served
from shiremoot.dates import day_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import Decision
from shiremoot.decisions.request import FieldId, Forbids
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import looks as ledger
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish

PURPOSE = Purpose.SUBJECT_ACCESS
OWN = frozenset({RelationshipKind.OPENED_WITH_REASON})
"""For what an organisation sees of its own: the request is the reason."""
GIVEN = frozenset({RelationshipKind.SHARED_BY_DECISION})
"""For what each organisation decided to give, put together by the one that was asked."""
STAFF = frozenset({"involvement.lead_name", "involvement.lead_email"})
"""Organisations and roles are named to the person; members of staff are not."""


@dataclass(frozen=True)
class Subject:
    """Who is meant, since a moment; nobody where the records know nobody like that."""

    person_id: str = ""
    known_at: datetime | None = None


@dataclass(frozen=True)
class LookedAt:
    """That somebody's records were looked at: on which day, by whom, for what."""

    day: date
    organisation: str
    role: str
    purpose: str
    tables: frozenset[str] = frozenset()
    """What of: `housing.tenants`."""

    @property
    def mark(self) -> str:
        return keyed([self.day.isoformat(), self.organisation, self.role, self.purpose])


@dataclass(frozen=True)
class OwnRecords:
    """What one organisation's records say of somebody, and who looked at them; the entry of this look."""

    blocks: list[Block]
    record_ids: Mapping[int, str]
    """Number of a record, as in rows → "<dataset>:<key>"."""
    looks: list[LookedAt]
    entry_number: int
    held_back: bool
    """Whether a record is left out that was reported as somebody else's."""


@dataclass(frozen=True)
class Given:
    """What of copies that were given may be told now: these fields, of these organisations."""

    recorded: Recorded
    publish: Publish
    fields: frozenset[FieldId]
    providers: frozenset[str]
    person_id: str

    def theirs(self, record_ids: Iterable[str]) -> frozenset[str]:
        """Those of these records that are nobody else's; one that is published no more stays theirs."""
        wanted, suspects = frozenset(record_ids), self.recorded.facts.suspects
        found = self.publish.records(wanted)
        others = {
            record
            for record, (number, person_id) in found.items()
            if person_id != self.person_id or number in suspects
        }
        return wanted - others

    def meanings(self, dataset: str, table: str) -> frozenset[str]:
        """The meanings of a table all of whose fields may be told; none: nothing of it is told."""
        found: dict[str, bool] = {}
        for each in self.publish.catalogue:
            if (each.dataset, each.table_name) == (dataset, table):
                may = FieldId(each.dataset, each.field_id) in self.fields
                found[each.meaning] = found.get(each.meaning, True) and may
        return frozenset(meaning for meaning, may in found.items() if may)


@transaction.atomic
def controllers(*, at: datetime) -> list[str]:
    """The organisations that agreements in force let look up their own records to answer.

    It depends on agreements alone: that one is asked says nothing of whether it knows somebody.
    """
    return sorted({grant.provider for grant in _in_force(at) if grant.provider == grant.recipient})


@transaction.atomic
def may_receive(organisation: str, *, at: datetime) -> bool:
    """Whether a flow in force lets this organisation find the person that a request is about."""
    return any(
        grant.recipient == organisation and grant.mode is Mode.IDENTIFIED and not grant.relationships
        for grant in _in_force(at)
    )


def person_behind(candidate_id: UUID, *, by: Viewer, at: datetime) -> str:
    """Who a search result is. Raises Gone for one that was found for any other purpose, or by another."""
    candidate = mine(Candidate, candidate_id, by=by, at=at)
    if candidate.purpose != PURPOSE:
        raise Gone
    return str(candidate.person_id)


def own_records(
    home: Home, subject: Subject, *, about: UUID, before: datetime, by: Viewer, at: datetime
) -> OwnRecords:
    """Look at what one's own organisation holds about somebody, and who looked at that until a moment.

    `about` is the task. Recorded, whether or not there is anything. Raises Refused, NothingPublished, or
    UserError where the records of the person that was found are by now of several.
    """
    publish = in_use(home)
    person_id = _now(publish, subject)
    own = {each.dataset for each in publish.catalogue if each.provider == by.organisation}

    def enough(decision: Decision) -> bool:
        return bool(decision.shown) or not own  # of what is not published there is nothing to refuse

    wish = Wish(
        act=Act.LOOK_FOR_SUBJECT,
        by=by,
        at=at,
        purpose=PURPOSE,
        fields=frozenset(each for each in field_ids(publish) if each.dataset in own),
        relationships=OWN,
        about=about,
        persons=_named(person_id),
        publish=publish,
    )
    recorded = decide_and_record(wish, enough=enough)
    watching.opened_hidden(replace(wish, subject=person_id))
    decision = _of(recorded, person_id)
    blocks = read(publish, [person_id], recorded, decision) if decision else []
    note_served(recorded, served(blocks))
    looks = _looks(formerly(home, person_id), decision, by.organisation, before) if decision else []
    record_ids = publish.record_ids({row.record for block in blocks for row in block.rows})
    return OwnRecords(blocks, record_ids, looks, recorded.number, bool(recorded.reading.held_back))


def look_at_given(home: Home, subject: Subject, *, about: UUID, act: Act, by: Viewer, at: datetime) -> Given:
    """Decide and record that what each organisation gave is put together, or taken as a file.

    `about` is the request. Raises Refused where no flow in force lets anything be given; as `own_records`.
    """
    publish = in_use(home)
    person_id = _now(publish, subject)
    wish = Wish(
        act=act,
        by=by,
        at=at,
        purpose=PURPOSE,
        fields=field_ids(publish),
        relationships=GIVEN,
        about=about,
        persons=_named(person_id),
        publish=publish,
    )
    recorded = decide_and_record(wish, enough=lambda decision: bool(_giving(decision)))
    decision = _of(recorded, person_id)
    providers = frozenset(_giving(recorded.decision).values())
    fields = frozenset(_giving(decision)) if decision else frozenset()
    return Given(recorded, publish, fields, providers, person_id)


def note_given(given: Given, rows: Mapping[str, Iterable[str]]) -> None:
    """Note what was put together: provider → references to tables and how many rows, `housing.tenants: 3`."""
    persons = given.recorded.wish.persons
    said = {
        provider: tuple(f"{persons[0]} {each}" for each in tables)
        for provider, tables in rows.items()
        if tables
    }
    note_served(given.recorded, Served(persons if said else (), said))


def _in_force(at: datetime) -> list[Grant]:
    return [each for each in grants.current().all if each.purpose is PURPOSE and each.in_force(at)]


def _named(person_id: str) -> tuple[str, ...]:
    return (person_id,) if person_id else ()


def _now(publish: Publish, subject: Subject) -> str:
    """Who the subject is in this publish, after merges. Raises UserError after a split."""
    if not subject.person_id or subject.known_at is None:
        return ""
    there = [each for each in publish.became(subject.person_id, subject.known_at) if publish.records_of(each)]
    if len(there) > 1:
        raise UserError(
            "The records were put right since this person was found: they are of more than one person.",
            "Whoever received the request must find the person again.",
        )
    return there[0] if there else publish.follow(subject.person_id)


def _of(recorded: Recorded, person_id: str) -> Decision | None:
    """What is decided of the one who asks, under what protects them; None for nobody and who is hidden."""
    about = recorded.facts.of(person_id)
    if not person_id or about.hidden:
        return None
    protections = frozenset(each for each in about.forbidding if each.kind is Forbids.PROTECTION)
    return decided_for(replace(about, forbidding=protections), recorded.decision)


def _giving(decision: Decision) -> dict[FieldId, str]:
    """The fields that a flow shows because somebody decided to give them → their providers."""
    found = {}
    for each in decision.shown:
        flows = [grant for grant in decision.showing_flows(each) if grant.relationships & GIVEN]
        if flows and decision.rows_of(each) is None:  # of a copy nobody can tell which rows a rule lets show
            found[each] = flows[0].provider
    return found


def _looks(people: list[str], decision: Decision, provider: str, before: datetime) -> list[LookedAt]:
    """Looks that showed a row of a table of which something is shown now: of others nothing is told."""
    told = {f"{each.dataset}.{each.field.partition('.')[0]}" for each in decision.shown}
    found: dict[LookedAt, frozenset[str]] = {}
    for each in ledger.looks_at(people, provider=provider, before=before):
        if tables := told & _tables_of(each.records, people):
            look = LookedAt(day_of(each.at), each.organisation, each.role, each.purpose)
            found[look] = found.get(look, frozenset()) | tables
    return [replace(look, tables=tables) for look, tables in found.items()]


def _tables_of(records: Iterable[str], people: Iterable[str]) -> frozenset[str]:
    """Of references to rows, `p12 housing.tenants: 3`, the tables of those of these people."""
    parted = (record.partition(" ") for record in records)
    return frozenset(rest.rpartition(": ")[0] for person, _, rest in parted if person in people)
