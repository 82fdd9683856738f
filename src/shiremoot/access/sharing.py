"""What may be shared by decision: an agreement says what of, with whom; somebody at the provider says when.

A flow of the kind *shared by decision* shows nothing by itself. What somebody decided to share under it is
kept apart, and each look at it is decided and recorded as every other look is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shiremoot.access import grants, standing
from shiremoot.access.deciding import decided
from shiremoot.access.held import Gone
from shiremoot.access.models import Opening
from shiremoot.access.openings import PersonView
from shiremoot.access.published import NothingPublished, in_use
from shiremoot.access.reading import TableName
from shiremoot.access.recording import Recorded, Served, Wish, decide_and_record, note_served
from shiremoot.access.standing import Facts
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import Decision
from shiremoot.decisions.request import FieldId, Request
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish

BY_DECISION = frozenset({RelationshipKind.SHARED_BY_DECISION})


Meant = tuple[str, str, str]
"""Dataset, table and meaning."""


@dataclass(frozen=True)
class Shareable:
    """What of the sharer's own organisation may be shared with somebody, and the flows that say so."""

    fields: Mapping[Meant, frozenset[FieldId]] = field(default_factory=dict)
    """What may be shared → the fields that say it."""
    flows: tuple[Grant, ...] = ()


@dataclass(frozen=True)
class Copy:
    """What was shared out of an opening, and the records ("<dataset>:<key>") that it was copied from."""

    opening: Opening
    record_ids: frozenset[str]


@transaction.atomic
def shareable(view: PersonView, to: Viewer, *, at: datetime) -> Shareable:
    """What of this look may be shared with `to`, for the purpose of its opening.

    Only what the sharer's own organisation provides: what another shared with them is not theirs to pass on.
    Fields that a flow shows in some rows alone are left out: of a copy nobody can tell which rows those are.
    """
    publish, about = view.publish, standing.current(view.publish).of(view.person_id)
    own: dict[Meant, set[FieldId]] = defaultdict(set)
    for each in publish.catalogue:
        if each.provider == view.opening.organisation:
            own[each.dataset, each.table_name, each.meaning].add(FieldId(each.dataset, each.field_id))
    request = Request(
        organisation=to.organisation,
        role=to.role,
        purpose=Purpose(view.opening.purpose),
        mode=Mode.IDENTIFIED,
        relationships=BY_DECISION,
        fields=frozenset().union(*own.values()),
        at=at,
        consents=about.consents,
        forbidding=about.forbidding,
    )
    decision = decided(request, grants.current())
    allowed = {
        each
        for each in decision.shown
        if decision.rows_of(each) is None and any(map(_is_by_decision, decision.showing_flows(each)))
    }
    return Shareable(
        {meant: frozenset(fields) for meant, fields in own.items() if fields <= allowed},
        tuple(grant for grant in decision.flows if _is_by_decision(grant)),
    )


@transaction.atomic
def may_receive(provider: str, *, purpose: Purpose, at: datetime) -> frozenset[str]:
    """The organisations with which a flow in force lets this one share by decision."""
    return frozenset(
        grant.recipient
        for grant in grants.current().all
        if grant.provider == provider
        and grant.recipient != provider
        and grant.purpose is purpose
        and grant.in_force(at)
        and _is_by_decision(grant)
    )


def look_at_shared(
    home: Home, copy: Copy, fields: frozenset[FieldId], *, about: UUID, by: Viewer, at: datetime
) -> Recorded:
    """Decide and record that somebody looks at what was shared with them out of an opening.

    All of it or nothing: what was judged as a whole is not shown in part. Raises Refused, NothingPublished,
    or Gone where its person is hidden since, or one of its records is or may be somebody else's.
    """
    publish, opening = in_use(home), copy.opening

    def enough(decision: Decision) -> bool:
        return bool(fields) and fields == frozenset(decision.shown)

    def still_theirs() -> None:
        if not _is_of_its_person(copy, publish, standing.current(publish)):
            raise Gone

    wish = Wish(
        act=Act.READ_SHARED,
        by=by,
        at=at,
        purpose=Purpose(opening.purpose),
        fields=fields,
        relationships=BY_DECISION,
        about=about,
        persons=(publish.follow(opening.person_id),),
        viewer_detail={"shared": str(about)},
        publish=publish,
        subject=opening.person_id,
    )
    return decide_and_record(wish, enough=enough, also=still_theirs)


def note_shared(recorded: Recorded, provider: str, rows: Iterable[TableName]) -> None:
    """Note what such a look served: a row of each of these tables."""
    person_id = recorded.wish.persons[0]
    counts = Counter(rows)
    said = tuple(
        f"{person_id} {dataset}.{table}: {count}" for (dataset, table), count in sorted(counts.items())
    )
    note_served(recorded, Served((person_id,), {provider: said}))


def person_now(home: Home, opening: Opening) -> str:
    """The person of an opening, as the publish in use names them. Raises NothingPublished."""
    return in_use(home).follow(opening.person_id)


@transaction.atomic
def of_somebody_there(home: Home, openings: Iterable[Opening]) -> frozenset[UUID]:
    """Those of these openings whose person nobody hides; none before the first publish."""
    among = list(openings)
    if not among:
        return frozenset()
    try:
        publish = in_use(home)
    except NothingPublished:
        return frozenset()
    facts = standing.current(publish)
    return frozenset(
        each.pk
        for each in among
        if not any(facts.of(now).hidden for now in publish.became(each.person_id, each.made_at))
    )


@transaction.atomic
def of_their_person(home: Home, copies: Mapping[UUID, Copy]) -> frozenset[UUID]:
    """Those of these copies of which no record is or may be somebody else's; none before a publish."""
    if not copies:
        return frozenset()
    try:
        publish = in_use(home)
    except NothingPublished:
        return frozenset()
    facts = standing.current(publish)
    return frozenset(pk for pk, copy in copies.items() if _is_of_its_person(copy, publish, facts))


def _is_of_its_person(copy: Copy, publish: Publish, facts: Facts) -> bool:
    """A record that is published no more stays whose it was."""
    people = publish.became(copy.opening.person_id, copy.opening.made_at)
    found = publish.records(copy.record_ids).values()
    return all(person in people and number not in facts.suspects for number, person in found)


def _is_by_decision(grant: Grant) -> bool:
    return RelationshipKind.SHARED_BY_DECISION in grant.relationships
