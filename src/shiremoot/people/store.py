"""The published people in use. It decides nothing: its caller says which columns, rows and sources."""

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice, product
from pathlib import Path
from typing import TypeVar

import numpy as np

from shiremoot import pointer
from shiremoot.contracts import Contract, parse_contract
from shiremoot.decisions.predicate import Predicate
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.matching import Model, read_model
from shiremoot.people import searching
from shiremoot.people.catalogue import PublishedField, catalogue_of, serving_table
from shiremoot.people.comparing import Apart, Comparing
from shiremoot.people.counts import Counts
from shiremoot.people.postings import Postings
from shiremoot.people.query import Query
from shiremoot.people.ranking import Common, tokens
from shiremoot.people.searching import Hit

__all__ = ["Hit", "Publish", "PublishedField", "Read", "current", "published"]

STORE, MANIFEST, CONTRACTS, MODEL = "people.sqlite", "manifest.json", "contracts", "model.json"
_PUBLISH = "Publish once more: shiremoot publish"
TableName = tuple[str, str]
"""Dataset and table."""
Value = TypeVar("Value")
Row = dict[str, str | None]


@dataclass(frozen=True)
class Read:
    """Columns of a table, in the rows that meet `where`; None: in every row."""

    columns: tuple[str, ...]
    where: Predicate | None = None


