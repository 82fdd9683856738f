"""What a practitioner types."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from shiremoot.decisions.words import Purpose, ReasonCategory


def _offer(form: forms.Form, purposes: Iterable[Purpose]) -> None:
    """Only purposes that some agreement in force serves; where there is one alone, it is chosen already."""
    choices = [(each.value, each.label) for each in purposes]
    field = cast(forms.ChoiceField, form.fields["purpose"])
    field.choices = choices
    if len(choices) == 1:
        form.initial.setdefault("purpose", choices[0][0])


def _purpose_field() -> forms.ChoiceField:
    wrong = "Choose the purpose you need this for"
    return forms.ChoiceField(error_messages={"required": wrong, "invalid_choice": wrong})


class FindForm(forms.Form):
    """Purpose first, then whatever is known of the person."""

    purpose = _purpose_field()
    terms = forms.CharField(
        max_length=200,
        error_messages={
            "required": "Enter what you know: a name, date of birth, postcode, address or number",
            "max_length": "Enter 200 characters or fewer",
        },
    )

    def __init__(self, data: Any = None, *, purposes: Iterable[Purpose], **options: Any) -> None:
        super().__init__(data, **options)
        _offer(self, purposes)


class OpenForm(forms.Form):
    """Why this record, in a category that providers see and words that they do not."""

    category = forms.ChoiceField(
        choices=[(each.value, each.label) for each in ReasonCategory],
        error_messages={
            "required": "Choose what kind of reason it is",
            "invalid_choice": "Choose what kind of reason it is",
        },
    )
    reason = forms.CharField(
        min_length=10,
        max_length=1000,
        error_messages={
            "required": "Enter your reason, so that a reviewer can understand it",
            "min_length": "Say a little more: a reviewer must be able to understand your reason",
            "max_length": "Enter 1,000 characters or fewer",
        },
    )
