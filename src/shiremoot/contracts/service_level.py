"""What slaProperties promise: how often a load comes, and for how long the provider keeps the data."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from . import odcs, wording

_UNITS = {
    "h": "hour", "hour": "hour", "hours": "hour",
    "d": "day", "day": "day", "days": "day",
    "w": "week", "week": "week", "weeks": "week",
    "m": "month", "month": "month", "months": "month",
    "y": "year", "yr": "year", "year": "year", "years": "year",
}  # fmt: skip
_LENGTHS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}
"""The longest there are: a load is called late only when it is."""


def loads_every(properties: Sequence[odcs.SlaProperty]) -> timedelta | None:
    """From the property `frequency`; None where it promises nothing."""
    found = _said(properties, "frequency")
    return None if found is None else found[0] * _LENGTHS[found[1]]


def kept_for(properties: Sequence[odcs.SlaProperty]) -> str:
    """From the property `retention`: *7 years*; empty where it says nothing."""
    found = _said(properties, "retention")
    if found is None:
        return ""
    count, unit = found
    return f"{count:g} {unit}" + ("" if count == 1 else "s")


def _said(properties: Sequence[odcs.SlaProperty], name: str) -> tuple[float, str] | None:
    for each in properties:
        if each.property == name:
            return _number(each.value, name), _unit(each.unit, name)
    return None


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise wording.Wrong(f"slaProperties: {name} needs a value that is a number above 0")
    return float(value)


def _unit(unit: str | None, name: str) -> str:
    if unit not in _UNITS:
        raise wording.Wrong(f"slaProperties: {name} needs a unit: h, d, w, m or y")
    return _UNITS[unit]
