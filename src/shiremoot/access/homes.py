"""Homes to visit for fire safety: the address and that it has priority, and nothing else of anybody.

A look at a list is a look at a population, decided and recorded each time. Nothing of it is kept: which homes
are on it, and which are off because a visit was completed there, is worked out from the publish in use.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from shiremoot.access import grants
from shiremoot.access.apart import read_each
from shiremoot.access.dwellings import Dwelling, Written, to_visit
from shiremoot.access.published import in_use
from shiremoot.access.reading import Block, Row, served
from shiremoot.access.recording import Recorded, Wish, decide_and_record, note_served
from shiremoot.contracts import vocabulary
from shiremoot.dates import day_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import Decision
from shiremoot.decisions.request import FieldId
from shiremoot.decisions.words import Purpose
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish, PublishedField

PRIORITY, LINE = "person.visit_priority", "address.line"
OUTCOME, DAY = "involvement.visit_outcome", "involvement.start"
_ADDRESS = (LINE, "address.town", "address.postcode", "address.uprn")
_COMPLETED = "Completed"
Fields = Mapping[str, list[PublishedField]]
"""Dataset → some of its fields."""


@dataclass(frozen=True)
class HomesView:
    """What one look shows: one address of each home, and nothing of who lives there or how many."""

    homes: Mapping[Written, str]
    """Where, as one walks → what priority it has."""
    visited: int | None
    """How many homes are off the list; None where no agreement lets visits be compared."""
    as_at: Mapping[str, datetime]
    """Service → as at when, of each whose data were asked for."""
    recorded: Recorded

    @property
    def entry_number(self) -> int:
        return self.recorded.number

    @property
    def at(self) -> datetime:
        """The moment of the decision."""
        return self.recorded.decision.request.at

    @property
    def flows(self) -> tuple[Grant, ...]:
        return self.recorded.decision.flows

    @property
    def obligations(self) -> tuple[str, ...]:
        return self.recorded.decision.obligations


@transaction.atomic
def may_visit(*, by: Viewer, at: datetime) -> bool:
    """Whether a flow in force from somebody else lets this organisation and role see homes to visit."""
    return any(
        grant.purpose is Purpose.FIRE_VISITS
        and grant.recipient == by.organisation != grant.provider
        and by.role in grant.roles
        and grant.in_force(at)
        for grant in grants.current().all
    )


def view(
    home: Home, list_id: UUID, *, area: str, since: datetime, by: Viewer, at: datetime, printed: bool = False
) -> HomesView:
    """The homes of an area that have priority and were not visited since. Raises Refused or NothingPublished.

    `area`: a postcode district or a town; empty: everywhere.
    """
    publish = in_use(home)
    sharing = _fields(publish, PRIORITY, _ADDRESS)
    visiting = _fields(publish, OUTCOME, (DAY, *_ADDRESS), provider=by.organisation)
    wish = Wish(
        act=Act.PRINT_HOMES if printed else Act.VIEW_HOMES,
        by=by,
        at=at,
        purpose=Purpose.FIRE_VISITS,
        fields=_ids(sharing) | _ids(visiting),
        about=list_id,
        viewer_detail={"list": str(list_id), "area": area},
        publish=publish,
    )
    recorded = decide_and_record(
        wish, enough=lambda decision: bool(_shown(decision, sharing, {PRIORITY, LINE}))
    )
    shared = _shown(recorded.decision, sharing, {PRIORITY, LINE})
    visits = _shown(recorded.decision, visiting, {OUTCOME, DAY, LINE})
    days = _days(since, recorded.decision.request.at)
    blocks = read_each(publish, sorted(_concerned(publish, shared, visits, days)), recorded)
    asked = {
        written: row.values[PRIORITY]
        for block in blocks
        if block.dataset in shared
        for row in block.rows
        if PRIORITY in row.values and (written := _written(row)) and _lies_in(written, area)
    }
    homes, visited = to_visit(asked, _visited(blocks, visits, days))
    note_served(recorded, served(list(_only(blocks, shared, homes))))
    services = {each.dataset: each.service for each in publish.catalogue}
    return HomesView(
        homes={each.address: asked[each.address] for each in homes},
        visited=visited if visits else None,
        as_at={services[dataset]: publish.as_at[dataset] for dataset in sorted({*shared, *visits})},
        recorded=recorded,
    )


def _fields(publish: Publish, mark: str, besides: Collection[str], provider: str = "") -> Fields:
    """Of each dataset with a field of the meaning `mark`: that, those beside it, and where people live."""
    marked = {(each.dataset, each.table_name) for each in publish.catalogue if each.meaning == mark}
    found: dict[str, list[PublishedField]] = {}
    for each in publish.catalogue:
        beside = (each.dataset, each.table_name) in marked or each.meaning in _ADDRESS
        if (
            each.dataset in {dataset for dataset, _ in marked}
            and each.meaning in (mark, *besides)
            and beside
            and provider in ("", each.provider)
        ):
            found.setdefault(each.dataset, []).append(each)
    return found


def _ids(fields: Fields) -> frozenset[FieldId]:
    return frozenset(FieldId(each.dataset, each.field_id) for found in fields.values() for each in found)


def _shown(decision: Decision, fields: Fields, needed: set[str]) -> Fields:
    """Of the datasets in which every meaning that is needed is shown: the fields that are."""
    shown = set(decision.shown)
    found = {
        dataset: [each for each in some if FieldId(dataset, each.field_id) in shown]
        for dataset, some in fields.items()
    }
    return {dataset: some for dataset, some in found.items() if needed <= {each.meaning for each in some}}


def _days(since: datetime, until: datetime) -> frozenset[str]:
    """Each day from one moment to another, as visits give theirs."""
    first = day_of(since)
    return frozenset(
        (first + timedelta(days=day)).isoformat() for day in range((day_of(until) - first).days + 1)
    )


def _concerned(publish: Publish, shared: Fields, visits: Fields, days: frozenset[str]) -> frozenset[str]:
    """Those who have priority or were visited, as records say, before it is looked at what may be shown."""
    with_priority = _saying(publish, shared, PRIORITY, vocabulary()[PRIORITY].values)
    completed = _saying(publish, visits, OUTCOME, [_COMPLETED]) & _saying(publish, visits, DAY, days)
    return with_priority | completed


def _saying(publish: Publish, fields: Fields, meaning: str, values: Collection[str]) -> frozenset[str]:
    sought = {value.lower() for value in values}
    return frozenset().union(
        *(
            publish.saying((dataset, each.table_name), each.column_name, sought)
            for dataset, some in fields.items()
            for each in some
            if each.meaning == meaning
        )
    )


def _written(row: Row) -> Written | None:
    """Where the row says that somebody lives, if it says so."""
    line, town, postcode, uprn = (row.values.get(meaning, "") for meaning in _ADDRESS)
    return Written(line, town, postcode, uprn) if line else None


def _lies_in(address: Written, area: str) -> bool:
    return not area or area.casefold() in (address.outward.casefold(), address.town.casefold())


def _visited(blocks: list[Block], visits: Fields, days: frozenset[str]) -> Iterator[Written]:
    """The addresses in the service's own records of people whose visit was completed in these days."""
    rows = [(block.dataset, row) for block in blocks if block.dataset in visits for row in block.rows]
    done = {
        (dataset, row.person_id, row.record)
        for dataset, row in rows
        if row.values.get(OUTCOME) == _COMPLETED and row.values.get(DAY) in days
    }
    for dataset, row in rows:
        if (dataset, row.person_id, row.record) in done and (written := _written(row)):
            yield written


def _only(blocks: list[Block], shared: Fields, homes: list[Dwelling]) -> Iterator[Block]:
    """What was shown: not those off the list, nor what was compared."""
    shown = frozenset().union(*(each.written for each in homes))
    for block in blocks:
        if block.dataset in shared:
            yield block.only(row for row in block.rows if PRIORITY in row.values and _written(row) in shown)
