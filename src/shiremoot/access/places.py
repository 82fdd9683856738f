"""Who and what is at an address that a person page showed, inside its opening."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from shiremoot.access import watching
from shiremoot.access.apart import living_at, read_each
from shiremoot.access.finding import PEOPLE_ONLY
from shiremoot.access.held import Gone, mine, name_candidates
from shiremoot.access.marks import keyed
from shiremoot.access.models import Opening
from shiremoot.access.openings import Member, PersonView, relationships_inside, wish_inside
from shiremoot.access.published import in_use
from shiremoot.access.reading import Block, per_person, read, row_counts, served
from shiremoot.access.recording import Recorded, Refused, decide_and_record, note_served, of_anybody
from shiremoot.dates import day_of
from shiremoot.decisions.request import FieldId
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish

_ENTITIES = ("person", "involvement", "event")


@dataclass(frozen=True)
class PlaceView:
    """What one response shows of an address: the person through whom it was reached, and the others there.

    `tells_services`: whether flows show, of anybody unopened, who works with them.
    """

    opening: Opening
    uprn: str
    blocks: list[Block]
    others: list[Member]
    tells_services: bool
    entry_numbers: tuple[int, int]
    """Of the looks at the person and at the others."""


def named(view: PersonView) -> dict[str, str]:
    """UPRN → a name that says nothing, for each address that this page shows; good inside its opening."""
    return {uprn: _name(view.opening, uprn) for uprn in _uprns(view.blocks)}


def _name(opening: Opening, uprn: str) -> str:
    return keyed(["place", str(opening.pk), uprn])


def view(home: Home, opening_id: UUID, name: str, *, by: Viewer, at: datetime) -> PlaceView:
    """Who and what is there, as far as it may be shown without opening anybody else.

    Decided twice, as on the person page: of the one who is opened, whose address it must still be; then of
    everybody who lives there, by flows that ask for no relationship. Raises Gone or Refused.
    """
    publish = in_use(home)
    opening = mine(Opening, opening_id, by=by, at=at)
    wish = wish_inside(
        Act.VIEW_PLACE,
        opening,
        publish,
        at,
        relationships=relationships_inside(opening, at),
        entities=PEOPLE_ONLY,
    )
    recorded = decide_and_record(wish)
    blocks = read(publish, [publish.follow(opening.person_id)], recorded)
    note_served(recorded, served(blocks), also=partial(watching.looked, opening, row_counts(blocks)))
    uprn = next((uprn for uprn in _uprns(blocks) if _name(opening, uprn) == name), None)
    if uprn is None:
        raise Gone
    others, tells_services, number = _others(publish, opening, uprn, recorded)
    return PlaceView(opening, uprn, blocks, others, tells_services, (recorded.number, number))


def _others(publish: Publish, opening: Opening, uprn: str, seen: Recorded) -> tuple[list[Member], bool, int]:
    """Everybody else there, whether services are told, and the number of the entry.

    Nobody, where no flow shows anybody unopened.
    """
    at = seen.now()
    wish = wish_inside(Act.VIEW_HOUSEHOLD, opening, publish, at, entities=_ENTITIES)
    try:
        recorded = decide_and_record(replace(wish, subject=""))
    except Refused as refused:
        return [], False, refused.number
    person_id = publish.follow(opening.person_id)
    living = [
        each
        for each in living_at(publish, uprn, recorded, day_of(recorded.decision.request.at))
        if each != person_id
    ]
    if recorded.facts.of(person_id) != seen.facts.of(person_id):
        living = []  # a fact since the person was decided may hide where they live
    blocks = read_each(publish, living, recorded)
    note_served(recorded, served(blocks), also=partial(watching.looked, opening, row_counts(blocks)))
    by_person = per_person(blocks)
    names = name_candidates(by_person, held=opening, at=at)
    members = [Member(names[each], each, found) for each, found in by_person.items()]
    return members, _tells_services(publish, recorded), recorded.number


def _tells_services(publish: Publish, recorded: Recorded) -> bool:
    shown = set(of_anybody(recorded.decision).shown)
    return any(
        each.entity != "person" and FieldId(each.dataset, each.field_id) in shown
        for each in publish.catalogue
    )


def _uprns(blocks: list[Block]) -> set[str]:
    return {row.values.get("address.uprn", "") for block in blocks for row in block.rows} - {""}
