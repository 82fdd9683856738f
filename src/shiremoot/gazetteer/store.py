"""The gazetteer in use, read-only: one SQLite file for each load.

What lies in an area is found by an index of eastings and northings: the strip between two eastings is read
in the index alone, a few milliseconds among 300,000 addresses.
"""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from shiremoot import pointer
from shiremoot.gazetteer.addresses import Address
from shiremoot.gazetteer.geometry import Area, Point
from shiremoot.home import Home

STORE = "gazetteer.sqlite"
_COLUMNS = "uprn, line, town, postcode, easting, northing"


def build(file: Path, addresses: Iterable[Address]) -> None:
    """Write a gazetteer of these addresses to a new file."""
    connection = sqlite3.connect(file)
    try:
        with connection:
            connection.execute(
                """CREATE TABLE address (
                       uprn TEXT PRIMARY KEY, line TEXT, town TEXT, postcode TEXT, easting INTEGER,
                       northing INTEGER, street TEXT
                   ) WITHOUT ROWID"""
            )
            connection.executemany(
                "INSERT INTO address VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (each.uprn, each.line, each.town, each.postcode, *each.at, each.street.casefold())
                    for each in addresses
                ),
            )
            connection.execute("CREATE INDEX by_place ON address (easting, northing)")
            connection.execute("CREATE INDEX by_postcode ON address (postcode)")
            connection.execute("CREATE INDEX by_street ON address (street)")
    finally:
        connection.close()


class Gazetteer:
    """One load of the county's addresses. May be shared by threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._local = threading.local()

    def inside(self, area: Area) -> list[Address]:
        """Every address in an area."""
        box = area.box
        found = self._select(
            "easting BETWEEN ? AND ? AND northing BETWEEN ? AND ?", box.west, box.east, box.south, box.north
        )
        return [address for address in found if area.holds(address.at)]

    def with_uprn(self, uprn: str) -> list[Address]:
        """At most one; noughts in front do not count."""
        return self._select("uprn = ?", uprn.lstrip("0"))

    def with_postcode(self, postcode: str) -> list[Address]:
        """Written with its space."""
        return self._select("postcode = ?", postcode)

    def in_street(self, beginning: str, most: int) -> list[Address]:
        """Of streets whose names begin so, in any case of letters."""
        begins = beginning.casefold()
        return self._select(f"street >= ? AND street < ? LIMIT {most:d}", begins, f"{begins}\U0010ffff")

    def columns(self) -> tuple[pa.Array, pa.Array, np.ndarray[Any, np.dtype[np.int64]]]:
        """Of every address UPRN and postcode as text, easting and northing as two columns of numbers."""
        rows = self._connection().execute("SELECT uprn, postcode, easting, northing FROM address").fetchall()
        uprns, postcodes, *at = zip(*rows, strict=True) if rows else ((), (), (), ())
        return pa.array(uprns, pa.string()), pa.array(postcodes, pa.string()), np.array(at, dtype=np.int64).T

    def _select(self, where: str, *values: object) -> list[Address]:
        rows = self._connection().execute(f"SELECT {_COLUMNS} FROM address WHERE {where}", values)
        return [
            Address(uprn, line, town, postcode, Point(east, north))
            for uprn, line, town, postcode, east, north in rows
        ]

    def _connection(self) -> sqlite3.Connection:
        """One for each thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            address = f"{(self.folder / STORE).resolve().as_uri()}?mode=ro&immutable=1"
            connection = self._local.connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        return connection


_opened: dict[Path, Gazetteer] = {}
_opening = threading.Lock()


def current(home: Home) -> Gazetteer | None:
    """The gazetteer in use, opened once for each switch.

    None before the first, or where its file cannot be read: whatever shows a map goes on without one.
    """
    folder = pointer.current(home.gazetteer)
    if folder is None:
        return None
    with _opening:
        found = _opened.get(home.gazetteer)
        if found is None or found.folder != folder:
            found = Gazetteer(folder)
            try:
                found.with_uprn("0")
            except sqlite3.Error:
                return None
            _opened[home.gazetteer] = found
    return found
