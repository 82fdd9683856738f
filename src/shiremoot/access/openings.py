"""Opening one person for one purpose and reason, and what is shown inside the opening."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db import transaction

from shiremoot.access import grants, relationships, reviews, standing, watching
from shiremoot.access.apart import living_at, read_each
from shiremoot.access.held import Gone, holder, mine, name_candidates
from shiremoot.access.marks import named
from shiremoot.access.models import Candidate, Opening, Relationship
from shiremoot.access.published import NothingPublished, in_use
from shiremoot.access.reading import Block, field_ids, per_person, read, row_counts, served
from shiremoot.access.recording import Recorded, Wish, decide_and_record, note_served, of_anybody
from shiremoot.dates import day_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import Decision
from shiremoot.decisions.words import Mode, Purpose, ReasonCategory, RelationshipKind
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish

OPEN_FOR = timedelta(hours=8)
OPEN_IN_EMERGENCY_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class PersonView:
    """What one response shows of one person, and the number of the entry that recorded it."""

    opening: Opening
    person_id: str
    recorded: Recorded
    blocks: list[Block]
    publish: Publish
    """What was read from: everything else on the same page is read from it too."""

    @property
    def entry_number(self) -> int:
        return self.recorded.number

    @property
    def is_printed(self) -> bool:
        return self.recorded.wish.act is Act.PRINT_PERSON

    @property
    def held_back(self) -> tuple[str, ...]:
        """Services of which a record is not shown because it was reported as somebody else's."""
        tables = self.recorded.reading.held_back
        services = {
            each.service for each in self.publish.catalogue if (each.dataset, each.table_name) in tables
        }
        return tuple(sorted(services))

    @cached_property
    def asked(self) -> dict[str, datetime]:
        """Service → as at when, of each that this look may show something of, whoever it is about.

        It depends on flows alone: that a fact keeps a service's data back is not told by its absence.
        """
        datasets = {grant.dataset for grant in of_anybody(self.recorded.decision).flows}
        services = {field.dataset: field.service for field in self.publish.catalogue}
        found: dict[str, datetime] = {}
        for dataset in sorted(datasets & services.keys()):
            as_at = self.publish.as_at[dataset]
            found[services[dataset]] = min(as_at, found.get(services[dataset], as_at))
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        return self.recorded.decision.notes

    @property
    def obligations(self) -> tuple[str, ...]:
        """What whoever looks must do: by the flows alone, for a duty that is missing would tell of a fact."""
        return of_anybody(self.recorded.decision).obligations


@dataclass(frozen=True)
class Member:
    """Somebody at the same place, under a name that says nothing, with what may be shown of them."""

    candidate: UUID
    person_id: str
    blocks: list[Block]


@transaction.atomic
def purposes(*, by: Viewer, at: datetime) -> list[Purpose]:
    """The purposes for which this organisation and role may look for somebody, in the county's order.

    Looking needs a flow that asks neither for a relationship nor for consent: nobody is opened yet.
    """
    served = {
        grant.purpose
        for grant in _serving(by)
        if grant.mode is Mode.IDENTIFIED
        and grant.in_force(at)
        and not grant.relationships
        and not grant.rests_on_consent
    }
    return [purpose for purpose in Purpose if purpose in served and purpose.looks_for_people]


@transaction.atomic
def ended_agreements(*, by: Viewer, at: datetime) -> list[Grant]:
    """One flow of each agreement that served this organisation and role, and of which nothing is in force."""
    serving = _serving(by)
    living = {grant.citation.agreement for grant in serving if grant.ends > at}
    ended = {grant.citation.agreement: grant for grant in serving if grant.citation.agreement not in living}
    return sorted(ended.values(), key=lambda grant: grant.ends, reverse=True)


@transaction.atomic
def has_emergency_flow(*, by: Viewer, purpose: Purpose, at: datetime) -> bool:
    """Whether any flow in force is marked for emergencies of this role and purpose."""
    return any(
        grant.purpose is purpose and grant.in_force(at) and RelationshipKind.EMERGENCY in grant.relationships
        for grant in _serving(by)
    )


