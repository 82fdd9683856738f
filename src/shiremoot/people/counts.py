"""How many rows were read of each dataset on each day: counted here, apart from the ledger and unknown to it.

The ledger says what was read because whoever read it said so. This count is made where the reading happens;
where the two differ, something was read that was not recorded. In a file of its own: what a process has
counted stays when it is killed.
"""

import sqlite3
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path


class Counts:
    """The counts of one installation. May be shared by threads and processes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()

    def add(self, day: date, rows: Mapping[tuple[str, str], int]) -> None:
        """Count so many rows of each provider and dataset as read on that day."""
        found = [(day.isoformat(), *whose, count) for whose, count in rows.items()]
        if not found:
            return
        with self._connection() as connection:
            connection.executemany(
                """INSERT INTO rows_read VALUES (?, ?, ?, ?)
                   ON CONFLICT (day, provider, dataset) DO UPDATE SET rows = rows + excluded.rows""",
                found,
            )

    def between(self, first: date, last: date) -> dict[tuple[date, str, str], int]:
        """Day, provider and dataset → rows, from the first day to the last, both included."""
        if not self._file.is_file():
            return {}
        found = self._connection().execute(
            "SELECT day, provider, dataset, rows FROM rows_read WHERE day BETWEEN ? AND ?",
            [first.isoformat(), last.isoformat()],
        )
        return {(date.fromisoformat(day), *whose): rows for day, *whose, rows in found}

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._file, timeout=20, check_same_thread=False)
            connection.execute("PRAGMA journal_mode=WAL")
            # survives the death of the process; after a loss of power a second's counts may be missing
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(
                """CREATE TABLE IF NOT EXISTS rows_read (
                       day TEXT, provider TEXT, dataset TEXT, rows INTEGER NOT NULL,
                       PRIMARY KEY (day, provider, dataset)
                   ) WITHOUT ROWID"""
            )
            self._local.connection = connection
        return connection
