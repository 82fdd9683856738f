"""Reading under a recorded decision: its fields, its rows, and what the display rules let show."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache

from shiremoot.access.recording import Recorded, Served, go_on
from shiremoot.contracts import ALERT, DOMESTIC_ABUSE, is_accused, vocabulary
from shiremoot.dates import age_in_years, day_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import Answer, Decision
from shiremoot.decisions.predicate import Predicate
from shiremoot.decisions.request import FieldId
from shiremoot.people.store import Publish, PublishedField, Read

BORN = "person.date_of_birth"
AT_A_TIME = 200
TableName = tuple[str, str]
"""Dataset and table."""


@dataclass(frozen=True)
class Row:
    """What one row of a dataset says of a person: meaning → value as text. Empty values are left out."""

    person_id: str
    values: Mapping[str, str]
    other_person_id: str = ""
    record: int = -1
    """The number of its record in the publish."""
    name: str = ""
    """What links on a person page call it; says nothing (`marks.py`)."""


@dataclass(frozen=True)
class Block:
    """The rows of one table of one dataset, what people call it, and the flows that show each meaning."""

    dataset: str
    table: str
    provider: str
    service: str
    entity: str
    as_at: datetime
    rows: tuple[Row, ...]
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    flows: Mapping[str, tuple[Grant, ...]] = field(default_factory=dict)

    def flows_of(self, row: Row) -> tuple[Grant, ...]:
        """The flows that show what this row says, each once."""
        found = {grant.flow: grant for meaning in row.values for grant in self.flows[meaning]}
        return tuple(found[name] for name in sorted(found))

    def only(self, rows: Iterable[Row]) -> "Block":
        """The same block with some of its rows."""
        return replace(self, rows=tuple(rows))


@lru_cache(maxsize=32)
def field_ids(publish: Publish, entities: tuple[str, ...] = ()) -> frozenset[FieldId]:
    """Every published field, or those of some kinds of table; worked out once for each publish."""
    return frozenset(
        FieldId(found.dataset, found.field_id)
        for found in publish.catalogue
        if not entities or found.entity in entities
    )


def matchable(publish: Publish, decision: Decision) -> frozenset[str]:
    """The shown fields that people may be matched on: those that show in every row and to every age.

    Where a row rule or a display rule hides some rows, matching on the field would tell of them.
    """
    shown = set(decision.shown)
    return frozenset(
        each.full_id
        for each in publish.catalogue
        if (field := FieldId(each.dataset, each.field_id)) in shown
        and each.show_when is None
        and decision.rows_of(field) is None
    )


@dataclass(frozen=True)
class _Table:
    """What an answer lets read of one table on a day."""

    fields: tuple[PublishedField, ...]
    reads: tuple[Read, ...]
    flows: Mapping[str, tuple[Grant, ...]]
    """Meaning → the flows that show any field of it."""


@lru_cache(maxsize=128)
def _tables(publish: Publish, answer: Answer, on: date) -> Mapping[TableName, _Table]:
    """Every table of which something is shown; worked out once, as nearly every look asks the same."""
    by_table: dict[TableName, list[PublishedField]] = defaultdict(list)
    for each in publish.catalogue:
        if FieldId(each.dataset, each.field_id) in answer.showing_flows:
            by_table[each.dataset, each.table_name].append(each)
    return {
        table: _Table(tuple(fields), _reads(fields, answer, on), _flows(fields, answer))
        for table, fields in by_table.items()
    }


def read(
    publish: Publish, person_ids: Sequence[str], recorded: Recorded, decision: Decision | None = None
) -> list[Block]:
    """Read what the decision shows of these people; tables with nothing to show are left out.

    So are family ties to anybody who is hidden, rows of records reported as somebody else's, and alerts of
    domestic abuse but on the page of who is at risk.
    `decision`: where these people have facts of their own, what was decided of them. Raises Refused where a
    long read may not go on.
    """
    decision = decision or recorded.decision
    on = day_of(decision.request.at)
    tables = _tables(publish, decision.answer, on)
    found = _found(publish, person_ids, tables, recorded, on)
    _keep_alerts_back(publish, found, tables, recorded)
    ages = _ages(found, tables, on)
    blocks = [
        _block(publish, table, rows, ages, on) for name, table in tables.items() if (rows := found.get(name))
    ]
    return [block for block in blocks if block.rows]


def _found(
    publish: Publish,
    person_ids: Sequence[str],
    tables: Mapping[TableName, _Table],
    recorded: Recorded,
    on: date,
) -> dict[TableName, list[dict[str, str | None]]]:
    """The rows, some people at a time: in between it is asked whether the read may go on."""
    reads = {name: table.reads for name, table in tables.items()}
    found: dict[TableName, list[dict[str, str | None]]] = defaultdict(list)
    for start in range(0, len(person_ids), AT_A_TIME):
        go_on(recorded)
        part = publish.rows(person_ids[start : start + AT_A_TIME], reads, recorded.facts.untied, on=on)
        recorded.reading.rows.update(publish.row_counts(part))
        for table, rows in part.items():
            own = [row for row in rows if int(row["record_no"] or -1) not in recorded.facts.suspects]
            if len(own) < len(rows):
                recorded.reading.held_back.add(table)
            found[table] += own
    return found


def _keep_alerts_back(
    publish: Publish,
    found: Mapping[TableName, list[dict[str, str | None]]],
    tables: Mapping[TableName, _Table],
    recorded: Recorded,
) -> None:
    """Leave out alerts of domestic abuse, but inside an opening of the one at risk: in no list of people.

    Nor there, where any record says that they may be the cause of such abuse themselves, whether or not this
    decision shows that record: it looks as if there were no alert.
    """
    alerts = [
        (row, each.column_name)
        for name, rows in found.items()
        for each in tables[name].fields
        if each.meaning == ALERT
        for row in rows
        if row.get(each.column_name) == DOMESTIC_ABUSE
    ]
    if not alerts:
        return
    opened = publish.follow(recorded.wish.subject) if recorded.wish.relationships else ""
    may_show = bool(opened) and not is_accused(publish.parts_in_events(opened))
    for row, column in alerts:
        if not may_show or row["person_id"] != opened:
            row[column] = None


def per_person(blocks: list[Block]) -> dict[str, list[Block]]:
    """The same blocks, person by person."""
    rows: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for place, block in enumerate(blocks):
        for row in block.rows:
            rows[row.person_id][place].append(row)
    return {
        person_id: [blocks[place].only(found) for place, found in places.items()]
        for person_id, places in rows.items()
    }


def row_counts(blocks: list[Block]) -> dict[str, int]:
    """Provider → rows that were shown."""
    return dict(Counter(block.provider for block in blocks for _ in block.rows))


def served(blocks: list[Block]) -> Served:
    """By provider: whose rows of which table were shown, and how many."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for block in blocks:
        for row in block.rows:
            counts[block.provider][f"{row.person_id} {block.dataset}.{block.table}"] += 1
    persons = {row.person_id for block in blocks for row in block.rows}
    return Served(
        tuple(sorted(persons)),
        {
            provider: tuple(f"{what}: {count}" for what, count in sorted(found.items()))
            for provider, found in counts.items()
        },
    )