def _serving(by: Viewer) -> list[Grant]:
    found = grants.current().all
    return [grant for grant in found if grant.recipient == by.organisation and by.role in grant.roles]


def open_person(
    home: Home,
    candidate_id: UUID,
    *,
    by: Viewer,
    category: ReasonCategory,
    reason: str,
    at: datetime,
    emergency: bool = False,
) -> Opening:
    """Open the person behind a candidate, for the purpose for which they were found and no other.

    In an emergency for an hour only, inside flows marked for it; announced and reviewed. Raises Gone, or
    Refused where nothing at all may be shown, or in an emergency nothing of such a flow.
    """
    publish = in_use(home)
    candidate = mine(Candidate, candidate_id, by=by, at=at)
    kind = RelationshipKind.EMERGENCY if emergency else RelationshipKind.OPENED_WITH_REASON
    opening = Opening(
        **holder(by),
        person_id=candidate.person_id,
        purpose=candidate.purpose,
        relationship=kind,
        reason_category=category,
        reason=reason,
        made_at=at,
        until=at + (OPEN_IN_EMERGENCY_FOR if emergency else OPEN_FOR),
    )
    providers: set[str] = set()

    def enough(decision: Decision) -> bool:
        providers.update(grant.provider for grant in decision.flows)
        return any(not emergency or kind in grant.relationships for grant in decision.flows)

    def keep() -> None:
        opening.save(force_insert=True)
        Relationship.objects.create(
            user_id=by.user_id,
            organisation=by.organisation,
            person_id=opening.person_id,
            kind=opening.relationship,
            begins=opening.made_at,
            ends=opening.until,
        )
        if emergency:
            reviews.announce(opening, providers)
        watching.opened(publish, opening)

    act = Act.EMERGENCY_OPEN if emergency else Act.OPEN
    kinds = frozenset({kind}) | relationships_inside(opening, at)
    wish = wish_inside(act, opening, publish, at, relationships=kinds)
    try:
        decide_and_record(wish, enough=enough, also=keep)
    except Gone:
        watching.opened_hidden(wish)
        raise
    return opening


def view_person(home: Home, opening_id: UUID, *, by: Viewer, at: datetime) -> PersonView:
    """Everything the opening's purpose lets this user see of the person. Raises Gone or Refused."""
    return _look(Act.VIEW_PERSON, home, opening_id, by=by, at=at)


def print_person(home: Home, opening_id: UUID, *, by: Viewer, at: datetime) -> PersonView:
    """The same to be printed: decided at this moment, and recorded as printed. Raises Gone or Refused."""
    return _look(Act.PRINT_PERSON, home, opening_id, by=by, at=at)


def _look(act: Act, home: Home, opening_id: UUID, *, by: Viewer, at: datetime) -> PersonView:
    publish = in_use(home)
    opening = mine(Opening, opening_id, by=by, at=at)
    wish = wish_inside(act, opening, publish, at, relationships=relationships_inside(opening, at))
    recorded = decide_and_record(wish)
    person_id = publish.follow(opening.person_id)
    blocks = named(read(publish, [person_id], recorded))
    rows = row_counts(blocks)
    note_served(recorded, served(blocks), also=lambda: watching.looked(opening, rows))
    return PersonView(opening, person_id, recorded, blocks, publish)


def view_household(view: PersonView, *, uprn: str) -> list[Member]:
    """Who else lives at a place, as far as it may be shown without opening them.

    `uprn` is one that `view` shows as the person's own; ValueError for any other. The others are shown by
    flows that ask for no relationship, because the opening is of one person only. Raises Refused.
    """
    if uprn not in _places(view):
        raise ValueError("this opening does not show that place")

    def living(recorded: Recorded) -> list[str]:
        return living_at(view.publish, uprn, recorded, day_of(recorded.decision.request.at))

    return _beside(view, Act.VIEW_HOUSEHOLD, living)


