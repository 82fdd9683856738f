"""What changed for people on a caseload since they were looked at last.

Compared by marks: of what was seen, keyed hashes alone are kept, which tell nothing to whoever has no key.
Told is how many rows of which service are new, changed or not shown any more, and never what they say.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache, partial

from django.db.models import QuerySet

from shiremoot.access import grants, standing
from shiremoot.access.apart import decided_for, read_each
from shiremoot.access.caseloads import not_hidden, places
from shiremoot.access.held import holder
from shiremoot.access.marks import keyed
from shiremoot.access.models import LastSeen
from shiremoot.access.published import NothingPublished, in_use
from shiremoot.access.reading import Block, Row, TableName, field_ids, per_person, served
from shiremoot.access.recording import Recorded, Wish, decide_and_record, note_served
from shiremoot.contracts import ALERT, is_open
from shiremoot.dates import day_of
from shiremoot.decisions.compiled import Grants
from shiremoot.decisions.kernel import Answer
from shiremoot.decisions.request import FieldId
from shiremoot.decisions.words import Purpose, RelationshipKind
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.store import Publish, PublishedField

KEPT_FOR = timedelta(days=180)
"""After they were compared last."""
_SAME = {
    "involvement": ("involvement.reference", "involvement.service", "involvement.start"),
    "event": ("event.reference", "event.kind", "event.role", "event.date"),
    "tie": ("tie.other",),
}
"""By what a row of a record is known again, whatever else it says by now; a person's by the record alone."""
RowMarks = tuple[str, str, str]
"""Which row it is, what it says, whether it is open."""
Marks = dict[str, tuple[str, list[RowMarks]]]
"""Table → what of it may be known, and its rows."""


class What(StrEnum):
    """What became of rows."""

    NEW = "new"
    CHANGED = "changed"
    CLOSED = "closed"
    OPENED = "open again"
    GONE = "not shown any more"


@dataclass(frozen=True)
class _Table:
    """What may be known of one table."""

    service: str
    entity: str
    label: str
    meanings: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What became of so many rows of one table; `entity` and `label` are the table's."""

    service: str
    entity: str
    label: str
    what: What
    count: int


def told(
    home: Home,
    *,
    by: Viewer,
    purpose: Purpose,
    at: datetime,
    among: Collection[str] | None = None,
    looked: bool = False,
) -> dict[str, tuple[Change, ...]]:
    """What changed for each person on this user's caseload for whom anything did; `among` these, where given.

    Decided as for somebody on a caseload, of each under their own facts, and recorded; but where nothing can
    have changed, nothing is asked and nothing read. `looked`: they are looked at now, and compared with that
    from now on. Raises Refused or NothingPublished.
    """
    publish = in_use(home)
    kept = {publish.follow(each.person_id): each for each in _kept(by).filter(purpose=purpose)}
    state = _present_state(publish, at)
    wanted = [
        person_id
        for person_id in not_hidden(publish, places(publish, by=by, at=at))
        if (among is None or person_id in among) and not _is_settled(kept.get(person_id), state)
    ]
    if not wanted:
        return {}
    wish = Wish(
        act=Act.NOTICE_CHANGES,
        by=by,
        at=at,
        purpose=purpose,
        fields=field_ids(publish),
        relationships=frozenset({RelationshipKind.CASELOAD}),
        publish=publish,
    )
    recorded = decide_and_record(wish)
    blocks = read_each(publish, wanted, recorded)
    by_person = per_person(blocks)
    found: dict[str, tuple[Change, ...]] = {}
    compared = []
    for person_id in wanted:
        if recorded.facts.of(person_id).hidden:
            continue
        seen = kept.get(person_id) or LastSeen(**holder(by), purpose=purpose)
        changes = _compare(publish, recorded, seen, person_id, by_person.get(person_id, []), looked)
        if changes:
            found[person_id] = changes
        compared.append(seen)
    note_served(recorded, served(blocks), also=partial(_keep, compared, looked))
    return found


def waiting(home: Home, *, by: Viewer, at: datetime) -> int:
    """For how many people something was found to have changed; one query where for none, as every page asks.

    Once agreements, facts about anybody or the people in use have changed since, nobody is counted.
    """
    found = list(_kept(by).filter(has_changed=True))
    if not found:
        return 0
    try:
        publish = in_use(home)
    except NothingPublished:
        return 0
    state, on_it = _present_state(publish, at), places(publish, by=by, at=at)
    people = {publish.follow(each.person_id) for each in found if each.compared_in == state}
    return len(people & on_it.keys())


def is_due(home: Home, *, by: Viewer, purpose: Purpose, at: datetime) -> bool:
    """Whether nobody on this user's caseload was compared with the people in use."""
    try:
        publish = in_use(home)
    except NothingPublished:
        return False
    done = _kept(by).filter(purpose=purpose, publish_id=publish.publish_id).exists()
    return not done and bool(not_hidden(publish, places(publish, by=by, at=at)))


def forget_ended(at: datetime) -> None:
    """Delete what was compared so long ago that nobody waits for it."""
    LastSeen.objects.filter(compared_at__lte=at - KEPT_FOR).delete()


def _kept(by: Viewer) -> QuerySet[LastSeen]:
    return LastSeen.objects.filter(**holder(by))


