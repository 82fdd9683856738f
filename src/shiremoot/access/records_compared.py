"""Two records beside each other, for whoever judges whether they are of one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shiremoot.access import grants, standing
from shiremoot.access.apart import read_each
from shiremoot.access.held import Gone
from shiremoot.access.published import in_use
from shiremoot.access.reading import Block, Row, field_ids, served
from shiremoot.access.recording import Wish, decide_and_record, note_served
from shiremoot.decisions.words import Purpose
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish

PEOPLE_ONLY = ("person",)
Pair = tuple[str, str]
"""Of record ids, the lesser first."""


@dataclass(frozen=True)
class Compared:
    """What may be shown of each record, and the number of the entry that recorded the look."""

    blocks: dict[str, list[Block]]
    entry_number: int


def compare(home: Home, record_ids: Sequence[str], *, about: UUID, by: Viewer, at: datetime) -> Compared:
    """Show who these records ("<dataset>:<key>") say that somebody is, in the order given.

    Records reported as somebody else's are shown here: they are what is judged. `about` names the question.
    Raises Gone where a record is not published, or a person is hidden; Refused, or NothingPublished.
    """
    publish = in_use(home)
    found = publish.records(record_ids)
    if len(found) < len(set(record_ids)):
        raise Gone
    people = tuple(sorted({person_id for _, person_id in found.values()}))
    wish = Wish(
        act=Act.COMPARE_RECORDS,
        by=by,
        at=at,
        purpose=Purpose.LINKING,
        fields=field_ids(publish, PEOPLE_ONLY),
        about=about,
        persons=people,
        publish=publish,
    )
    recorded = decide_and_record(wish)
    if any(recorded.facts.of(person_id).hidden for person_id in people):
        raise Gone
    as_if_right = replace(recorded, facts=replace(recorded.facts, suspects=frozenset()))
    read = read_each(publish, people, as_if_right)
    numbers = {number: record_id for record_id, (number, _) in found.items()}
    shown = [block.only(row for row in block.rows if row.record in numbers) for block in read]
    note_served(recorded, served(shown))
    blocks = {
        record_id: [part for block in shown if (part := block.only(_of(block, found[record_id][0]))).rows]
        for record_id in record_ids
    }
    return Compared(blocks, recorded.number)


def _of(block: Block, number: int) -> list[Row]:
    return [row for row in block.rows if row.record == number]


@transaction.atomic
def comparable(*, by: Viewer, at: datetime) -> frozenset[str]:
    """The datasets whose records some agreement in force lets this organisation and role compare."""
    return frozenset(
        grant.dataset
        for grant in grants.current().all
        if grant.purpose is Purpose.LINKING
        and grant.recipient == by.organisation
        and by.role in grant.roles
        and grant.in_force(at)
    )


def allowed(home: Home, pairs: Iterable[Pair], *, by: Viewer, at: datetime) -> set[Pair]:
    """The pairs of records that somebody may compare, and judge: an agreement in force covers both, both are
    published, and nobody in them is hidden.
    """
    datasets = comparable(by=by, at=at)
    covered = [pair for pair in pairs if all(dataset_of(record) in datasets for record in pair)]
    shown = visible(home, [record for pair in covered for record in pair])
    return {pair for pair in covered if shown.keys() >= set(pair)}


def dataset_of(record_id: str) -> str:
    return record_id.partition(":")[0]


@transaction.atomic
def visible(home: Home, record_ids: Iterable[str]) -> dict[str, str]:
    """Record → person, of those records that are published and whose person is not hidden."""
    publish = in_use(home)
    facts = standing.current(publish)
    found = publish.records(record_ids)
    return {record: person for record, (_, person) in found.items() if not facts.of(person).hidden}


def services(home: Home) -> dict[str, str]:
    """What the service of each published dataset is called."""
    return {each.dataset: each.service for each in in_use(home).catalogue}


def link_run(home: Home) -> str:
    """The name of the linking run that the people in use are of. Raises NothingPublished."""
    publish: Publish = in_use(home)
    return str(publish.manifest["link_run"])