def view_family(view: PersonView) -> list[Member]:
    """Those whom the family ties on this page name, as `view_household` shows others. Raises Refused.

    Where they name nobody, nothing is asked, and nothing recorded.
    """
    named = {row.other_person_id for block in view.blocks for row in block.rows} - {""}
    if not named:
        return []
    return _beside(view, Act.VIEW_FAMILY, lambda recorded: sorted(named - recorded.facts.untied))


_PRINTED = {Act.VIEW_HOUSEHOLD: Act.PRINT_HOUSEHOLD, Act.VIEW_FAMILY: Act.PRINT_FAMILY}


def _beside(view: PersonView, act: Act, whom: Callable[[Recorded], list[str]]) -> list[Member]:
    """Other people than the one who is opened: decided for everybody, then of each under their own facts."""
    publish, at = view.publish, view.recorded.now()
    act = _PRINTED[act] if view.is_printed else act
    wish = wish_inside(act, view.opening, publish, at, entities=("person",))
    recorded = decide_and_record(replace(wish, subject=""))
    others = [each for each in whom(recorded) if each != view.person_id]
    if recorded.facts.of(view.person_id) != view.recorded.facts.of(view.person_id):
        others = []  # a fact since the page was decided may hide where the person lives, or whose they are
    blocks = read_each(publish, others, recorded)
    rows = row_counts(blocks)
    note_served(recorded, served(blocks), also=lambda: watching.looked(view.opening, rows))
    return _members(blocks, view.opening, at)


def _places(view: PersonView) -> set[str]:
    return {row.values.get("address.uprn", "") for block in view.blocks for row in block.rows} - {""}


@transaction.atomic
def open_now(home: Home, *, by: Viewer, at: datetime) -> list[Opening]:
    """This user's openings that have not ended, newest first; of nobody who is hidden since."""
    found = Opening.objects.filter(until__gt=at, **holder(by)).order_by("-made_at")
    try:
        publish = in_use(home)
    except NothingPublished:
        return []
    facts = standing.current(publish)
    return [opening for opening in found if not facts.of(publish.follow(opening.person_id)).hidden]


def _members(blocks: list[Block], opening: Opening, at: datetime) -> list[Member]:
    by_person = per_person(blocks)
    candidates = name_candidates(by_person, held=opening, at=at)
    return [Member(candidates[person_id], person_id, found) for person_id, found in by_person.items()]


def wish_inside(
    act: Act,
    opening: Opening,
    publish: Publish,
    at: datetime,
    *,
    relationships: frozenset[RelationshipKind] = frozenset(),
    entities: tuple[str, ...] = (),
) -> Wish:
    """What is wanted inside an opening: for its purpose and reason, of its person."""
    return Wish(
        act=act,
        by=Viewer(organisation=opening.organisation, role=opening.role, user_id=opening.user_id),
        at=at,
        purpose=Purpose(opening.purpose),
        fields=field_ids(publish, entities),
        relationships=relationships,
        about=opening.pk,
        persons=(opening.person_id,),
        reason_category=opening.reason_category,
        viewer_detail={
            "reason": opening.reason,
            "opening": str(opening.pk),
            "relationship": opening.relationship,
        },
        publish=publish,
        subject=opening.person_id,
    )


def relationships_inside(opening: Opening, at: datetime) -> frozenset[RelationshipKind]:
    """Every kind of relationship this user has with the person at that moment, in this organisation.

    An emergency counts inside its own opening, and nothing else does there: a review sees all that it showed.
    """
    if opening.relationship == RelationshipKind.EMERGENCY:
        return frozenset({RelationshipKind.EMERGENCY})
    whose = {"user_id": opening.user_id, "organisation": opening.organisation}
    found = relationships.holding(at=at, person_id=opening.person_id, **whose)
    kinds = frozenset(RelationshipKind(kind) for kind in found.values_list("kind", flat=True))
    return kinds - {RelationshipKind.EMERGENCY}
