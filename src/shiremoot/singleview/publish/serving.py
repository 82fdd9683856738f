"""Writes the tables that people are read from: one for each serving table, and people, places and merges."""

import sqlite3
from collections.abc import Callable, Sequence

import duckdb

from shiremoot.people.catalogue import PublishedField
from shiremoot.singleview.intake import sql

from .working import as_rows, batches


def create_store(path: str) -> sqlite3.Connection:
    """A new SQLite file, written without journal: if that fails, the whole folder is thrown away."""
    store = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-65536"):
        store.execute(f"PRAGMA {pragma}")
    return store


def write_table(
    connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection, fields: Sequence[PublishedField]
) -> int:
    """One serving table, in the order of its key; how many rows it has."""
    table = sql.name(fields[0].serving_table)
    columns = [field.column_name for field in fields]
    if any(field.meaning == "tie.other" for field in fields):
        columns.append("other_person_id")
    named = ", ".join(sql.name(column) for column in columns)
    texts = ", ".join(f"{sql.name(column)} TEXT" for column in columns)
    store.execute(
        f"""CREATE TABLE {table} (person_id TEXT NOT NULL, row_no INTEGER NOT NULL,
            record_no INTEGER NOT NULL, {texts}, PRIMARY KEY (person_id, row_no)) WITHOUT ROWID"""
    )
    query = f"""SELECT person_id, row_number() OVER (PARTITION BY person_no ORDER BY _line) AS row_no,
            record_no, {named}
        FROM {table} ORDER BY person_no, row_no"""
    return _insert(connection, store, table, query, len(columns) + 3)


def write_people(connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection) -> int:
    """The number of each person in the search index; how many people there are."""
    store.execute("CREATE TABLE person (person_no INTEGER PRIMARY KEY, person_id TEXT NOT NULL)")
    people = _insert(
        connection, store, "person", "SELECT person_no, person_id FROM person ORDER BY person_no", 2
    )
    store.execute("CREATE UNIQUE INDEX person_by_id ON person (person_id)")
    return people


def write_records(connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection) -> None:
    """The number of each record, and whose it is."""
    store.execute(
        """CREATE TABLE record
            (record_no INTEGER PRIMARY KEY, record_id TEXT NOT NULL, person_id TEXT NOT NULL)"""
    )
    query = "SELECT record_no, record_id, person_id FROM identity ORDER BY record_no"
    _insert(connection, store, "record", query, 3)
    store.execute("CREATE UNIQUE INDEX record_by_id ON record (record_id)")
    store.execute("CREATE INDEX record_of_person ON record (person_id)")


def write_merges(connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection) -> None:
    """Identifiers that ceased, and the one that has their records since; never one that is in use."""
    store.execute(
        "CREATE TABLE merged (person_id TEXT PRIMARY KEY, other_person_id TEXT NOT NULL) WITHOUT ROWID"
    )
    query = """SELECT person_id, arg_max(other_person_id, "at") FROM history
        WHERE event = 'merge' AND person_id NOT IN (SELECT person_id FROM person)
        GROUP BY person_id ORDER BY ALL"""
    _insert(connection, store, "merged", query, 2)


def write_heirs(connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection) -> None:
    """Who got records of whom, and when (UTC): so that no fact about a person is lost by a split."""
    store.execute(
        """CREATE TABLE heir (person_id TEXT NOT NULL, at TEXT NOT NULL, other_person_id TEXT NOT NULL,
            PRIMARY KEY (person_id, at, other_person_id)) WITHOUT ROWID"""
    )
    query = """SELECT DISTINCT person_id, strftime("at" AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%f+00:00'),
            other_person_id FROM history WHERE event IN ('merge', 'split') ORDER BY ALL"""
    _insert(connection, store, "heir", query, 3)


def write_numbers(
    connection: duckdb.DuckDBPyConnection,
    store: sqlite3.Connection,
    catalogue: Sequence[PublishedField],
    keyed: Callable[[str], str],
) -> None:
    """Who has which NHS number, as a keyed hash: opt-outs and facts set by number are kept as such."""
    store.execute(
        """CREATE TABLE nhs_number (hash TEXT NOT NULL, person_id TEXT NOT NULL,
            PRIMARY KEY (hash, person_id)) WITHOUT ROWID"""
    )
    parts = [
        f"""SELECT {sql.name(field.column_name)} AS number, person_id FROM {sql.name(field.serving_table)}
            WHERE {sql.name(field.column_name)} IS NOT NULL"""
        for field in catalogue
        if field.meaning == "person.nhs_number"
    ]
    if not parts:
        return
    store.execute("BEGIN")
    for batch in batches(connection, f"SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)})"):
        rows = ((keyed(str(number)), person_id) for number, person_id in as_rows(batch))
        store.executemany("INSERT OR IGNORE INTO nhs_number VALUES (?, ?)", rows)
    store.execute("COMMIT")


def write_households(
    connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection, catalogue: Sequence[PublishedField]
) -> int:
    """Who lives or lived at each UPRN, by which field of which record, and when; how many places."""
    store.execute(
        """CREATE TABLE household (uprn TEXT NOT NULL, person_id TEXT NOT NULL, source TEXT NOT NULL,
            since TEXT NOT NULL, until TEXT NOT NULL,
            record_no INTEGER NOT NULL,
            PRIMARY KEY (uprn, person_id, source, since, until, record_no)) WITHOUT ROWID"""
    )
    parts = [
        f"""SELECT {sql.name(field.column_name)} AS uprn, person_id, {sql.text(field.full_id)} AS source,
                {_beside(field, "address.since", catalogue)}, {_beside(field, "address.until", catalogue)},
                record_no
            FROM {sql.name(field.serving_table)} WHERE {sql.name(field.column_name)} IS NOT NULL"""
        for field in catalogue
        if field.meaning == "address.uprn"
    ]
    if not parts:
        return 0
    query = f"SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)}) ORDER BY ALL"
    _insert(connection, store, "household", query, 6)
    (places,) = store.execute("SELECT count(DISTINCT uprn) FROM household").fetchone()
    return int(places)


def _beside(field: PublishedField, meaning: str, catalogue: Sequence[PublishedField]) -> str:
    """The column of that meaning in the same table, as ISO text; empty where there is none."""
    columns = [
        sql.name(other.column_name)
        for other in catalogue
        if other.meaning == meaning and other.serving_table == field.serving_table
    ]
    return f"coalesce({', '.join([*columns, sql.text('')])})"


def _insert(
    connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection, table: str, query: str, width: int
) -> int:
    insert = f"INSERT INTO {table} VALUES ({','.join('?' * width)})"
    rows = 0
    store.execute("BEGIN")
    for batch in batches(connection, query):
        store.executemany(insert, as_rows(batch))
        rows += batch.num_rows
    store.execute("COMMIT")
    return rows
