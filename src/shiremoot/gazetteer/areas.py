"""The county's small areas in use, read-only: one Parquet file for each load."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shiremoot import pointer
from shiremoot.gazetteer.geometry import Point
from shiremoot.home import Home

STORE = "areas.parquet"


@dataclass(frozen=True, slots=True)
class SmallArea:
    """A few hundred or thousand residents, and where their middle is."""

    code: str
    at: Point
    people: int
    decile: int | None
    """Of deprivation: 1 is the most deprived tenth of the country, 10 the least; None where it has none."""


def build(file: Path, areas: Sequence[SmallArea]) -> None:
    """Write areas to a new file."""
    columns = {
        "code": [area.code for area in areas],
        "easting": [area.at.easting for area in areas],
        "northing": [area.at.northing for area in areas],
        "people": [area.people for area in areas],
        "decile": pa.array([area.decile for area in areas], pa.int8()),
    }
    pq.write_table(pa.table(columns), file)


def current(home: Home) -> tuple[SmallArea, ...] | None:
    """The areas in use, read once for each switch; None before the first, or where they cannot be read."""
    folder = pointer.current(home.areas)
    try:
        return _opened(folder) if folder else None
    except (OSError, pa.ArrowException):
        return None


@lru_cache(maxsize=4)
def _opened(folder: Path) -> tuple[SmallArea, ...]:
    columns = pq.read_table(folder / STORE).to_pydict()
    at = map(Point, columns["easting"], columns["northing"])
    return tuple(map(SmallArea, columns["code"], at, columns["people"], columns["decile"]))
