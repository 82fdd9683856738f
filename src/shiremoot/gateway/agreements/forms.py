"""What is typed where somebody signs, withdraws or suspends."""

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


class WithdrawForm(forms.Form):
    why = _reason("Enter why your organisation withdraws")


class SuspendForm(forms.Form):
    why = _reason("Enter why the agreement is to be suspended")
