"""Row rules: a small tree with one meaning in Python and in SQL.

Two-valued on purpose: a comparison with a missing value is false, and its negation true, in both.
Dates are ISO text (`2026-05-03`), so that text order is date order.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shiremoot.dates import months_before

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Quote = Callable[[str], str]
Sql = tuple[str, list[str]]


@dataclass(frozen=True, slots=True)
class Compare:
    """`field operator value`, both as text."""

    field: str
    operator: str
    value: str

    def __post_init__(self) -> None:
        if self.operator not in _OPERATORS:
            raise ValueError(f"unknown operator {self.operator!r}")

    @property
    def fields(self) -> frozenset[str]:
        return frozenset({self.field})

    def holds(self, row: Mapping[str, str | None]) -> bool:
        found = row.get(self.field)
        return found is not None and _OPERATORS[self.operator](found, self.value)

    def to_sql(self, quote: Quote) -> Sql:
        column = quote(self.field)
        return f"({column} IS NOT NULL AND {column} {self.operator} ?)", [self.value]


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: tuple[Predicate, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset().union(*(part.fields for part in self.parts))

    def holds(self, row: Mapping[str, str | None]) -> bool:
        return all(part.holds(row) for part in self.parts)

    def to_sql(self, quote: Quote) -> Sql:
        return _joined(self.parts, " AND ", "1=1", quote)


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Predicate, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset().union(*(part.fields for part in self.parts))

    def holds(self, row: Mapping[str, str | None]) -> bool:
        return any(part.holds(row) for part in self.parts)

    def to_sql(self, quote: Quote) -> Sql:
        return _joined(self.parts, " OR ", "1=0", quote)


Predicate = Compare | Both | Either


def _joined(parts: tuple[Predicate, ...], word: str, empty: str, quote: Quote) -> Sql:
    rendered = [part.to_sql(quote) for part in parts]
    if not rendered:
        return empty, []
    return f"({word.join(sql for sql, _ in rendered)})", [value for _, values in rendered for value in values]


def either(parts: tuple[Predicate, ...]) -> Predicate:
    """The union of row rules; one rule stays itself."""
    distinct = tuple(sorted(set(parts), key=repr))
    return distinct[0] if len(distinct) == 1 else Either(distinct)


@dataclass(frozen=True, slots=True)
class RowRule:
    """What a flow says of rows: only those whose `field` lies within so many months before the moment."""

    field: str
    within_months: int

    def on(self, day: date) -> Compare:
        return Compare(self.field, ">=", months_before(day, self.within_months).isoformat())


@dataclass(frozen=True, slots=True)
class ValueRule:
    """What a flow says of rows: only those whose `field` says `value`."""

    field: str
    value: str

    def on(self, day: date) -> Compare:
        return Compare(self.field, "=", self.value)
