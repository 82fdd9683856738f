"""Installations of a test's own: a home, and a control store as the run asks for, SQLite or PostgreSQL.

On PostgreSQL (`bin/with-postgres`) each home has a database of its own, made when it is first asked for.
"""

import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from urllib.parse import urlsplit

import psycopg

from shiremoot.alone import alone
from shiremoot.errors import UserError
from shiremoot.home import Home

SERVER = os.environ.get("SHIREMOOT_TEST_POSTGRES", "")


def environment(home: Home, settings: str = "shiremoot.site.settings.base") -> dict[str, str]:
    """What a process needs to work on this home."""
    own = {"SHIREMOOT_HOME": str(home.root), "DJANGO_SETTINGS_MODULE": settings}
    return os.environ | own | ({"SHIREMOOT_DATABASE": _database(home)} if SERVER else {})


def copy(home: Home, to: Home) -> None:
    """The whole installation once more, control store included; what else is already there stays.

    It may be at work meanwhile: nothing moves into the logs while they are copied, and each store is copied
    as it is at one moment.
    """
    ignored = shutil.ignore_patterns("static", f"{home.control.name}*", f"{home.counts.name}*")
    with _logs_at_rest(home):
        shutil.copytree(home.root, to.root, dirs_exist_ok=True, ignore=ignored)
        for store, again in ((home.control, to.control), (home.counts, to.counts)):
            if store.exists():
                with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(again)) as target:
                    source.backup(target)
    if SERVER:
        _database(to, template=_name(home))


@contextmanager
def _logs_at_rest(home: Home) -> Iterator[None]:
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(alone(home.ledger, "sequencer"))
                break
            except UserError:
                time.sleep(0.05)
        yield


def _database(home: Home, template: str = "template1") -> str:
    name = _name(home)
    with psycopg.connect(SERVER, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()


def _name(home: Home) -> str:
    return f"home_{hashlib.sha256(str(home.root).encode()).hexdigest()[:16]}"
