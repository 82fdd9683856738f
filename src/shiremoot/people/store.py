"""The published people in use. It decides nothing: its caller says which columns, rows and sources."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from shiremoot import pointer
from shiremoot.contracts import parse_contract
from shiremoot.decisions.predicate import Predicate
from shiremoot.home import Home
from shiremoot.people import searching
from shiremoot.people.catalogue import PublishedField, catalogue_of, serving_table
from shiremoot.people.postings import Postings
from shiremoot.people.query import Query
from shiremoot.people.searching import Hit

__all__ = ["Hit", "Publish", "PublishedField", "Read", "current"]

STORE, MANIFEST, CONTRACTS = "people.sqlite", "manifest.json", "contracts"
TableName = tuple[str, str]
"""Dataset and table."""
Row = dict[str, str | None]


@dataclass(frozen=True)
class Read:
    """Columns of a table, in the rows that meet `where`; None: in every row."""

    columns: tuple[str, ...]
    where: Predicate | None = None


class Publish:
    """One complete set of people, read-only. May be shared by threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        self.publish_id: str = self.manifest["publish_id"]
        self.as_at: Mapping[str, datetime] = {
            dataset: datetime.fromisoformat(load["as_at"]) for dataset, load in self.manifest["loads"].items()
        }
        self._people: int = self.manifest["counts"]["people"]
        self._local = threading.local()

    @cached_property
    def catalogue(self) -> tuple[PublishedField, ...]:
        """Every published field."""
        texts = (path.read_text(encoding="utf-8") for path in sorted((self.folder / CONTRACTS).iterdir()))
        return tuple(field for text in texts for field in catalogue_of(parse_contract(text)))

    def rows(
        self, person_ids: Sequence[str], wanted: Mapping[TableName, Sequence[Read]]
    ) -> dict[TableName, list[Row]]:
        """Rows of these people, with `person_id` and the columns wanted and no other.

        A row is given once, with the columns of every read whose `where` it meets; `other_person_id` comes
        with the column in which a tie names the other person.
        """
        return {table: self._rows(table, person_ids, reads) for table, reads in wanted.items()}

    def _rows(self, table: TableName, person_ids: Sequence[str], reads: Sequence[Read]) -> list[Row]:
        found: dict[tuple[str, int], Row] = {}
        others = self._other_columns.get(table, frozenset())
        for read in reads:
            columns = list(read.columns)
            if others.intersection(columns):
                columns.append("other_person_id")
            for person_id, row_no, *values in self._select(table, person_ids, columns, read.where):
                row = found.setdefault((person_id, row_no), {"person_id": person_id})
                row.update(zip(columns, values, strict=True))
        return [found[key] for key in sorted(found)]

    def _select(
        self, table: TableName, person_ids: Sequence[str], columns: Sequence[str], where: Predicate | None
    ) -> Iterable[tuple[str, int, str]]:
        if where and not where.fields <= self._columns[table]:
            # SQLite would read the unknown name as a text, and compare that
            raise ValueError(f"{serving_table(*table)} has no column for a row rule")
        condition, values = where.to_sql(_quote) if where else ("1=1", [])
        picked = ", ".join(_quote(column) for column in ("person_id", "row_no", *columns))
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

    def search(self, query: Query, sources: Iterable[str], limit: int) -> list[Hit]:
        """The likeliest people, compared only on `sources` ("<dataset>.<table>.<field>"); the best first."""
        found = searching.search(self._postings, query, frozenset(sources), self._people, limit)
        names = self._person_ids([person.person_no for person in found])
        return [Hit(names[person.person_no], person.likelihood, person.matches) for person in found]

    @cached_property
    def _postings(self) -> Postings:
        return Postings(self._connection)

    def _person_ids(self, numbers: Sequence[int]) -> dict[int, str]:
        marks = ",".join("?" * len(numbers))
        sql = f"SELECT person_no, person_id FROM person WHERE person_no IN ({marks})"
        return dict(self._connection().execute(sql, numbers).fetchall())

    def at_place(self, uprn: str, sources: Iterable[str], on: date) -> list[str]:
        """People who live at a UPRN on a day, as one of these fields ("<dataset>.<table>.<field>") says."""
        rows = self._connection().execute(
            """SELECT person_id, source FROM household
               WHERE uprn = ? AND since <= ? AND (until = '' OR until > ?)""",
            [uprn, on.isoformat(), on.isoformat()],
        )
        granted = frozenset(sources)
        return sorted({person_id for person_id, source in rows if source in granted})

    def follow(self, person_id: str) -> str:
        """The identifier that this one goes by now, after merges."""
        seen = {person_id}
        sql = "SELECT other_person_id FROM merged WHERE person_id = ?"
        while (row := self._connection().execute(sql, [person_id]).fetchone()) and row[0] not in seen:
            person_id = row[0]
            seen.add(person_id)
        return person_id

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
            publish = _opened[home.people] = Publish(folder)
    return publish


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
