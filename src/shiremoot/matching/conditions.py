"""What a level of a comparison asks of two records, as Splink writes it in SQL.

A condition is a test, or several of which all or some must hold. There is no *not*: a test about a missing
value then neither holds nor, by failing, makes anything hold, as in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Name = Literal[
    "same", "missing", "jaro", "jaro_winkler", "levenshtein", "damerau", "starts", "ends", "at_least",
    "at_most", "sharing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """A column of the left or of the right record."""

    column: str
    side: Literal["l", "r"]

    def __str__(self) -> str:
        name = f"{self.column}_{self.side}".replace('"', '""')
        return f'"{name}"'


@dataclass(frozen=True, slots=True)
class Check:
    """`a` and `b` are the same, are alike to a `bound`, share an element; or `a` is missing, is so long."""

    name: Name
    a: Value
    b: Value | None = None
    bound: float = 0

    def __str__(self) -> str:
        return _WRITTEN[self.name].format(a=self.a, b=self.b, bound=f"{self.bound:g}")


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " AND ".join(f"({part})" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " OR ".join(f"({part})" for part in self.parts)


Condition = Check | All | Some

_WRITTEN: dict[Name, str] = {
    "same": "{a} = {b}",
    "missing": "{a} IS NULL",
    "jaro": "jaro_similarity({a}, {b}) >= {bound}",
    "jaro_winkler": "jaro_winkler_similarity({a}, {b}) >= {bound}",
    "levenshtein": "levenshtein({a}, {b}) <= {bound}",
    "damerau": "damerau_levenshtein({a}, {b}) <= {bound}",
    "starts": "starts_with({a}, {b})",
    "ends": "ends_with({a}, {b})",
    "at_least": "length({a}) >= {bound}",
    "at_most": "length({a}) <= {bound}",
    "sharing": "list_has_any({a}, {b})",
}


def same(left: str, right: str | None = None) -> Check:
    """The left record's column has the text of the right record's, or of another column of it."""
    return Check("same", Value(left, "l"), Value(right or left, "r"))


def missing(column: str) -> Condition:
    """Either record has none."""
    return Some((Check("missing", Value(column, "l")), Check("missing", Value(column, "r"))))


def alike(name: Name, column: str, bound: float = 0) -> Check:
    return Check(name, Value(column, "l"), Value(column, "r"), bound)


def either_way(make: Callable[[Value, Value], Condition], one: str, other: str | None = None) -> Some:
    """The condition holds of left and right, or of right and left."""
    other = other or one
    return Some((make(Value(one, "l"), Value(other, "r")), make(Value(one, "r"), Value(other, "l"))))


def checks(condition: Condition) -> Iterator[Check]:
    if isinstance(condition, Check):
        yield condition
    else:
        for part in condition.parts:
            yield from checks(part)
