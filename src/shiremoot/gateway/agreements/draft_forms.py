"""What is typed into the parts of a draft. Nothing is required: a draft is saved as far as it has come."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.text import slugify

from shiremoot.gateway.agreements.file import Kind, Tier
from shiremoot.gateway.agreements.starting import templates
from shiremoot.gateway.form_fields import DayField, optional_text, short_text

_LONG = {"max_length": "Enter 20,000 characters or fewer"}
Choices = list[tuple[str, str]]


def long_text() -> forms.CharField:
    return forms.CharField(required=False, max_length=20_000, error_messages=_LONG)


def choice(choices: Choices, words: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=False, error_messages={"invalid_choice": words})


def choices(choices: Choices, words: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, required=False, error_messages={"invalid_choice": words}
    )


class BeginForm(forms.Form):
    """What to start from, what it is called, and who takes part."""

    template = forms.ChoiceField(
        error_messages={"required": "Choose what to start from", "invalid_choice": "Choose from the list"}
    )
    title = short_text("Enter a title", 80)
    parties = forms.MultipleChoiceField(
        error_messages={"required": "Choose the parties", "invalid_choice": "Choose parties from the list"}
    )

    def __init__(self, data: Any = None, *, organisations: Mapping[str, str], own: str) -> None:
        super().__init__(data, initial={"parties": [own]})
        found = [(each.id, each.name) for each in templates().values()]
        cast(forms.ChoiceField, self.fields["template"]).choices = found
        cast(forms.MultipleChoiceField, self.fields["parties"]).choices = _named(organisations)

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"].strip()
        if not slugify(title).strip("-0123456789"):
            raise forms.ValidationError("Enter a title with words in it")
        return title

    @property
    def identifier(self) -> str:
        """The title as a short name."""
        return str(slugify(self.cleaned_data["title"])).lstrip("-0123456789")[:80]


class PartForm(forms.Form):
    """A form for one section; `content` is what the section keeps."""

    def content(self) -> dict[str, Any]:
        """What was typed, in the keys of an agreement file; nothing for what was left empty."""
        typed = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        return {
            _KEYS.get(name, name): value.isoformat() if isinstance(value, date) else value
            for name, value in typed.items()
        }


_KEYS = {"begins": "from"}
"""Where a field has another name than the key: `from` is a word of Python."""


class AboutForm(PartForm):
    title = optional_text()
    summary = long_text()
    kind = choice([(each.value, each.value.capitalize()) for each in Kind], "Choose a kind from the list")
    tier = choice([(each.value, each.value.capitalize()) for each in Tier], "Choose a tier from the list")
    under = choice([], "Choose an agreement from the list")
    begins = DayField(missing="", required=False)
    until = DayField(missing="", required=False)

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any], above: Mapping[str, str]) -> None:
        """`above`: the agreements that it may stand under, by short name."""
        super().__init__(data, initial=days_of(initial, {"from": "begins", "until": "until"}))
        listed = with_kept([("", "No agreement above it"), *_named(above)], initial.get("under"))
        cast(forms.ChoiceField, self.fields["under"]).choices = listed


class PartiesForm(PartForm):
    parties = choices([], "Choose parties from the list")

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, Any], organisations: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        listed = _named(organisations)
        for each in initial.get("parties", ()):
            listed = with_kept(listed, each)
        cast(forms.MultipleChoiceField, self.fields["parties"]).choices = listed


class ReviewForm(PartForm):
    review_on = DayField(missing="", required=False)
    review_triggers = long_text()
    contact = optional_text()

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=days_of(initial, {"review_on": "review_on"}))


class WordsForm(PartForm):
    words = long_text()

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))


def days_of(initial: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The content with its days (by key) as the three boxes of a field want them."""
    found = {key: value for key, value in initial.items() if key not in fields}
    for key, field in fields.items():
        if written := str(initial.get(key, "")):
            year, month, day = (str(int(part)) for part in written.split("-"))
            found[field] = {"day": day, "month": month, "year": year}
    return found


def with_kept(listed: Choices, kept: str | None) -> Choices:
    """The choices, and what is kept though it is no longer on offer: saving must not lose it unseen."""
    if not kept or any(value == kept for value, _ in listed):
        return listed
    return [*listed, (kept, f"{kept} (not on the list any more)")]


def _named(names: Mapping[str, str]) -> Choices:
    return sorted(names.items(), key=lambda each: each[1])
