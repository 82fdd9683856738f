"""Display rules (`uk.showWhen`): what is shown to nobody because of age or of how long ago it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shiremoot.dates import months_before


@dataclass(frozen=True)
class DisplayRule:
    """Every condition that is set must hold. What cannot be told (no age, no date) is not shown."""

    min_age: int | None = None
    max_age: int | None = None
    within_months: int | None = None
    of: str | None = None
    """The date that `within_months` counts from: a column "<table>.<field>" of the row."""

    def shows(self, *, age: int | None, row: Mapping[str, object], on: date) -> bool:
        """Whether this row (or this field of it) may be shown of a person of `age` years, on the day `on`."""
        return self._age_suits(age) and self._recent_enough(row, on)

    def _age_suits(self, age: int | None) -> bool:
        if self.min_age is None and self.max_age is None:
            return True
        if age is None:
            return False
        return (self.min_age is None or age >= self.min_age) and (self.max_age is None or age <= self.max_age)

    def _recent_enough(self, row: Mapping[str, object], on: date) -> bool:
        if self.within_months is None:
            return True
        then = _as_date(row.get(self.of or ""))
        return then is not None and then >= months_before(on, self.within_months)


@dataclass(frozen=True)
class EveryRule:
    """Several display rules that must all let it be shown, e.g. of a table and of a field in it."""

    rules: tuple[DisplayRule, ...]

    def shows(self, *, age: int | None, row: Mapping[str, object], on: date) -> bool:
        return all(rule.shows(age=age, row=row, on=on) for rule in self.rules)


def _as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
