"""Which area a list of homes is of."""

import re

from django import forms

_DISTRICT = re.compile(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]?", re.A)
_TOWN = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*")
_WRONG = "Enter a postcode district, such as XK1, or a town, such as Oldford"


class AreaForm(forms.Form):
    area = forms.CharField(required=False, max_length=60, error_messages={"max_length": _WRONG})

    def clean_area(self) -> str:
        """As addresses write it, but for small and capital letters of a town."""
        typed = " ".join(self.cleaned_data["area"].split())
        if _DISTRICT.fullmatch(typed):
            return typed.upper()
        if typed and not _TOWN.fullmatch(typed):
            raise forms.ValidationError(_WRONG)
        return typed
