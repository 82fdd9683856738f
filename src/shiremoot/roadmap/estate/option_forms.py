"""What is typed about options for sites."""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms

from shiremoot.gateway.form_fields import one_of, short_text
from shiremoot.roadmap.estate.asked import Wishes
from shiremoot.roadmap.estate.lines import Spellings, Unreadable
from shiremoot.roadmap.estate.options import MOST_SITES, Outcome

LONGEST = 3_000
OUTCOMES = {
    Outcome.TAKE_UP: "Take it up",
    Outcome.TURN_DOWN: "Turn it down",
    Outcome.LOOK_FURTHER: "Look into it further",
}
_LONGEST_LIST = 50_000
_MOST_COMPLAINTS = 10
_MOST_ROOM = 100


class ProposeForm(forms.Form):
    """What is asked of an option. It carries its identifier: sent twice, it is one."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    title = short_text("Enter what the option is called", 120)
    choose = forms.IntegerField(
        min_value=1,
        max_value=MOST_SITES,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter how many hubs to choose, from 1 to {MOST_SITES:,}",
        ),
    )
    keep = forms.CharField(required=False, max_length=_LONGEST_LIST)
    leave = forms.CharField(required=False, max_length=_LONGEST_LIST)
    room = forms.FloatField(
        required=False,
        min_value=0.01,
        max_value=_MOST_ROOM,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            f"Enter how many people one square metre can serve, from 0.01 to {_MOST_ROOM}, such as 2.5",
        ),
    )

    def __init__(self, data: Any = None, *, spellings: Spellings, **named: Any) -> None:
        super().__init__(data, **named)
        self._spellings = spellings

    def clean_keep(self) -> frozenset[int]:
        return self._sites("keep")

    def clean_leave(self) -> frozenset[int]:
        return self._sites("leave")

    def _sites(self, name: str) -> frozenset[int]:
        try:
            return self._spellings.read(self.cleaned_data[name])
        except Unreadable as error:
            told = list(error.complaints[:_MOST_COMPLAINTS])
            if more := len(error.complaints) - len(told):
                told.append(f"{more} more lines cannot be read")
            raise forms.ValidationError(told) from None

    @property
    def wishes(self) -> Wishes:
        said = self.cleaned_data
        return Wishes(said["choose"], said["keep"], said["leave"], said["room"])


class CompareForm(forms.Form):
    """Two options, or three."""

    a = one_of("Choose the first option")
    b = one_of("Choose the second option")
    c = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Choose from the list"})

    def __init__(self, data: Any = None, *, options: Iterable[tuple[str, str]], **named: Any) -> None:
        """`options` are identifiers, and what they are called."""
        super().__init__(data, **named)
        options = list(options)
        for name, none in (("a", "Choose"), ("b", "Choose"), ("c", "None")):
            cast(forms.ChoiceField, self.fields[name]).choices = [("", none), *options]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        chosen = [each for name in ("a", "b", "c") if (each := found.get(name))]
        if len(set(chosen)) < len(chosen):
            self.add_error("b", "Choose options that differ")
        return found

    @property
    def chosen(self) -> Sequence[UUID]:
        return [UUID(each) for name in ("a", "b", "c") if (each := self.cleaned_data[name])]


class DecideForm(forms.Form):
    """What is decided. `after` and `basis` are what had been decided and was known as the page was opened."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput)
    basis = forms.CharField(max_length=64, widget=forms.HiddenInput)
    outcome = one_of("Choose what is decided")
    reason = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": "Say why, for whoever asks later",
            "max_length": f"Enter {LONGEST:,} characters or fewer",
        },
    )

    def __init__(self, data: Any = None, **named: Any) -> None:
        super().__init__(data, **named)
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            (each.value, words) for each, words in OUTCOMES.items()
        ]
