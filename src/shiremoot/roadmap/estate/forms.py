"""What somebody types who sends in a register of sites."""

from collections.abc import Mapping
from typing import Any

from django import forms

from shiremoot.roadmap.estate.columns import COLUMNS, Chosen, missing
from shiremoot.roadmap.estate.reading import Table
from shiremoot.roadmap.estate.sending import MOST_BYTES

_LONGEST = 60
"""Characters of a choice: a heading and what stands under it."""


class SendForm(forms.Form):
    file = forms.FileField(
        allow_empty_file=True,  # said in words by whoever reads it
        error_messages={"required": "Choose a file", "invalid": "Choose a file"},
    )

    def clean_file(self) -> tuple[bytes, str]:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {MOST_BYTES // 1024**2} MB")
        return given.read(), given.name


class ColumnsForm(forms.Form):
    """For each of our columns, which of the file's holds it."""

    def __init__(self, data: Mapping[str, Any] | None, *, table: Table, chosen: Chosen) -> None:
        super().__init__(data)
        self._headings = table.headings
        choices = [("", "None of them"), *((each, _told(table, each)) for each in table.headings)]
        of_column = {name: heading for heading, name in chosen.items() if name}
        for column in COLUMNS:
            self.fields[column.name] = forms.ChoiceField(
                choices=choices,
                label=column.heading,
                required=False,
                initial=of_column.get(column.name, ""),
                error_messages={"invalid_choice": "Choose one of the file’s columns"},
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        seen: dict[str, str] = {}
        for name, heading in list(found.items()):
            if heading and seen.setdefault(heading, name) != name:
                other = self.fields[seen[heading]].label
                self.add_error(name, f"“{heading}” is chosen for {other} already")
        for words in missing(self.chosen):
            field = "name" if "name" in words.lower() else "asset"
            if field not in self.errors:
                self.add_error(field, f"Choose the column that holds {words}")
        return found

    @property
    def chosen(self) -> dict[str, str]:
        of_heading = {heading: name for name, heading in self.cleaned_data.items() if heading}
        return {heading: of_heading.get(heading, "") for heading in self._headings}


def _told(table: Table, heading: str) -> str:
    """*GeoX: 395265, 394751*"""
    told = f"{heading}: {', '.join(table.first_values(heading))}"
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"
