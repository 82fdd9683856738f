"""Emergency access to places: who is there, inside flows marked for it, for an hour, announced and reviewed.

Each look at the list is decided and recorded anew. Nobody is opened by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from shiremoot.access import grants, reviews, watching
from shiremoot.access.apart import compared_apart, read_each
from shiremoot.access.held import forget_ended, holder, mine
from shiremoot.access.models import Emergency
from shiremoot.access.openings import OPEN_IN_EMERGENCY_FOR
from shiremoot.access.published import NothingPublished, in_use
from shiremoot.access.reading import Block, field_ids, matchable, per_person, row_counts, served
from shiremoot.access.recording import Recorded, Wish, decide_and_record, note_served, of_anybody
from shiremoot.access.typed_places import Place, Places, places_in
from shiremoot.dates import day_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import Decision
from shiremoot.decisions.request import FieldId
from shiremoot.decisions.words import Mode, Purpose, ReasonCategory, RelationshipKind
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish

MOST_PLACES = 500
MOST_POSTCODES = 50
"""Whole ones, each of which may be a hundred addresses."""
_TWICE = timedelta(minutes=1)
_ENTITIES = ("person", "involvement")
"""Who they are and who works with them; nothing that happened, and no family."""
_WHERE = ("address.uprn", "address.postcode", "address.line")


@dataclass(frozen=True)
class Resident:
    """Somebody who is recorded at one of the places, with what may be shown of them."""

    person_id: str
    place: int
    """Which of the places, by its number from 0."""
    blocks: list[Block]


@dataclass(frozen=True)
class EmergencyView:
    """What one response shows inside an emergency."""

    emergency: Emergency
    recorded: Recorded
    places: Sequence[Place]
    residents: list[Resident]
    meanings: frozenset[str]
    """What the flows show of anybody: it depends on them alone, and not on who is there."""

    @property
    def entry_number(self) -> int:
        return self.recorded.number

    @property
    def flows(self) -> tuple[Grant, ...]:
        return of_anybody(self.recorded.decision).flows

    @property
    def notes(self) -> tuple[str, ...]:
        return self.recorded.decision.notes

    @property
    def obligations(self) -> tuple[str, ...]:
        return of_anybody(self.recorded.decision).obligations


@transaction.atomic
def purposes(home: Home, *, by: Viewer, at: datetime) -> list[Purpose]:
    """The purposes for which a flow that is marked for emergencies tells this role where people live."""
    try:
        where = _where(in_use(home))
    except NothingPublished:
        return []
    served = {
        grant.purpose
        for grant in grants.current().all
        if grant.recipient == by.organisation
        and by.role in grant.roles
        and grant.mode is Mode.IDENTIFIED
        and grant.in_force(at)
        and RelationshipKind.EMERGENCY in grant.relationships
        and any(FieldId(grant.dataset, field) in where for field in grant.fields)
    }
    return [purpose for purpose in Purpose if purpose in served]


def begin(
    home: Home, *, by: Viewer, purpose: Purpose, lines: Iterable[str], reason: str, at: datetime
) -> Emergency:
    """Open these places for an hour: decided, announced to all whose flows serve, and to be reviewed.

    Sent twice within a minute, it is one. Raises UserError for lines that name no place or for too many
    places, Refused where no flow marked for emergencies tells where people live, or NothingPublished.
    """
    places, wrong = places_in(lines)
    if wrong:
        raise UserError(f"Line {wrong[0].line} is not a place: {wrong[0].text}.", wrong[0].next_step)
    check(places)
    publish = in_use(home)
    forget_ended(at)
    kept = [place.words for place in places]
    for before in Emergency.objects.filter(made_at__gt=at - _TWICE, until__gt=at, **holder(by)):
        if (before.purpose, before.places, before.reason) == (purpose, kept, reason):
            return before
    emergency = Emergency(
        **holder(by),
        purpose=purpose,
        reason_category=ReasonCategory.EMERGENCY,
        reason=reason,
        places=kept,
        place_count=len(kept),
        made_at=at,
        until=at + OPEN_IN_EMERGENCY_FOR,
    )
    providers: set[str] = set()

    def enough(decision: Decision) -> bool:
        providers.update(grant.provider for grant in decision.flows)
        return _tells_where(publish, decision)

    def keep() -> None:
        emergency.save(force_insert=True)
        reviews.announce(emergency, providers)

    wish = _wish(Act.EMERGENCY_AT_PLACES, emergency, publish, at)
    detail = {**(wish.viewer_detail or {}), "places": kept}
    decide_and_record(replace(wish, viewer_detail=detail), enough=enough, also=keep)
    return emergency


def check(places: Sequence[Place]) -> None:
    """Raises UserError unless there are as many places as one emergency may be about."""
    if not places:
        raise UserError("No place is given.", "Enter postcodes, addresses or UPRNs, one a line.")
    if len(places) > MOST_PLACES:
        raise UserError(
            f"{len(places):,} places are more than the {MOST_PLACES} that go together.",
            "Begin with those in the greatest danger, and ask for the others after.",
        )
    whole = sum(place.is_postcode for place in places)
    if whole > MOST_POSTCODES:
        raise UserError(
            f"{whole:,} whole postcodes are more than the {MOST_POSTCODES} that go together.",
            "Begin with those in the greatest danger, or give house numbers with the postcodes.",
        )


@transaction.atomic
def open_now(*, by: Viewer, at: datetime) -> list[Emergency]:
    """This user's emergencies that have not ended, newest first."""
    return list(Emergency.objects.filter(until__gt=at, **holder(by)).order_by("-made_at"))


