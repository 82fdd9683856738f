"""What is typed on the pages of requests for one's own data."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms

from shiremoot.gateway.form_fields import DayField, one_of, optional_text, short_text
from shiremoot.gateway.rights.exemptions import choices
from shiremoot.gateway.rights.verbs import Asker, ClosedAs, Noted

LONGEST = 5_000
CONFIRMED, REFUSED = "confirmed", "refused"


def _words(required: str = "") -> forms.CharField:
    messages = {"required": required, "max_length": f"Enter {LONGEST:,} characters or fewer"}
    return forms.CharField(required=bool(required), max_length=LONGEST, error_messages=messages)


def _not_later(found: date, today: date) -> date:
    if found > today:
        raise forms.ValidationError("Enter a day that is not in the future")
    return found


class NoteForm(forms.Form):
    """A request that came. It carries the identifier that it is to have: sent twice, it is one."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    received_on = DayField(missing="Enter the day on which it came")
    about_name = short_text("Enter the name of the person whose data are asked for")
    about_born = optional_text()
    about_address = _words()
    words = _words()
    asker = one_of("Choose who asks")
    asker_name = optional_text()
    authority = _words()
    reply_to = _words("Enter how they wish to be answered, and where")

    def __init__(self, data: Any = None, *, today: date, **named: Any) -> None:
        super().__init__(data, **named)
        self._today = today
        self._asker.choices = [(each.value, each.label) for each in Asker]

    @property
    def _asker(self) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields["asker"])

    def clean_received_on(self) -> date:
        return _not_later(self.cleaned_data["received_on"], self._today)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("asker") not in (None, Asker.THEMSELVES):
            if not found.get("asker_name"):
                self.add_error("asker_name", "Enter the name of who asks")
            if not found.get("authority"):
                self.add_error("authority", "Say how it was checked that they may ask")
        return found

    @property
    def noted(self) -> Noted:
        typed = {name: value for name, value in self.cleaned_data.items() if name != "identifier"}
        return Noted(**{**typed, "asker": Asker(typed["asker"])})


class IdentityForm(forms.Form):
    """That it was checked who asks, and what came of it."""

    outcome = one_of("Choose what you found")
    words = _words("Say what you saw, or what is missing")
    on = DayField(missing="Enter the day on which you checked it")

    def __init__(self, data: Any = None, *, today: date, **named: Any) -> None:
        super().__init__(data, **named)
        self._today = today
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            (CONFIRMED, "It is them, or somebody who may ask for them"),
            (REFUSED, "I cannot tell: close the request"),
        ]

    def clean_on(self) -> date:
        return _not_later(self.cleaned_data["on"], self._today)


class DatedForm(forms.Form):
    """What was asked of the applicant, or what they said, and on what day."""

    words = _words("Write it in a sentence or two")
    on = DayField(missing="Enter the day")

    def __init__(self, data: Any = None, *, today: date, **named: Any) -> None:
        super().__init__(data, **named)
        self._today = today

    def clean_on(self) -> date:
        return _not_later(self.cleaned_data["on"], self._today)


class WhyForm(forms.Form):
    """Why it takes longer."""

    words = _words("Say why")


class CloseForm(WhyForm):
    """Why it ends without an answer from here, though it is known who asks, or does not matter."""

    how = one_of("Choose why it is closed")
    field_order = ("how", "words")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        closed = (ClosedAs.WITHDRAWN, ClosedAs.ELSEWHERE)
        cast(forms.ChoiceField, self.fields["how"]).choices = [(each.value, each.label) for each in closed]


class FindForm(forms.Form):
    """What is known of the person, to find them by."""

    terms = short_text("Enter a name, and a date of birth or postcode")


class TaskForm(forms.Form):
    """What is decided of each row and each look, under its mark."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = _words()

    def __init__(self, data: Any = None, *, marks: Iterable[str], **named: Any) -> None:
        super().__init__(data, **named)
        self._marks = list(marks)
        for mark in self._marks:
            self.fields[mark] = forms.ChoiceField(required=False, choices=choices())

    @property
    def decided(self) -> dict[str, str]:
        return {mark: self.cleaned_data[mark] for mark in self._marks}
