"""Writes the search index: for each token its people, and for each of them which fields gave it."""

import sqlite3
from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from shiremoot.errors import UserError
from shiremoot.matching.names import sound
from shiremoot.people.catalogue import PublishedField
from shiremoot.people.postings import PERSON_TYPE, SET_TYPE
from shiremoot.people.tokens import tokens_of
from shiremoot.singleview.intake import sql

from .working import batches

_KINDS = ("address", "date", "number", "name", "postcode", "phone")
"""In the order of their tokens' first letters, so that the index is written in its own order."""
_MOST_FIELDS = 126
"""Fields of one kind that fit the mask in which their union is computed."""


def write_index(
    connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection, catalogue: Sequence[PublishedField]
) -> int:
    """The tables that `people.postings` reads; how many tokens there are."""
    store.execute("CREATE TABLE posting (token TEXT NOT NULL, persons BLOB NOT NULL, sets BLOB NOT NULL)")
    store.execute("CREATE TABLE source_set (set_no INTEGER PRIMARY KEY, fields TEXT NOT NULL)")
    store.execute("CREATE TABLE name (part TEXT PRIMARY KEY, sound TEXT NOT NULL) WITHOUT ROWID")
    tokens = 0
    for kind in _KINDS:
        fields = [field for field in catalogue if field.search == kind]
        if len(fields) > _MOST_FIELDS:
            raise UserError(
                f"{len(fields)} fields are searched by {kind}, more than {_MOST_FIELDS}.",
                "Drop the meaning from fields that nobody searches by.",
            )
        if fields:
            tokens += _write_kind(connection, store, kind, fields)
    store.execute("CREATE UNIQUE INDEX posting_token ON posting (token)")
    return tokens


def _write_kind(
    connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection, kind: str, fields: list[PublishedField]
) -> int:
    _gather_values(connection, fields)
    tokens = _gather_tokens(connection, kind)
    _number_sets(connection, store, fields)
    store.execute("BEGIN")
    store.executemany("INSERT INTO posting VALUES (?, ?, ?)", _postings(connection, tokens))
    if kind == "name":
        parts = [token.removeprefix("n:") for token in tokens]
        store.executemany("INSERT INTO name VALUES (?, ?)", ((part, sound(part) or "") for part in parts))
    store.execute("COMMIT")
    connection.execute("DROP TABLE value; DROP TABLE pair; DROP TABLE set_of")
    return len(tokens)


def _gather_values(connection: duckdb.DuckDBPyConnection, fields: list[PublishedField]) -> None:
    """value: each value of a person, with the fields that say so as bits."""
    parts = [
        f"""SELECT person_no, {sql.name(field.column_name)} AS value, (1::HUGEINT << {bit}) AS bit
            FROM {sql.name(field.serving_table)} WHERE {sql.name(field.column_name)} IS NOT NULL"""
        for bit, field in enumerate(fields)
    ]
    connection.execute(
        f"""CREATE TABLE value AS SELECT person_no, value, bit_or(bit) AS bits
            FROM ({" UNION ALL ".join(parts)}) GROUP BY person_no, value"""
    )


def _gather_tokens(connection: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    """pair: token (by its place in the list that is given back), person, bits."""
    values: list[str] = []
    tokens: list[str] = []
    for (value,) in connection.execute("SELECT DISTINCT value FROM value").fetchall():
        made = tokens_of(kind, value)
        values += [value] * len(made)
        tokens += made
    distinct = sorted(set(tokens))
    number_of = {token: number for number, token in enumerate(distinct)}
    made_of = pa.table(
        {
            "value": pa.array(values, pa.string()),
            "token_no": pa.array(map(number_of.__getitem__, tokens), pa.int32()),
        }
    )
    connection.register("made_of", made_of)
    connection.execute(
        """CREATE TABLE pair AS SELECT token_no, person_no, bit_or(bits) AS bits
            FROM value JOIN made_of USING (value) GROUP BY token_no, person_no"""
    )
    connection.unregister("made_of")
    return distinct


def _number_sets(
    connection: duckdb.DuckDBPyConnection, store: sqlite3.Connection, fields: list[PublishedField]
) -> None:
    """set_of: each union of bits by its number; the same in the store, by the names of its fields."""
    (before,) = store.execute("SELECT count(*) FROM source_set").fetchone()
    connection.execute(
        f"""CREATE TABLE set_of AS
            SELECT bits, CAST({before} + row_number() OVER (ORDER BY bits) - 1 AS INTEGER) AS set_no
            FROM (SELECT DISTINCT bits FROM pair)"""
    )
    for bits, set_no in connection.execute("SELECT bits, set_no FROM set_of").fetchall():
        named = " ".join(field.full_id for bit, field in enumerate(fields) if bits >> bit & 1)
        store.execute("INSERT INTO source_set VALUES (?, ?)", (set_no, named))


def _postings(connection: duckdb.DuckDBPyConnection, tokens: list[str]) -> Iterator[tuple[str, bytes, bytes]]:
    """Each token with its people and their sets, in order. Rows of one token may span two batches."""
    kept: list[np.ndarray] = [np.empty(0, np.int32)] * 3
    query = (
        "SELECT token_no, person_no, set_no FROM pair JOIN set_of USING (bits) ORDER BY token_no, person_no"
    )
    for batch in filter(len, batches(connection, query)):
        columns = [np.concatenate(pair) for pair in zip(kept, map(np.asarray, batch.columns), strict=True)]
        starts = np.flatnonzero(np.diff(columns[0], prepend=-1))
        yield from _cut(tokens, columns, starts)
        kept = [column[starts[-1] :] for column in columns]
    if len(kept[0]):
        yield from _cut(tokens, kept, np.array([0, len(kept[0])]))


def _cut(
    tokens: list[str], columns: list[np.ndarray], starts: np.ndarray
) -> Iterator[tuple[str, bytes, bytes]]:
    """The tokens that begin at each of `starts` but the last, where the next begins."""
    numbers, persons, sets = columns[0], columns[1].astype(PERSON_TYPE), columns[2].astype(SET_TYPE)
    for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        yield tokens[numbers[start]], persons[start:end].tobytes(), sets[start:end].tobytes()
