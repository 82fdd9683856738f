"""Where the control store is: a file of the installation, or the PostgreSQL that SHIREMOOT_DATABASE names."""

import os
from typing import Any
from urllib.parse import urlsplit

from shiremoot.errors import UserError
from shiremoot.home import Home


def database(home: Home) -> dict[str, Any]:
    """Django's settings of it. Raises UserError for an address that is none of a PostgreSQL."""
    address = os.environ.get("SHIREMOOT_DATABASE", "")
    return _postgresql(address) if address else _sqlite(home)


def _sqlite(home: Home) -> dict[str, Any]:
    return {
        "ENGINE": "shiremoot.site.sqlite",
        "NAME": home.control,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Immediate: the revision of the grants is read in the transaction that writes the entry.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    from psycopg import ProgrammingError  # only where it is used: it loads the client's library
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = conninfo_to_dict(address)
    except ProgrammingError:
        found = {}
    if urlsplit(address).scheme not in ("postgresql", "postgres") or not found.get("dbname"):
        raise UserError(
            "SHIREMOOT_DATABASE is not the address of a PostgreSQL database.",
            "Write it as postgresql://user:password@host:5432/name, or leave it out to keep a file.",
        )
    places = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{ours: found.pop(theirs, "") for ours, theirs in places.items()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **found},
    }
