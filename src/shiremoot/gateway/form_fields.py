"""Fields that forms of the gateway share."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

PARTS = ("day", "month", "year")


class _ThreeBoxes(forms.Widget):
    """Day, month and year as the design system asks for them; the template draws them."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}", "")).strip() for part in PARTS}


class DayField(forms.Field):
    """A day, typed into three boxes. Its value on a form that is shown again is what was typed."""

    widget = _ThreeBoxes

    def __init__(self, *, missing: str, required: bool = True) -> None:
        super().__init__(required=required)
        self._missing = missing

    def prepare_value(self, value: Any) -> dict[str, str]:
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return value or dict.fromkeys(PARTS, "")

    def clean(self, value: Any) -> date | None:
        if not any(value.values()):
            if self.required:
                raise forms.ValidationError(self._missing)
            return None
        try:
            return date(*(int(value[part]) for part in reversed(PARTS)))
        except (ValueError, OverflowError):
            raise forms.ValidationError("Enter a day that there is, such as 27 3 2027") from None


def short_text(required: str, longest: int = 200) -> forms.CharField:
    """One line that has to be there; `required` says so when it is not."""
    messages = {"required": required, "max_length": f"Enter {longest} characters or fewer"}
    return forms.CharField(max_length=longest, error_messages=messages)


def optional_text(longest: int = 200) -> forms.CharField:
    messages = {"max_length": f"Enter {longest} characters or fewer"}
    return forms.CharField(required=False, max_length=longest, error_messages=messages)


def optional_email() -> forms.EmailField:
    words = "Enter an email address like name@example.org"
    return forms.EmailField(required=False, max_length=254, error_messages={"invalid": words})


def one_of(required: str) -> forms.ChoiceField:
    return forms.ChoiceField(error_messages={"required": required, "invalid_choice": required})
