"""The county's wards in use, read-only: one Parquet file for each load; which addresses lie in which."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from shiremoot import pointer
from shiremoot.gazetteer.geometry import Box, Point
from shiremoot.gazetteer.outlines import Outline, Ward, generalised, outline_of
from shiremoot.gazetteer.store import Gazetteer
from shiremoot.home import Home

STORE = "wards.parquet"
_NOWHERE = -1


@dataclass(frozen=True)
class Standing:
    """Where addresses lie, as numbers into the wards; null where there is no ward.

    `addresses` has uprn (without noughts in front), postcode and ward; `postcodes` has each postcode once,
    with the ward that most of its addresses are in, of equals the first.
    """

    addresses: pa.Table
    postcodes: pa.Table


class Wards(Sequence[Ward]):
    """By district, then by name. May be shared by threads."""

    def __init__(self, wards: Iterable[Ward], drawn: Sequence[Any]) -> None:
        """`drawn` are the shapes generalised, in the same order."""
        self._wards = tuple(wards)
        self._drawn = np.array(drawn, dtype=object)

    def __getitem__(self, number: Any) -> Any:
        return self._wards[number]

    def __len__(self) -> int:
        return len(self._wards)

    @cached_property
    def districts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ward.district for ward in self._wards))

    @cached_property
    def outlines(self) -> tuple[Outline, ...]:
        return tuple(map(outline_of, self._drawn))

    @cached_property
    def district_outlines(self) -> tuple[Outline, ...]:
        of_district = np.array([self.districts.index(ward.district) for ward in self._wards])
        return tuple(
            outline_of(shapely.union_all(self._drawn[of_district == number]))
            for number in range(len(self.districts))
        )

    @cached_property
    def box(self) -> Box:
        """Around all of them."""
        west, south, east, north = shapely.total_bounds([ward.shape for ward in self._wards])
        return Box(math.floor(west), math.floor(south), math.ceil(east), math.ceil(north))

    def codes_at(self, points: Sequence[Point]) -> list[str]:
        """Of the ward at each point; empty where there is none."""
        if not points:
            return []
        found = self._at(np.array(points)).tolist()
        return ["" if number == _NOWHERE else self._wards[number].code for number in found]

    def of_addresses(self, gazetteer: Gazetteer) -> Standing:
        """On the line between two wards an address is in the first of them."""
        uprns, postcodes, at = gazetteer.columns()
        ward = self._at(at)
        addresses = pa.table({"uprn": uprns, "postcode": postcodes, "ward": _numbers(ward)})
        return Standing(addresses, _by_postcode(postcodes, ward))

    def _at(self, at: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The number of the ward at each place, or _NOWHERE."""
        shapes = np.array([ward.shape for ward in self._wards], dtype=object)
        # the tree is of places, for then each ward is prepared once and not each place
        wards, places = shapely.STRtree(shapely.points(at)).query(shapes, predicate="intersects")
        found = np.full(len(at), len(shapes))
        np.minimum.at(found, places, wards)
        found[found == len(shapes)] = _NOWHERE
        return found


def build(file: Path, wards: Iterable[Ward]) -> None:
    """Write wards to a new file."""
    ordered = sorted(wards, key=lambda ward: (ward.district, ward.name, ward.code))
    shapes = np.array([ward.shape for ward in ordered], dtype=object)
    columns = {
        "code": [ward.code for ward in ordered],
        "name": [ward.name for ward in ordered],
        "district": [ward.district for ward in ordered],
        "shape": shapely.to_wkb(shapes).tolist(),
        "drawn": shapely.to_wkb(generalised(shapes)).tolist(),
    }
    pq.write_table(pa.table(columns), file)


def current(home: Home) -> Wards | None:
    """The wards in use, opened once for each switch.

    None before the first, or where their file cannot be read: whatever shows a map goes on without one.
    """
    folder = pointer.current(home.wards)
    try:
        return _opened(folder) if folder else None
    except (OSError, pa.ArrowException, shapely.GEOSException):
        return None


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Wards:
    columns = pq.read_table(folder / STORE).to_pydict()
    shapes = shapely.from_wkb(columns["shape"])
    named = zip(columns["code"], columns["name"], columns["district"], shapes, strict=True)
    return Wards((Ward(*each) for each in named), shapely.from_wkb(columns["drawn"]))


def _numbers(ward: np.ndarray[Any, Any]) -> pa.Array:
    return pa.array(ward, pa.int32(), mask=ward == _NOWHERE)


def _by_postcode(postcodes: pa.Array, ward: np.ndarray[Any, Any]) -> pa.Table:
    coded = postcodes.dictionary_encode()
    words, code = coded.dictionary, np.asarray(coded.indices)
    inside = ward != _NOWHERE
    both, count = np.unique(np.stack([code[inside], ward[inside]]), axis=1, return_counts=True)
    order = np.lexsort([both[1], -count, both[0]])
    first, place = np.unique(both[0][order], return_index=True)
    found = np.full(len(words), _NOWHERE)
    found[first] = both[1][order][place]
    table = pa.table({"postcode": words, "ward": _numbers(found)})
    return table.filter(pc.not_equal(table["postcode"], ""))
