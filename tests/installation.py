"""Installations of a test's own: a home, and a control store as the run asks for, SQLite or PostgreSQL.

On PostgreSQL (`bin/with-postgres`) each home has a database of its own, made when it is first asked for.
"""

import hashlib
import os
import shutil
from urllib.parse import urlsplit

import psycopg

from shiremoot.home import Home

SERVER = os.environ.get("SHIREMOOT_TEST_POSTGRES", "")


def environment(home: Home, settings: str = "shiremoot.site.settings.base") -> dict[str, str]:
    """What a process needs to work on this home."""
    own = {"SHIREMOOT_HOME": str(home.root), "DJANGO_SETTINGS_MODULE": settings}
    return os.environ | own | ({"SHIREMOOT_DATABASE": _database(home)} if SERVER else {})


def copy(home: Home, to: Home) -> None:
    """The whole installation once more, control store included; what is already there stays."""
    ignored = shutil.ignore_patterns("static")
    shutil.copytree(home.root, to.root, dirs_exist_ok=True, ignore=ignored)
    if SERVER:
        _database(to, template=_name(home))


def _database(home: Home, template: str = "template1") -> str:
    name = _name(home)
    with psycopg.connect(SERVER, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()


def _name(home: Home) -> str:
    return f"home_{hashlib.sha256(str(home.root).encode()).hexdigest()[:16]}"