def view(home: Home, emergency_id: UUID, *, by: Viewer, at: datetime) -> EmergencyView:
    """Everybody whom the flows tell to be at its places. Raises Gone, Refused or NothingPublished."""
    return _look(Act.VIEW_EMERGENCY, home, emergency_id, by=by, at=at)


def print_list(home: Home, emergency_id: UUID, *, by: Viewer, at: datetime) -> EmergencyView:
    """The same to be printed: decided at this moment, and recorded as printed."""
    return _look(Act.PRINT_EMERGENCY, home, emergency_id, by=by, at=at)


def _look(act: Act, home: Home, emergency_id: UUID, *, by: Viewer, at: datetime) -> EmergencyView:
    publish = in_use(home)
    emergency = mine(Emergency, emergency_id, by=by, at=at)
    places, _ = places_in(emergency.places)
    recorded = decide_and_record(
        _wish(act, emergency, publish, at), enough=lambda decision: _tells_where(publish, decision)
    )
    residents = _residents(publish, places, recorded)
    blocks = [block for resident in residents for block in resident.blocks]
    rows = row_counts(blocks)

    def count() -> None:
        watching.looked(emergency, rows)
        kept = Emergency.objects.filter(pk=emergency.pk)
        kept.filter(most_people__lt=len(residents)).update(most_people=len(residents))

    note_served(recorded, served(blocks), also=count)
    shown = set(of_anybody(recorded.decision).shown)
    meanings = {each.meaning for each in publish.catalogue if FieldId(each.dataset, each.field_id) in shown}
    return EmergencyView(emergency, recorded, places, residents, frozenset(meanings))


def _residents(publish: Publish, places: Sequence[Place], recorded: Recorded) -> list[Resident]:
    """Those of whom a row that may be shown says that they are at one of the places today.

    Matched on where people live alone, by fields that show in every row, of each under their own facts.
    """
    where = {f"{field.dataset}.{field.field}" for field in _where(publish)}
    apart = [(people, fields & where) for people, fields in compared_apart(publish, recorded)]
    sources = matchable(publish, recorded.decision) & where
    found = publish.having([place.tokens for place in places], sources, apart)
    on, asked = day_of(recorded.decision.request.at), Places(places)
    there = []
    for person_id, blocks in per_person(read_each(publish, found, recorded)).items():
        said = [row.values for block in blocks if block.entity == "person" for row in block.rows]
        number = asked.which(said, on)
        if number is not None:
            there.append(Resident(person_id, number, blocks))
    return there


def _where(publish: Publish) -> frozenset[FieldId]:
    """The fields that tell where people live."""
    return frozenset(
        FieldId(each.dataset, each.field_id) for each in publish.catalogue if each.meaning in _WHERE
    )


def _tells_where(publish: Publish, decision: Decision) -> bool:
    """Whether a flow that is marked for emergencies shows where people live: the others open no places."""
    return any(
        RelationshipKind.EMERGENCY in grant.relationships
        for field in _where(publish) & set(decision.shown)
        for grant in decision.showing_flows(field)
    )


def _wish(act: Act, emergency: Emergency, publish: Publish, at: datetime) -> Wish:
    return Wish(
        act=act,
        by=Viewer(organisation=emergency.organisation, role=emergency.role, user_id=emergency.user_id),
        at=at,
        purpose=Purpose(emergency.purpose),
        fields=field_ids(publish, _ENTITIES),
        relationships=frozenset({RelationshipKind.EMERGENCY}),
        about=emergency.pk,
        reason_category=emergency.reason_category,
        viewer_detail={"reason": emergency.reason, "emergency": str(emergency.pk)},
        publish=publish,
    )