class Publish:
    """One complete set of people, read-only. May be shared by threads."""

    def __init__(self, folder: Path, counts: Counts | None = None) -> None:
        """`counts`: where what is read is counted; left out by whoever builds or measures a publish."""
        self.folder = folder
        self._counts = counts
        self.manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        self.publish_id: str = self.manifest["publish_id"]
        self.as_at: Mapping[str, datetime] = {
            dataset: datetime.fromisoformat(load["as_at"]) for dataset, load in self.manifest["loads"].items()
        }
        self.at = datetime.fromisoformat(self.manifest["at"])
        self._people: int = self.manifest["counts"]["people"]
        self._numbers: dict[str, int] = {}
        self._local = threading.local()

    @cached_property
    def catalogue(self) -> tuple[PublishedField, ...]:
        """Every published field."""
        return tuple(field for contract in self._contracts for field in catalogue_of(contract))

    @cached_property
    def key_fields(self) -> Mapping[str, str]:
        """Dataset → "<table>.<field>" of the local identifier, which is in no row: record ids end with it."""
        return {each.dataset: f"{each.person_table.name}.{each.person_key.name}" for each in self._contracts}

    @cached_property
    def _contracts(self) -> tuple[Contract, ...]:
        texts = (path.read_text(encoding="utf-8") for path in sorted((self.folder / CONTRACTS).iterdir()))
        return tuple(parse_contract(text) for text in texts)

    def rows(
        self,
        person_ids: Sequence[str],
        wanted: Mapping[TableName, Sequence[Read]],
        untied: Collection[str] = (),
        *,
        on: date,
    ) -> dict[TableName, list[Row]]:
        """Rows of these people, with `person_id`, `record_no` and the columns wanted and no other.

        A row is given once, with the columns of every read whose `where` it meets; `other_person_id` comes
        with the column in which a tie names the other person. Ties to somebody `untied` are left out. What is
        read is counted for the day `on`.
        """
        found = {table: self._rows(table, person_ids, reads, untied) for table, reads in wanted.items()}
        self.count(self.row_counts(found), on=on)
        return found

    def count(self, rows: Mapping[tuple[str, str], int], *, on: date) -> None:
        """Count so many rows of each provider and dataset as read, where reads are counted."""
        if self._counts:
            self._counts.add(on, rows)

    def row_counts(self, found: Mapping[TableName, Sequence[Row]]) -> Counter[tuple[str, str]]:
        """Provider and dataset → how many rows were found in its tables."""
        counted: Counter[tuple[str, str]] = Counter()
        for (dataset, _), rows in found.items():
            counted[self._providers[dataset], dataset] += len(rows)
        return +counted

    @cached_property
    def _providers(self) -> Mapping[str, str]:
        return {field.dataset: field.provider for field in self.catalogue}

    def _rows(
        self, table: TableName, person_ids: Sequence[str], reads: Sequence[Read], untied: Collection[str]
    ) -> list[Row]:
        found: dict[tuple[str, int], Row] = {}
        others = self._other_columns.get(table)
        for read in reads:
            columns = list(read.columns)
            selected = [*columns, "other_person_id"] if others else columns
            for person_id, row_no, record_no, *values in self._select(
                table, person_ids, selected, read.where
            ):
                if others and values[-1] in untied:
                    continue
                kept: Row = {"person_id": person_id, "record_no": str(record_no)}
                row = found.setdefault((person_id, row_no), kept)
                row.update(zip(columns, values, strict=False))
                if others and others.intersection(columns):
                    row["other_person_id"] = values[-1]
        return [found[key] for key in sorted(found)]

    def _select(
        self, table: TableName, person_ids: Sequence[str], columns: Sequence[str], where: Predicate | None
    ) -> Iterable[tuple[str, int, int, str]]:
        if where and not where.fields <= self._columns[table]:
            # SQLite would read the unknown name as a text, and compare that
            raise ValueError(f"{serving_table(*table)} has no column for a row rule")
        condition, values = where.to_sql(_quote) if where else ("1=1", [])
        picked = ", ".join(_quote(column) for column in ("person_id", "row_no"))
        picked = ", ".join([picked, self._record_no, *map(_quote, columns)])
        marks = ",".join("?" * len(person_ids))
        source = _quote(serving_table(*table))
        sql = f"SELECT {picked} FROM {source} WHERE person_id IN ({marks}) AND {condition}"
        return self._connection().execute(sql, [*person_ids, *values])

    @cached_property
    def _columns(self) -> dict[TableName, frozenset[str]]:
        found: dict[TableName, set[str]] = {}
        for field in self.catalogue:
            found.setdefault((field.dataset, field.table_name), set()).add(field.column_name)
        return {table: frozenset(columns) for table, columns in found.items()}

    @cached_property
    def _other_columns(self) -> dict[TableName, frozenset[str]]:
        found: dict[TableName, frozenset[str]] = {}
        for field in self.catalogue:
            if field.meaning == "tie.other":
                table = (field.dataset, field.table_name)
                found[table] = found.get(table, frozenset()) | {field.column_name}
        return found

    def search(
        self,
        query: Query,
        sources: Iterable[str],
        limit: int,
        apart: Iterable[tuple[Collection[str], frozenset[str]]] = (),
    ) -> list[Hit]:
        """The likeliest people, compared only on `sources` ("<dataset>.<table>.<field>"); the best first.

        `apart`: people who are compared on sources of their own. Those with none are as if not there.
        """
        own = [Apart(self.numbers(person_ids), fields) for person_ids, fields in apart]
        comparing = Comparing(self._people, frozenset(sources), own)
        found = searching.search(self._postings, query, comparing, limit)
        names = self._person_ids([person.person_no for person in found])
        return [Hit(names[person.person_no], person.likelihood, person.matches) for person in found]

    def common(
        self,
        query: Query,
        sources: Iterable[str],
        apart: Iterable[tuple[Collection[str], frozenset[str]]] = (),
    ) -> Common:
        """How many people a search compares, and how many of them have what it asks for; as `search`."""
        own = [Apart(self.numbers(person_ids), fields) for person_ids, fields in apart]
        comparing = Comparing(self._people, frozenset(sources), own)
        counts = {}
        for token in tokens(query):
            counts[token] = len(np.unique(self._postings.matched([token], comparing).persons))
        return Common(comparing.people, counts)

    def having(
        self,
        wanted: Iterable[Sequence[Collection[str]]],
        sources: Iterable[str],
        apart: Iterable[tuple[Collection[str], frozenset[str]]] = (),
    ) -> list[str]:
        """Who has one of each collection of tokens, for any of `wanted`; compared as in `search`."""
        own = [Apart(self.numbers(person_ids), fields) for person_ids, fields in apart]
        comparing = Comparing(self._people, frozenset(sources), own)
        found: set[int] = set()
        for groups in wanted:
            matched = (self._postings.matched(tokens, comparing).persons.tolist() for tokens in groups)
            found |= set.intersection(*map(set, matched))
        names: dict[int, str] = {}
        for part in _parts(sorted(found)):
            names |= self._person_ids(part)
        return list(names.values())

    @cached_property
    def model(self) -> Model | None:
        """The model that the records were linked by, without the values it was learned from; None of people
        published before models were.
        """
        file = self.folder / MODEL
        return read_model(file.read_text(encoding="utf-8")) if file.is_file() else None

    @cached_property
    def _postings(self) -> Postings:
        return Postings(self._connection)

    def _person_ids(self, numbers: Sequence[int]) -> dict[int, str]:
        marks = ",".join("?" * len(numbers))
        sql = f"SELECT person_no, person_id FROM person WHERE person_no IN ({marks})"
        return dict(self._connection().execute(sql, numbers).fetchall())

    def numbers(self, person_ids: Collection[str]) -> np.ndarray:
        """The numbers in the search index of those of these people who are in this publish."""
        known = self._numbers
        for part in _parts(person_id for person_id in person_ids if person_id not in known):
            marks = ",".join("?" * len(part))
            sql = f"SELECT person_id, person_no FROM person WHERE person_id IN ({marks})"
            known.update(self._connection().execute(sql, part).fetchall())
        found = [known[person_id] for person_id in person_ids if person_id in known]
        return np.array(sorted(found), np.intp)

    def at_place(self, uprn: str, on: date, suspects: Collection[int] = ()) -> dict[str, frozenset[str]]:
        """Who lives at a UPRN on a day: for each the fields ("<dataset>.<table>.<field>") that say so.

        What only `suspects` (numbers of records) say is left out.
        """
        rows = self._connection().execute(
            f"""SELECT person_id, source, {self._record_no} FROM household
               WHERE uprn = ? AND since <= ? AND (until = '' OR until > ?) ORDER BY person_id""",
            [uprn, on.isoformat(), on.isoformat()],
        )
        found: dict[str, set[str]] = {}
        for person_id, source, record_no in rows:
            if record_no not in suspects:
                found.setdefault(person_id, set()).add(source)
        return {person_id: frozenset(sources) for person_id, sources in found.items()}

    def record_ids(self, numbers: Iterable[int]) -> dict[int, str]:
        """Number → "<dataset>:<key>" of these records of this publish.

        Raises UserError where the people were published before records had numbers.
        """
        self._need("record", "without the records that they are made of")
        found: dict[int, str] = {}
        for part in _parts(numbers):
            marks = ",".join("?" * len(part))
            sql = f"SELECT record_no, record_id FROM record WHERE record_no IN ({marks})"
            found.update(self._connection().execute(sql, part).fetchall())
        return found

    def records(self, record_ids: Iterable[str]) -> dict[str, tuple[int, str]]:
        """The number of each of these records ("<dataset>:<key>") that is in this publish, and whose."""
        found: dict[str, tuple[int, str]] = {}
        for part in _parts(record_ids if "record" in self._tables else ()):
            marks = ",".join("?" * len(part))
            sql = f"SELECT record_id, record_no, person_id FROM record WHERE record_id IN ({marks})"
            found.update(
                (record_id, (no, person)) for record_id, no, person in self._connection().execute(sql, part)
            )
        return found

    def records_of(self, person_id: str) -> tuple[str, ...]:
        """The records ("<dataset>:<key>") that a person is made of."""
        self._need("record", "without the records that they are made of")
        sql = "SELECT record_id FROM record WHERE person_id = ? ORDER BY record_id"
        return tuple(record_id for (record_id,) in self._connection().execute(sql, [person_id]))

    @cached_property
    def _record_no(self) -> str:
        """The column of a row's record; people published before records had numbers have none."""
        return "record_no" if "record" in self._tables else "-1"

    def _need(self, table: str, words: str) -> None:
        if table not in self._tables:
            raise UserError(f"The people in use were published {words}.", _PUBLISH)

    def saying(self, table: TableName, column: str, values: Collection[str]) -> frozenset[str]:
        """Those of whom a row of a table says one of these texts in a column, in small or capital letters."""
        sql = f"SELECT person_id, lower(trim({_quote(column)})) FROM {_quote(serving_table(*table))}"
        return frozenset(person_id for person_id, said in self._connection().execute(sql) if said in values)

    def follow(self, person_id: str) -> str:
        """The identifier that this one goes by now, after merges."""
        seen = {person_id}
        sql = "SELECT other_person_id FROM merged WHERE person_id = ?"
        while (row := self._connection().execute(sql, [person_id]).fetchone()) and row[0] not in seen:
            person_id = row[0]
            seen.add(person_id)
        return person_id

    def formerly(self, person_id: str) -> frozenset[str]:
        """The identifiers that this one had before merges, however long ago."""
        # UNION, which keeps no row twice, ends where merges go in a circle
        found = self._connection().execute(
            """WITH RECURSIVE former (person_id) AS (
                SELECT ? UNION SELECT merged.person_id FROM merged
                JOIN former ON merged.other_person_id = former.person_id)
               SELECT person_id FROM former""",
            [person_id],
        )
        return frozenset(former for (former,) in found) - {person_id}

    def parts_in_events(self, person_id: str) -> Iterator[tuple[str, str]]:
        """The kind of each event of a person and their part in it, in tables that say both."""
        for table, (kinds, roles) in self._part_columns.items():
            for _, _, _, *values in self._select(table, [person_id], kinds + roles, None):
                said = [value or "" for value in values]
                yield from product(said[: len(kinds)], said[len(kinds) :])

    @cached_property
    def _part_columns(self) -> dict[TableName, tuple[list[str], list[str]]]:
        found: dict[TableName, tuple[list[str], list[str]]] = {}
        for field in self.catalogue:
            for place, meaning in enumerate(("event.kind", "event.role")):
                if field.meaning == meaning:
                    columns = found.setdefault((field.dataset, field.table_name), ([], []))
                    columns[place].append(field.column_name)
        return {table: columns for table, columns in found.items() if all(columns)}

    def family_of(
        self, person_id: str, on: date, untied: Collection[str] = (), unplaced: Collection[str] = ()
    ) -> frozenset[str]:
        """Those whom the person's family ties name, and who lives where they live on a day.

        No tie of somebody `untied` is followed, from them or to them, and no home of somebody `unplaced`.
        """
        ties = frozenset() if person_id in untied else self._tied(person_id).difference(untied)
        home = frozenset() if person_id in unplaced else self._living_with(person_id, on).difference(unplaced)
        return (ties | home) - {person_id}

    def _tied(self, person_id: str) -> frozenset[str]:
        reads = (self._select(table, [person_id], ["other_person_id"], None) for table in self._other_columns)
        return frozenset(str(row[3]) for rows in reads for row in rows if row[3])

    def _living_with(self, person_id: str, on: date) -> frozenset[str]:
        found: set[str] = set()
        for table, columns in self._columns.items():
            for column in columns & self._uprns:
                for *_, uprn in self._select(table, [person_id], [column], None):
                    found |= self.at_place(uprn, on).keys() if uprn else set()
        return frozenset(found)

    @cached_property
    def _uprns(self) -> frozenset[str]:
        return frozenset(field.column_name for field in self.catalogue if field.meaning == "address.uprn")

    def became(self, person_id: str, since: datetime) -> frozenset[str]:
        """Everybody who has had records of this person after `since`: by merges, and by splits too."""
        if "heir" not in self._tables:
            return frozenset({person_id, self.follow(person_id)})
        found, left = {person_id}, [person_id]
        sql = "SELECT other_person_id FROM heir WHERE person_id = ? AND at > ?"
        moment = since.astimezone(UTC).isoformat(timespec="microseconds")
        while left:
            heirs = {each for (each,) in self._connection().execute(sql, [left.pop(), moment])} - found
            found |= heirs
            left += heirs
        return frozenset(found)

    def with_numbers(self, hashes: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Hash and person, for each of these keyed hashes of an NHS number that somebody here has.

        Raises UserError, for any hash at all, where the people were published before there were such hashes.
        """
        for part in _parts(hashes):
            self._need("nhs_number", "without NHS numbers")
            marks = ",".join("?" * len(part))
            sql = f"SELECT hash, person_id FROM nhs_number WHERE hash IN ({marks})"
            yield from self._connection().execute(sql, part)

    @cached_property
    def _tables(self) -> frozenset[str]:
        found = self._connection().execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return frozenset(name for (name,) in found)

    def _connection(self) -> sqlite3.Connection:
        """One for each thread: opening costs ten times what a read does."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            address = f"{(self.folder / STORE).resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._local.connection = connection
        return connection


_opened: dict[Path, Publish] = {}
_opening = threading.Lock()


def current(home: Home) -> Publish | None:
    """The publish in use, opened once for each switch; None before the first."""
    folder = pointer.current(home.people)
    if folder is None:
        return None
    with _opening:
        publish = _opened.get(home.people)
        if publish is None or publish.folder != folder:
            publish = _opened[home.people] = Publish(folder, Counts(home.counts))
    return publish


def published(home: Home, publish_id: str) -> Publish | None:
    """One publish by its identifier, in use or not; None where it is not kept any more."""
    publish = current(home)
    if publish and publish.publish_id == publish_id:
        return publish
    folder = home.people / publish_id
    return Publish(folder) if publish_id and folder.is_dir() else None


def _parts(values: Iterable[Value]) -> Iterator[list[Value]]:
    """As many at a time as one statement takes."""
    rest = iter(values)
    while part := list(islice(rest, 500)):
        yield part


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
