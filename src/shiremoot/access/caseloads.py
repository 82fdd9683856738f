"""My caseload: whom I work with, because a record says so or because I put them there with a reason.

A look at it is a look at a population, as a search is: it shows what may be seen without opening anybody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from shiremoot.access import standing
from shiremoot.access.apart import read_each
from shiremoot.access.finding import PEOPLE_ONLY
from shiremoot.access.held import Gone, holder, mine, name_candidates
from shiremoot.access.models import Candidate, Opening, Relationship
from shiremoot.access.openings import relationships_inside, wish_inside
from shiremoot.access.published import in_use
from shiremoot.access.reading import Block, field_ids, per_person, served
from shiremoot.access.recording import Wish, decide_and_record, note_served
from shiremoot.access.relationships import holding
from shiremoot.decisions.words import Purpose, ReasonCategory, RelationshipKind
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.people.store import Publish

MOST_DAYS = 90


@dataclass(frozen=True)
class Place:
    """Somebody's place on a caseload: by which services' records, by the user's own act, since when."""

    services: tuple[str, ...]
    own: Relationship | None
    since: datetime


@dataclass(frozen=True)
class Entry:
    """One person on a caseload, with what may be shown of them without opening."""

    person_id: str
    blocks: list[Block]
    place: Place
    opened_at: datetime | None
    """When this user, acting for this organisation, opened them last."""


@dataclass(frozen=True)
class Caseload:
    """`entry_number`: of the entry that recorded the look; None where there was nobody to look at."""

    entries: list[Entry]
    entry_number: int | None


def view(home: Home, *, by: Viewer, purpose: Purpose, at: datetime) -> Caseload:
    """Everybody on this user's caseload whom the purpose lets be seen. Raises Refused or NothingPublished."""
    publish = in_use(home)
    on_it = places(publish, by=by, at=at)
    there = not_hidden(publish, on_it)
    if not there:
        return Caseload([], None)
    shown, number = _look(publish, there, whose="own", by=by, purpose=purpose, at=at)
    opened = _opened(publish, by)
    entries = [
        Entry(person_id, found, on_it[person_id], opened.get(person_id)) for person_id, found in shown.items()
    ]
    return Caseload(entries, number)


@dataclass(frozen=True)
class TeamEntry:
    """Somebody on colleagues' caseloads: which users lead, of which team, each as a record says."""

    person_id: str
    blocks: list[Block]
    led_by: frozenset[tuple[str, str]]
    """User and team."""


def teams(*, by: Viewer, at: datetime) -> frozenset[tuple[str, str]]:
    """The teams in which records say that this user leads somebody: dataset and what it calls the team."""
    found = holding(at=at, user_id=by.user_id, organisation=by.organisation).exclude(team="")
    return frozenset(found.values_list("source", "team"))


def view_team(
    home: Home, colleagues: Collection[str], *, by: Viewer, purpose: Purpose, at: datetime
) -> tuple[list[TeamEntry], int | None]:
    """Whom colleagues lead in the user's own teams, as records say; and the number of the entry of the look.

    `colleagues`: users who act as this user does. Raises Refused or NothingPublished.
    """
    publish, own = in_use(home), teams(by=by, at=at)
    led_by: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for each in holding(at=at, organisation=by.organisation, user_id__in=set(colleagues) - {by.user_id}):
        if (each.source, each.team) in own:
            led_by[publish.follow(each.person_id)].add((each.user_id, each.team))
    there = not_hidden(publish, led_by)
    if not there:
        return [], None
    shown, number = _look(publish, there, whose="team", by=by, purpose=purpose, at=at)
    return [TeamEntry(each, found, frozenset(led_by[each])) for each, found in shown.items()], number


def _look(
    publish: Publish, person_ids: Iterable[str], *, whose: str, by: Viewer, purpose: Purpose, at: datetime
) -> tuple[dict[str, list[Block]], int]:
    """What may be shown of these people without opening them, and the number of the entry of the look."""
    wish = Wish(
        act=Act.VIEW_CASELOAD,
        by=by,
        at=at,
        purpose=purpose,
        fields=field_ids(publish, PEOPLE_ONLY),
        viewer_detail={"caseload": whose},
        publish=publish,
    )
    recorded = decide_and_record(wish)
    blocks = read_each(publish, sorted(person_ids), recorded)
    note_served(recorded, served(blocks))
    return per_person(blocks), recorded.number