def _is_settled(seen: LastSeen | None, state: str) -> bool:
    """Whether nothing can have changed since nothing had."""
    return seen is not None and seen.compared_in == state and not seen.has_changed


def _keep(compared: Iterable[LastSeen], looked: bool) -> None:
    new = [each for each in compared if each._state.adding]
    known = [each for each in compared if not each._state.adding]
    LastSeen.objects.bulk_create(new, ignore_conflicts=True)  # of two pages at once, the first
    fields = ("person_id", "compared_in", "compared_at", "publish_id", "has_changed")
    LastSeen.objects.bulk_update(known, (*fields, "marks") if looked else fields, batch_size=100)


def _present_state(publish: Publish, at: datetime) -> str:
    return _state(publish, grants.current(), standing.revision(), at)


def _state(publish: Publish, agreed: Grants, facts: int, at: datetime) -> str:
    """A mark of all on which it depends what may be known: the same as long as nothing of it has changed."""
    return _key(
        publish.publish_id, agreed.hash, agreed.stretch(at).isoformat(), facts, day_of(at).isoformat()
    )


def _compare(
    publish: Publish,
    recorded: Recorded,
    seen: LastSeen,
    person_id: str,
    blocks: list[Block],
    looked: bool,
) -> tuple[Change, ...]:
    """What changed since; `seen` is brought up to date. Of whoever is seen for the first time nothing did."""
    at = recorded.decision.request.at
    answer = decided_for(recorded.facts.of(person_id), recorded.decision).answer
    tables, salt = _tables(publish, answer), str(seen.pk)
    marks = _marks(publish, salt, tables, blocks, day_of(at))
    is_first = seen._state.adding
    changes = () if is_first or looked else tuple(_changes(salt, tables, seen.marks, marks))
    if is_first or looked:
        seen.marks = marks
    seen.person_id, seen.publish_id, seen.compared_at = person_id, publish.publish_id, at
    seen.compared_in = _state(publish, recorded.decision.grants, recorded.facts.revision, at)
    seen.has_changed = bool(changes)
    return changes


@lru_cache(maxsize=64)
def _tables(publish: Publish, answer: Answer) -> Mapping[TableName, _Table]:
    """An alert counts for nothing: that there is one of domestic abuse is told on one's own page alone."""
    found: dict[TableName, list[PublishedField]] = defaultdict(list)
    for each in publish.catalogue:
        if FieldId(each.dataset, each.field_id) in answer.showing_flows and each.meaning != ALERT:
            found[each.dataset, each.table_name].append(each)
    return {
        name: _Table(
            fields[0].service,
            fields[0].entity,
            fields[0].table_label,
            tuple(sorted({each.meaning for each in fields})),
        )
        for name, fields in found.items()
    }


def _marks(
    publish: Publish, salt: str, tables: Mapping[TableName, _Table], blocks: Iterable[Block], today: date
) -> Marks:
    """`salt` is another for each person and user: the marks alone do not tell who has the same row."""
    rows = [((block.dataset, block.table), row) for block in blocks for row in block.rows]
    records = publish.record_ids({row.record for _, row in rows})
    found: dict[TableName, list[RowMarks]] = defaultdict(list)
    for name, row in rows:
        if name in tables and not row.values.keys() <= {ALERT}:
            found[name].append(_row_marks(salt, tables[name], row, records[row.record], today))
    return {
        _key(salt, name): (_key(salt, table.meanings), sorted(found[name])) for name, table in tables.items()
    }


def _row_marks(salt: str, table: _Table, row: Row, record_id: str, today: date) -> RowMarks:
    values = {meaning: row.values[meaning] for meaning in table.meanings if meaning in row.values}
    same = _key(salt, record_id, [values.get(meaning, "") for meaning in _SAME.get(table.entity, ())])
    still = table.entity != "involvement" or is_open(values, today)
    return same, _key(salt, same, values), _key(salt, same, still)


def _changes(salt: str, tables: Mapping[TableName, _Table], before: Marks, now: Marks) -> Iterator[Change]:
    """Of tables of which the same may be known as before: more or less to know is no change of theirs."""
    for name, table in sorted(tables.items()):
        key = _key(salt, name)
        shape, rows = now[key]
        shape_before, rows_before = before.get(key, ("", []))
        if shape == shape_before:
            became = Counter(_became(salt, rows_before, rows))
            if table.entity == "tie":
                del became[What.GONE]  # it would tell that the other one is protected since
            for what in (each for each in What if each in became):
                yield Change(table.service, table.entity, table.label, what, became[what])


def _became(salt: str, before: Iterable[RowMarks], now: Iterable[RowMarks]) -> Iterator[What]:
    # as they were kept, they are lists
    was, are = (Counter((same, says, still) for same, says, still in rows) for rows in (before, now))
    gone: dict[str, list[RowMarks]] = defaultdict(list)
    for row in (was - are).elements():
        gone[row[0]].append(row)
    for row in (are - was).elements():
        same, _, still = row
        if not gone[same]:
            yield What.NEW
        elif gone[same].pop()[2] == still:
            yield What.CHANGED
        else:
            yield What.OPENED if still == _key(salt, same, True) else What.CLOSED
    yield from (What.GONE for rows in gone.values() for _ in rows)


def _key(*what: object) -> str:
    return keyed(what)[:16]
