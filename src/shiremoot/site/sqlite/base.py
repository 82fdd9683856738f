"""How a transaction waits for its turn to write.

SQLite's own wait sleeps longer each time, up to a tenth of a second, and whoever comes later may go first. At
a look every few milliseconds that is most of the time a look takes. Ours asks again every half millisecond.
"""

import sqlite3
from time import monotonic, sleep

from django.db.backends.sqlite3.base import DatabaseWrapper as SqliteWrapper
from django.db.utils import OperationalError

AGAIN_AFTER = 0.0005
"""Seconds."""


class DatabaseWrapper(SqliteWrapper):
    """Waits at most as long as SQLite would: the option `timeout`, in seconds."""

    def _start_transaction_under_autocommit(self) -> None:
        longest = self.settings_dict["OPTIONS"]["timeout"]
        ends = monotonic() + longest
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    # Django's types do not have it
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]
                    return
                except OperationalError as error:
                    if not _is_busy(error) or monotonic() >= ends:
                        raise
                sleep(AGAIN_AFTER)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={int(longest * 1000)}")


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
