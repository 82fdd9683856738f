"""The part of a flow's form that asks what the parties say of its derived fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from shiremoot.contracts import Contract
from shiremoot.gateway.agreements.derived import derived_fields
from shiremoot.gateway.agreements.draft_forms import days_of, long_text
from shiremoot.gateway.agreements.file import DERIVED_LABELS, Clause, Derived
from shiremoot.gateway.form_fields import DayField

_WORDS = [name for name in DERIVED_LABELS if name != "until"]


@dataclass(frozen=True)
class DerivedRow:
    """One derived field: its label, and the names of the form's fields that ask about it, by key."""

    field: str
    label: str
    asks: Mapping[str, str]

    @property
    def form_fields(self) -> dict[str, forms.Field]:
        words: dict[str, forms.Field] = {self.asks[name]: long_text() for name in _WORDS}
        return {**words, self.asks["until"]: DayField(missing="", required=False)}

    def initial(self, clause: Clause) -> dict[str, Any]:
        said = next((each for each in clause.derived if each.field == self.field), Derived(field=self.field))
        found = days_of(said.model_dump(mode="json", exclude_none=True), {"until": "until"})
        return {self.asks[name]: value for name, value in found.items() if name in self.asks}

    def content(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        said = {name: typed[ask] for name, ask in self.asks.items() if typed[ask]}
        return {"field": self.field, **said} if said else {}


def rows(clause: Clause, contract: Contract | None) -> list[DerivedRow]:
    """Those of the flow's fields that its provider works out from other data."""
    if contract is None:
        return []
    labels = derived_fields(contract)
    tables = {field.partition(".")[0] for field in clause.fields if field.endswith(".*")}
    named = [name for name in labels if name in clause.fields or name.partition(".")[0] in tables]
    return [
        DerivedRow(name, labels[name], {key: f"derived_{place}_{key}" for key in DERIVED_LABELS})
        for place, name in enumerate(named)
    ]