def candidates(person_ids: Iterable[str], *, by: Viewer, purpose: Purpose, at: datetime) -> dict[str, UUID]:
    """Person → the name under which they may be opened, for a while."""
    return name_candidates(person_ids, held=Candidate(**holder(by), purpose=purpose), at=at)


def place_of(home: Home, person_id: str, *, by: Viewer, at: datetime) -> Place | None:
    """This person's place on the user's caseload; None where they are not on it."""
    publish = in_use(home)
    return places(publish, by=by, at=at).get(publish.follow(person_id))


def add(
    home: Home,
    opening_id: UUID,
    *,
    category: ReasonCategory,
    reason: str,
    days: int,
    by: Viewer,
    at: datetime,
) -> None:
    """Put the person of an opening on one's caseload for so many days; again: prolong it.

    Decided anew. Raises Gone, Refused where nothing may be shown, or UserError in an emergency and for
    a time that is too long.
    """
    if not 0 < days <= MOST_DAYS:
        raise UserError(f"Choose at most {MOST_DAYS} days.", "It can be prolonged before they are over.")
    publish = in_use(home)
    opening = mine(Opening, opening_id, by=by, at=at)
    if opening.relationship == RelationshipKind.EMERGENCY:
        raise UserError("You opened this record in an emergency.", "Open it with a reason, then add it.")
    person_id, until = publish.follow(opening.person_id), at + timedelta(days=days)
    kinds = relationships_inside(opening, at)
    wish = wish_inside(Act.ADD_TO_CASELOAD, opening, publish, at, relationships=kinds)
    because = {"added_because": reason, "until": until.isoformat()}
    wish = replace(wish, reason_category=category, viewer_detail={**(wish.viewer_detail or {}), **because})

    def keep() -> None:
        place = places(publish, by=by, at=at).get(person_id)
        kept = place.own if place else None
        if kept is None:
            kept = Relationship(
                user_id=by.user_id,
                organisation=by.organisation,
                kind=RelationshipKind.CASELOAD,
                begins=at,
            )
        kept.person_id, kept.ends = person_id, until
        kept.reason_category, kept.reason = category, reason
        kept.save()

    decide_and_record(wish, also=keep)


def take_off(home: Home, relationship_id: int, *, by: Viewer, at: datetime) -> None:
    """End what one put on one's caseload oneself; ended already, it stays so. Raises Gone."""
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = Relationship.objects.filter(
            pk=relationship_id,
            user_id=by.user_id,
            organisation=by.organisation,
            kind=RelationshipKind.CASELOAD,
            source="",
        ).first()
        publish = in_use(home)
        person_id = publish.follow(found.person_id) if found else ""
        if found is None or standing.current(publish).of(person_id).hidden:
            raise Gone
        if found.ends > at:
            found.ends = at
            found.save()
            ledger.append(
                Draft(act=Act.TAKE_OFF_CASELOAD, at=at, by=by, outcome="done", persons=(person_id,))
            )


def forget_ended(at: datetime) -> None:
    """Delete the words of what has ended: the ledger has them."""
    Relationship.objects.filter(ends__lte=at).exclude(reason="").update(reason="")


@transaction.atomic
def not_hidden(publish: Publish, person_ids: Iterable[str]) -> list[str]:
    """Of people on a caseload those who are there at all: for the others nothing is decided nor recorded."""
    facts = standing.current(publish)
    return [person_id for person_id in person_ids if not facts.of(person_id).hidden]


def places(publish: Publish, *, by: Viewer, at: datetime) -> dict[str, Place]:
    """Everybody on this user's caseload, hidden or not: person, as this publish names them, → place."""
    services = {each.dataset: each.service for each in publish.catalogue}
    whose = {"user_id": by.user_id, "organisation": by.organisation}
    found: dict[str, Place] = {}
    for each in holding(at=at, kind=RelationshipKind.CASELOAD, **whose).order_by("begins"):
        person_id = publish.follow(each.person_id)
        known = found.get(person_id, Place((), None, each.begins))
        if each.source:
            service = services.get(each.source, each.source)
            known = replace(known, services=(*known.services, service))
        else:
            known = replace(known, own=each)
        found[person_id] = known
    return found


def _opened(publish: Publish, by: Viewer) -> dict[str, datetime]:
    """Person → when this user opened them last."""
    found = Opening.objects.filter(user_id=by.user_id, organisation=by.organisation, looks__gt=0)
    opened = found.values("person_id").annotate(last=Max("made_at")).order_by("last")
    return {publish.follow(person_id): at for person_id, at in opened.values_list("person_id", "last")}
