"""What is typed where somebody signs, withdraws, suspends or comments."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from shiremoot.gateway.form_fields import short_text


def _reason(required: str) -> forms.CharField:
    messages = {"required": required, "max_length": "Enter 2,000 characters or fewer"}
    return forms.CharField(max_length=2000, error_messages=messages)


class SignForm(forms.Form):
    """`text_hash` is that of the text on the page, carried with the form."""

    title = short_text("Enter what makes you somebody who may sign, such as Caldicott guardian")
    text_hash = forms.CharField(max_length=64)
    read = forms.BooleanField(error_messages={"required": "Say that you have read this version"})


class ConfirmForm(forms.Form):
    signed = forms.BooleanField(error_messages={"required": "Say that your organisation signed this version"})


class WithdrawForm(forms.Form):
    why = _reason("Enter why your organisation withdraws")


class SuspendForm(forms.Form):
    why = _reason("Enter why the agreement is to be suspended")


class SwitchOffForm(forms.Form):
    why = _reason("Enter why it is switched off")


class CommentForm(forms.Form):
    """Words on a clause or section; an answer has its place already."""

    place = forms.ChoiceField(
        error_messages={
            "required": "Choose what it is about",
            "invalid_choice": "Choose what it is about from the list",
        }
    )
    words = forms.CharField(
        max_length=5000,
        error_messages={
            "required": "Enter what you want to say",
            "max_length": "Enter 5,000 characters or fewer",
        },
    )
    is_query = forms.BooleanField(required=False)

    def __init__(
        self, data: Any = None, *, places: Sequence[tuple[str, str]], is_answer: bool, **options: Any
    ) -> None:
        super().__init__(data, **options)
        if is_answer:
            del self.fields["place"], self.fields["is_query"]
        else:
            listed = [("", "Choose what it is about"), *places]
            cast(forms.ChoiceField, self.fields["place"]).choices = listed
