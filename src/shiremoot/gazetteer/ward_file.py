"""A GeoJSON file of wards: read whole or not at all, with errors feature by feature. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import numpy as np
import shapely

from shiremoot.errors import UserError
from shiremoot.gazetteer.faults import refused
from shiremoot.gazetteer.geometry import GRID_EAST, GRID_NORTH
from shiremoot.gazetteer.outlines import Ward

# as we call them, or as the Office for National Statistics does in any year: WD24CD
_PROPERTIES = {
    "code": re.compile(r"code|WD\d\dCD", re.I | re.A),
    "name": re.compile(r"name|WD\d\dNM", re.I | re.A),
    "district": re.compile(r"district|LAD\d\dNM", re.I | re.A),
}
_CODE = re.compile(r"[A-Z]\d{8}", re.A)
_SPOT = re.compile(r"(.*)\[(\S+) (\S+)\]")
_LONGEST = 200
_MAY_OVERLAP = 0.01
"""Of the smaller ward: generalised outlines do not meet to the metre."""


def read(content: bytes) -> list[Ward]:
    """Every ward, in the order of the file.

    Raises UserError, which tells the first features with faults by their place in the file.
    """
    found: list[Ward] = []
    faults: list[str] = []
    numbers: dict[str, int] = {}
    for number, feature in zip(count(1), _features(content)):
        ward = _ward(feature)
        if isinstance(ward, str):
            faults.append(f"{_called(number, feature)}: {ward}")
        elif (before := numbers.setdefault(ward.code, number)) != number:
            faults.append(f"{_called(number, feature)}: the ward {ward.code} is feature {before:,} already")
        else:
            found.append(ward)
    if not faults:
        faults = list(_overlaps(found))
    if faults:
        raise refused(faults, "feature")
    return found


def _features(content: bytes) -> list[object]:
    if not content.strip():
        raise UserError("The file is empty.", "It needs a GeoJSON feature for each ward.")
    try:
        read_content = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UserError(
            "This is not a GeoJSON file.", "Give the wards as GeoJSON, not as a shapefile or a GeoPackage."
        ) from None
    features = read_content.get("features") if isinstance(read_content, dict) else None
    if not isinstance(features, list) or read_content.get("type") != "FeatureCollection":
        raise UserError(
            "This is JSON, but no list of wards.", "Give a GeoJSON FeatureCollection with a feature for each."
        )
    if not features:
        raise UserError("The file has no wards.", "It needs a GeoJSON feature for each ward.")
    if all(map(_in_degrees, features)):
        raise UserError(
            "The file gives its outlines in degrees of longitude and latitude; wards are read in metres.",
            "Download them again in the British National Grid (EPSG:27700), or turn the file with "
            "ogr2ogr -t_srs EPSG:27700 metres.geojson degrees.geojson",
        )
    return features


def _called(number: int, feature: object) -> str:
    """*Feature 3 (Oldford Weir)*"""
    name = _properties(feature).get("name")
    return f"Feature {number:,} ({name})" if name else f"Feature {number:,}"


def _properties(feature: object) -> dict[str, str]:
    """What is found of code, name and district; of several years the last."""
    given = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(given, Mapping):
        return {}
    return {
        name: " ".join(value.split())
        for name, pattern in _PROPERTIES.items()
        for key, value in sorted(given.items())
        if pattern.fullmatch(key) and isinstance(value, str)
    }


def _ward(feature: object) -> Ward | str:
    """The ward, or what is wrong with the feature."""
    properties = _properties(feature)
    for name in _PROPERTIES:
        if not properties.get(name):
            return f"it has no {name}"
        if len(properties[name]) > _LONGEST:
            return f"its {name} is longer than {_LONGEST} characters"
    if not _CODE.fullmatch(properties["code"]):
        return f"the code “{properties['code']}” is not a letter and eight figures"
    shape = _shape(feature)
    if isinstance(shape, str):
        return shape
    return Ward(shape=shape, **properties)


def _shape(feature: object) -> Any:
    """A polygon of shapely, or what is wrong with it."""
    shape = _geometry(feature)
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
        return "its geometry is no Polygon or MultiPolygon whose rings each end where they begin"
    if shape.is_empty:
        return "its outline is empty"
    corners = shapely.get_coordinates(shape)
    if not ((corners >= 0) & (corners <= (GRID_EAST, GRID_NORTH))).all():
        unit = "is in degrees" if _in_degrees(feature) else "is outside the British National Grid"
        return f"its outline {unit} (0 to {GRID_EAST:,} metres east, 0 to {GRID_NORTH:,} north)"
    if not shape.is_valid:
        return _not_sound(shapely.is_valid_reason(shape))
    return shape


def _geometry(feature: object) -> Any:
    """Without heights; None where it cannot be read."""
    try:
        return shapely.force_2d(shapely.from_geojson(json.dumps(feature["geometry"])))  # type: ignore[index]
    except (KeyError, TypeError, shapely.GEOSException):
        return None


def _in_degrees(feature: object) -> bool:
    shape = _geometry(feature)
    if shape is None or shape.is_empty:
        return False
    return bool((np.abs(shapely.get_coordinates(shape)) <= (180, 90)).all())


def _not_sound(reason: str) -> str:
    found = _SPOT.fullmatch(reason)
    if not found:
        return f"its outline is not sound ({reason})"
    where = f"near {float(found[2]):.0f}, {float(found[3]):.0f}"
    if "intersection" in found[1].lower():
        return f"its outline crosses itself {where}"
    return f"its outline is not sound {where} ({found[1]})"


def _overlaps(wards: list[Ward]) -> Iterator[str]:
    """Wards that take ground of one before them, as those of two years in one file do."""
    shapes = np.array([ward.shape for ward in wards], dtype=object)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    later, earlier = pairs[:, pairs[0] > pairs[1]]
    shared = shapely.area(shapely.intersection(shapes[later], shapes[earlier]))
    area = shapely.area(shapes)
    over = shared > _MAY_OVERLAP * np.minimum(area[later], area[earlier])
    for a, b in sorted(zip(later[over].tolist(), earlier[over].tolist(), strict=True)):
        yield f"Feature {a + 1:,} ({wards[a].name}): it overlaps feature {b + 1:,} ({wards[b].name})"
