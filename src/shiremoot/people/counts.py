"""How many rows were read of each dataset on each day: counted here, apart from the ledger and unknown to it.

The ledger says what was read because whoever read it said so. This count is made where the reading happens;
where the two differ, something was read that was not recorded. In a file of its own: what a process has
counted stays when it is killed.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from shiremoot.errors import NothingShown


class CannotCount(NothingShown):
    """What is read cannot be counted, so nothing may be shown."""


class Counts:
    """The counts of one installation. May be shared by threads and processes.

    Raises CannotCount where its file is damaged, or cannot be read or written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()

    def add(self, day: date, rows: Mapping[tuple[str, str], int]) -> None:
        """Count so many rows of each provider and dataset as read on that day."""
        found = [(day.isoformat(), *whose, count) for whose, count in rows.items()]
        if not found:
            return
        with self._connection() as connection, connection:
            connection.executemany(
                """INSERT INTO rows_read VALUES (?, ?, ?, ?)
                   ON CONFLICT (day, provider, dataset) DO UPDATE SET rows = rows + excluded.rows""",
                found,
            )

    def between(self, first: date, last: date) -> dict[tuple[date, str, str], int]:
        """Day, provider and dataset → rows, from the first day to the last, both included."""
        if not self._file.is_file():
            return {}
        with self._connection() as connection:
            found = connection.execute(
                "SELECT day, provider, dataset, rows FROM rows_read WHERE day BETWEEN ? AND ?",
                [first.isoformat(), last.isoformat()],
            )
            return {(date.fromisoformat(day), *whose): int(rows) for day, *whose, rows in found}

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """This thread's own; opened anew after an error, for its file may have been moved away."""
        try:
            if not hasattr(self._local, "connection"):
                self._local.connection = _connect(self._file)
            yield self._local.connection
        except (sqlite3.Error, ValueError, TypeError) as error:
            if hasattr(self._local, "connection"):
                self._local.connection.close()
                del self._local.connection
            raise CannotCount(
                "What is read cannot be counted, so nothing is shown.",
                "Try again in a minute. If it goes on, tell the people who run this Shiremoot: the disk may"
                f" be full, or the file {self._file.name} damaged. Then stop Shiremoot, move that file away"
                " (with its -wal and -shm) and start again: counts begin anew, and reconciling says so.",
            ) from error


_PATIENCE = 20.0
"""Seconds."""


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Where several open a new file at once, SQLite lets only one have this, and no other wait: ask again."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_PATIENCE, check_same_thread=False)
    try:
        _write_ahead(connection)
        # survives the death of the process; after a loss of power a second's counts may be missing
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(
            """CREATE TABLE IF NOT EXISTS rows_read (
                   day TEXT, provider TEXT, dataset TEXT, rows INTEGER NOT NULL,
                   PRIMARY KEY (day, provider, dataset)
               ) WITHOUT ROWID"""
        )
    except sqlite3.Error:
        connection.close()
        raise
    return connection
