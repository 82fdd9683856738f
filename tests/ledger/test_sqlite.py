"""Transactions of the control store's file wait for one another, as long as they are told to."""

import sqlite3
import threading
from contextlib import closing, contextmanager

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from shiremoot.site.settings.control_store import database

pytestmark = pytest.mark.django_db  # only so that connections may be made at all


@pytest.fixture
def other(home):
    """Somebody else's connection to a new control store, where they are writing already."""
    home.root.mkdir(parents=True)
    with closing(sqlite3.connect(home.control, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE word (said)")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO word VALUES ('first')")
        yield connection


@contextmanager
def our_connection(home, monkeypatch, timeout=20):
    """As Django makes it of the settings."""
    monkeypatch.delenv("SHIREMOOT_DATABASE", raising=False)
    settings = database(home)
    settings["OPTIONS"]["timeout"] = timeout
    handler = ConnectionHandler({"default": settings})
    try:
        handler["default"].ensure_connection()
        yield handler["default"]
    finally:
        handler.close_all()


def write(connection, word: str) -> None:
    """In a transaction, as Django begins and ends one."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        connection.cursor().execute("INSERT INTO word VALUES (%s)", [word])
        connection.commit()
    finally:
        connection.set_autocommit(True)


def said(connection) -> list[str]:
    return [word for (word,) in connection.execute("SELECT said FROM word ORDER BY rowid")]


def test_who_comes_while_another_writes_waits_and_writes_after_them(home, other, monkeypatch):
    asking = threading.Event()

    def ours() -> None:
        asking.set()
        with our_connection(home, monkeypatch) as connection:
            write(connection, "second")

    waiting = threading.Thread(target=ours)
    waiting.start()
    asking.wait()
    other.execute("COMMIT")
    waiting.join()
    assert said(other) == ["first", "second"]


def test_who_has_waited_long_enough_is_told_so_and_may_come_again(home, other, monkeypatch):
    with our_connection(home, monkeypatch, timeout=0.1) as connection:
        with pytest.raises(OperationalError, match="locked"):
            connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        connection.set_autocommit(True)
        other.execute("ROLLBACK")
        write(connection, "mine")
        assert connection.cursor().execute("PRAGMA busy_timeout").fetchone() == (100,)
    assert said(other) == ["mine"]