def _reads(fields: Sequence[PublishedField], answer: Answer, on: date) -> tuple[Read, ...]:
    """One read for each distinct row rule: a field shows in a row only where one of its own flows lets it."""
    columns: dict[Predicate | None, list[str]] = defaultdict(list)
    for each in fields:
        columns[answer.rows_of(FieldId(each.dataset, each.field_id), on)].append(each.column_name)
    return tuple(Read(columns=tuple(names), where=where) for where, names in columns.items())


def _flows(fields: Sequence[PublishedField], answer: Answer) -> dict[str, tuple[Grant, ...]]:
    found: dict[str, dict[str, Grant]] = defaultdict(dict)
    for each in fields:
        for grant in answer.showing_flows[FieldId(each.dataset, each.field_id)]:
            found[each.meaning][grant.flow] = grant
    return {meaning: tuple(grants.values()) for meaning, grants in found.items()}


def _ages(
    found: Mapping[TableName, list[dict[str, str | None]]], tables: Mapping[TableName, _Table], on: date
) -> dict[str, int]:
    """Age of each person, from the dates of birth that this decision shows."""
    ages: dict[str, int] = {}
    for table, rows in found.items():
        columns = [each.column_name for each in tables[table].fields if each.meaning == BORN]
        for row in rows:
            for column in columns:
                if (born := row.get(column)) and row["person_id"]:
                    ages.setdefault(row["person_id"], age_in_years(date.fromisoformat(born[:10]), on))
    return ages


def _block(
    publish: Publish, table: _Table, rows: list[dict[str, str | None]], ages: Mapping[str, int], on: date
) -> Block:
    kept = [_row(row, table.fields, ages.get(row["person_id"] or ""), on) for row in rows]
    first = table.fields[0]
    return Block(
        dataset=first.dataset,
        table=first.table_name,
        provider=first.provider,
        service=first.service,
        entity=first.entity,
        as_at=publish.as_at[first.dataset],
        rows=tuple(row for row in kept if row.values),
        label=first.table_label,
        labels={each.meaning: each.label for each in table.fields},
        flows=table.flows,
    )


def _row(row: dict[str, str | None], fields: Sequence[PublishedField], age: int | None, on: date) -> Row:
    """Where several fields of a table share a meaning, each value says which field it is of."""
    said: dict[str, list[str]] = defaultdict(list)
    times = Counter(each.meaning for each in fields)
    for each in fields:
        value = row.get(each.column_name)
        if value in (None, "") or not (
            each.show_when is None or each.show_when.shows(age=age, row=row, on=on)
        ):
            continue
        if vocabulary()[each.meaning].type == "date":
            value = str(value)[:10]  # a contract may hold a moment where the vocabulary asks for a day
        said[each.meaning].append(f"{each.label}: {value}" if times[each.meaning] > 1 else str(value))
    values = {meaning: " · ".join(texts) for meaning, texts in said.items()}
    other = str(row.get("other_person_id") or "")
    return Row(str(row["person_id"]), values, other, int(row["record_no"] or -1))
