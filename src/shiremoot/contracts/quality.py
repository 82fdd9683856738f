"""Quality checks: the library metrics of ODCS over a whole table. Checks in SQL are not read."""

from collections.abc import Collection
from typing import Any

from .model import Check
from .odcs import Quality
from .wording import Wrong, did_you_mean

_METRICS = ("rowCount", "duplicateValues", "nullValues", "invalidValues")
_LIMITS = (
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
)


def read_check(shape: Quality, known: Collection[str], fields: tuple[str, ...], where: str) -> Check:
    """One check; `fields` are those it stands at, else its arguments name them."""
    if shape.type == "text":
        raise Wrong(f"{where}: a check of type text cannot be run; put the words into description")
    if shape.type != "library" or shape.metric not in _METRICS:
        hint = did_you_mean(shape.metric or "", _METRICS)
        raise Wrong(f"{where}: a check is of type library with a metric of {', '.join(_METRICS)}{hint}")
    limits = _limits(shape)
    if not limits:
        raise Wrong(f"{where}: the check {shape.metric} says no limit, e.g. mustBe: 0")
    valid = tuple(str(value) for value in _listed(shape.arguments, "validValues", where))
    pattern = shape.arguments.get("pattern")
    named = tuple(str(name) for name in _listed(shape.arguments, "properties", where)) or fields
    if not named and shape.metric != "rowCount":
        raise Wrong(f"{where}: the check {shape.metric} must name its fields in arguments: properties")
    for name in named:
        if name not in known:
            raise Wrong(f"{where}: the check {shape.metric} names “{name}”, which is no field of the table")
    if shape.metric == "invalidValues" and not valid and pattern is None:
        raise Wrong(f"{where}: the check invalidValues needs arguments: validValues or pattern")
    return Check(shape.metric, named, shape.unit == "percent", limits, valid, pattern)


def holds(check: Check, figure: float) -> bool:
    """Whether a measured figure is inside the limits of the check."""
    tests = {
        "mustBe": lambda bound: figure == bound,
        "mustNotBe": lambda bound: figure != bound,
        "mustBeGreaterThan": lambda bound: figure > bound,
        "mustBeGreaterOrEqualTo": lambda bound: figure >= bound,
        "mustBeLessThan": lambda bound: figure < bound,
        "mustBeLessOrEqualTo": lambda bound: figure <= bound,
    }
    return all(tests[operator](bound) for operator, bound in check.limits.items())


def _limits(shape: Quality) -> dict[str, float]:
    limits = {name: getattr(shape, name) for name in _LIMITS if getattr(shape, name) is not None}
    if shape.mustBeBetween:
        limits |= {
            "mustBeGreaterOrEqualTo": shape.mustBeBetween[0],
            "mustBeLessOrEqualTo": shape.mustBeBetween[1],
        }
    return limits


def _listed(arguments: dict[str, Any], key: str, where: str) -> list[Any]:
    value = arguments.get(key, [])
    if not isinstance(value, list):
        raise Wrong(f"{where}: {key} must be a list")
    return value
