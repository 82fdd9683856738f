"""Wards cut around where the addresses stand, their borders gently bent, within an invented coast."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from .arrays import Floats, Ints, Texts
from .geography import Geography, town_districts
from .words import words
from .writing import WATERMARK

_ADDRESSES, _FEWEST, _MOST = 3_000, 8, 80
_COAST = 2_500.0  # metres from the outermost addresses to the county's edge
_WAVES = ((420.0, 7_300.0), (130.0, 2_100.0))  # borders swing by so many metres over so many
_STEP = 250.0
# of a kind of code that nobody gives out, beyond those of the wards that agencies write
_CODE = "X05{:06d}"
_FIRST = 1001


def write_wards(rng: np.random.Generator, geography: Geography, at: Ints, out: Path) -> None:
    """`wards.geojson`: each address, of which `at` has easting and northing, lies in exactly one."""
    count = int(np.clip(len(at) // _ADDRESSES, _FEWEST, _MOST))
    while True:
        shapes = _cut(rng, at.astype(float), count)
        ward, address = shapely.STRtree(shapely.points(at)).query(shapes, predicate="intersects")
        if len(address) == len(at) == len(np.unique(address)):  # else one stands on a border
            break
    town_of_ward = geography.town_names[_commonest(ward, geography.address_town[address])]
    district = town_districts()[geography.address_town[address]]
    named = zip(shapes, _names(rng, town_of_ward), _commonest(ward, district), strict=True)
    features = [
        {
            "type": "Feature",
            "properties": {"code": _CODE.format(number), "name": name, "district": around, **WATERMARK},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for number, (shape, name, around) in enumerate(named, start=_FIRST)
    ]
    collection = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
        "features": features,
    }
    (out / "wards.geojson").write_text(json.dumps(collection), encoding="utf-8")


def _cut(rng: np.random.Generator, at: Floats, count: int) -> Any:
    """So many shapes around centres among the addresses, which they share out about evenly."""
    phases = rng.uniform(0, 2 * np.pi, (len(_WAVES), 2))
    plane = _straightened(at, phases)
    coast = shapely.buffer(shapely.convex_hull(shapely.multipoints(plane)), _COAST)
    borders = shapely.voronoi_polygons(
        shapely.multipoints(_centres(plane, count)), extend_to=coast, only_edges=True
    )
    # one line for each border, so that both its sides are bent alike
    lines = shapely.get_parts(shapely.union_all([borders, coast.exterior]))
    within = shapely.buffer(coast, 1)
    lines = shapely.segmentize(lines[shapely.covers(within, lines)], _STEP)
    bent = shapely.transform(lines, lambda line: _bent(line, phases).round(1))
    return shapely.get_parts(shapely.polygonize(bent))


def _centres(plane: Floats, count: int) -> Floats:
    """One address in the middle of each part of the county, which has as many addresses as the others."""
    if count == 1:
        middle = plane.mean(axis=0)
        return plane[[np.argmin(((plane - middle) ** 2).sum(axis=1))]]
    across = int(np.argmax(np.ptp(plane, axis=0)))
    order = np.argsort(plane[:, across], kind="stable")
    half = count // 2
    cut = len(plane) * half // count
    return np.concatenate([_centres(plane[order[:cut]], half), _centres(plane[order[cut:]], count - half)])


def _bent(plane: Floats, phases: Floats) -> Floats:
    east, north = plane.T
    for (swing, over), (a, b) in zip(_WAVES, phases, strict=True):
        east = east + swing * np.sin(north * (2 * np.pi / over) + a)
        north = north + swing * np.sin(east * (2 * np.pi / over) + b)
    return np.stack([east, north], axis=1)


def _straightened(at: Floats, phases: Floats) -> Floats:
    """What is bent to these places."""
    east, north = at.T
    for (swing, over), (a, b) in zip(_WAVES[::-1], phases[::-1], strict=True):
        north = north - swing * np.sin(east * (2 * np.pi / over) + b)
        east = east - swing * np.sin(north * (2 * np.pi / over) + a)
    return np.stack([east, north], axis=1)


def _commonest(ward: Ints, of_address: Any) -> list[Any]:
    """For each ward what most of its addresses have."""
    return [Counter(of_address[ward == each].tolist()).most_common(1)[0][0] for each in np.unique(ward)]


def _names(rng: np.random.Generator, towns: Texts) -> list[str]:
    """*Oldford Kingfisher*: never one of the wards that agencies write."""
    taken = set(words().places["wards"].split())
    seconds = [word for word in words().places["streets"].split() if word not in taken]
    order = rng.permutation(len(seconds))
    return [f"{town} {seconds[order[number]]}" for number, town in enumerate(towns)]
