"""What is typed on the pages of analysis."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms

from shiremoot.access.analysing import Offer
from shiremoot.contracts import vocabulary
from shiremoot.errors import UserError
from shiremoot.gateway.form_fields import DayField, one_of, short_text
from shiremoot.people.analysed import SAYING, Source
from shiremoot.singleview.analysis.levels import NOT_KNOWN, Place
from shiremoot.singleview.analysis.projects import Proposal
from shiremoot.singleview.analysis.question import (
    Attribute,
    Breakdown,
    Condition,
    Happened,
    Is,
    Measure,
    Question,
    Says,
    Then,
    from_plain,
)
from shiremoot.singleview.analysis.wording import BREAKDOWNS

LONGEST = 3_000
ROWS = (1, 2, 3, 4)
_MONTHS = (3, 6, 12, 24)
_PART = "|"
MEASURES = {
    Measure.COUNT: "How many people",
    Measure.RATE: "How many of each 1,000 people known to the services",
}


def _words(required: str) -> forms.CharField:
    messages = {"required": required, "max_length": f"Enter {LONGEST:,} characters or fewer"}
    return forms.CharField(max_length=LONGEST, error_messages=messages)


class ProposeForm(forms.Form):
    """A project, as the Five Safes ask for it. It carries its identifier: sent twice, it is one."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    title = short_text("Enter what the project is called", 120)
    agreement = one_of("Choose the agreement that people are counted under")
    safe_project = _words("Say what is to be decided with the answers, and who gains by it")
    safe_people = _words("Say who will work on it, and what they have learned about it")
    safe_data = _words("Say whose data are needed, and why no less will do")
    safe_settings = _words("Say where the answers will be kept")
    safe_outputs = _words("Say who will see the answers")
    ends_on = DayField(missing="Enter the last day of the project")

    def __init__(self, data: Any = None, *, agreements: Iterable[tuple[str, str]], **named: Any) -> None:
        super().__init__(data, **named)
        cast(forms.ChoiceField, self.fields["agreement"]).choices = list(agreements)

    @property
    def proposal(self) -> Proposal:
        return Proposal(**{name: value for name, value in self.cleaned_data.items() if name != "identifier"})


class DecideForm(forms.Form):
    """Approved or not, and why."""

    decision = one_of("Choose whether to approve it")
    why = _words("Say why, for whoever asks later")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["decision"]).choices = [
            ("approve", "Approve it"),
            ("refuse", "Do not approve it"),
        ]


class AskForm(forms.Form):
    """A question put together from lists: what happened, to whom, when, and what counts are given by."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    title = short_text("Enter a name for the question", 120)
    measure = one_of("Choose what to count")
    ages = forms.MultipleChoiceField(required=False)
    sexes = forms.MultipleChoiceField(required=False)
    districts = forms.MultipleChoiceField(required=False)
    since = DayField(missing="", required=False)
    last = DayField(missing="", required=False)
    by = forms.MultipleChoiceField(
        required=False, choices=[(each.value, words.capitalize()) for each, words in BREAKDOWNS.items()]
    )

    def __init__(self, data: Any = None, *, offer: Offer, place: Place, **named: Any) -> None:
        super().__init__(data, **named)
        self._offer = offer
        self._choose("measure", ((each.value, words) for each, words in MEASURES.items()))
        for name, attribute in (
            ("ages", Attribute.AGE),
            ("sexes", Attribute.SEX),
            ("districts", Attribute.DISTRICT),
        ):
            self._choose(
                name, ((value, value) for value in place.known_values[attribute] if value != NOT_KNOWN)
            )
        wanted = [("", "Choose"), *(each for source in offer.sources for each in options(source))]
        for row in ROWS:
            self.fields[f"how_{row}"] = forms.ChoiceField(
                required=False, choices=[("", "with"), ("not", "without")]
            )
            self.fields[f"what_{row}"] = forms.ChoiceField(
                required=False, choices=wanted, error_messages={"invalid_choice": "Choose from the list"}
            )
            self.fields[f"then_{row}"] = forms.ChoiceField(
                required=False,
                choices=[("", "also"), *((str(each), f"then, within {each} months") for each in _MONTHS)],
            )

    def _choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors:
            try:
                self.question = self._question(found)
            except UserError as error:
                raise forms.ValidationError(f"{error.message} {error.next_step}") from None
        return found

    def _question(self, found: Mapping[str, Any]) -> Question:
        last: date | None = found.get("last")
        return Question(
            conditions=tuple(self._conditions(found)),
            breakdowns=tuple(Breakdown(each) for each in found["by"]),
            measure=Measure(found["measure"]),
            since=found.get("since"),
            until=last + timedelta(days=1) if last else None,
        )

    def _conditions(self, found: Mapping[str, Any]) -> list[Condition]:
        happened: list[Condition] = []
        orders: list[Condition] = []
        for row in ROWS:
            if not found[f"what_{row}"]:
                continue
            source, *chosen = found[f"what_{row}"].split(_PART)
            where = (Says(chosen[0], (chosen[1],)),) if chosen else ()
            happened.append(Happened(source, where, excluded=found[f"how_{row}"] == "not"))
            if found[f"then_{row}"]:
                places = len(happened) - 2, len(happened) - 1
                orders.append(Then(*places, within_months=int(found[f"then_{row}"])))
        people = (
            (Attribute.AGE, found["ages"]),
            (Attribute.SEX, found["sexes"]),
            (Attribute.DISTRICT, found["districts"]),
        )
        return [*happened, *orders, *(Is(each, tuple(values)) for each, values in people if values)]

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Number, how, what and then of each line."""
        return [(row, self[f"then_{row}"], self[f"how_{row}"], self[f"what_{row}"]) for row in ROWS]


def options(source: Source) -> Iterable[tuple[str, str]]:
    """A source as a whole, and by each word that one of its fields may hold."""
    yield source.name, source.words
    for meaning in SAYING:
        field = source.by_meaning.get(meaning)
        for value in field.values if field else ():
            label = vocabulary()[meaning].label.lower()
            yield _PART.join((source.name, meaning, value)), f"{source.words}, {label}: {value}"


class JsonForm(forms.Form):
    """A question as JSON, under a name."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    title = short_text("Enter a name for the question", 120)
    text = forms.CharField(max_length=20_000, error_messages={"required": "Enter the question as JSON"})

    def clean_text(self) -> str:
        typed: str = self.cleaned_data["text"]
        try:
            self.question = from_plain(json.loads(typed))
        except json.JSONDecodeError as error:
            raise forms.ValidationError(
                f"Line {error.lineno} is not JSON: {error.msg.lower()}. Correct it there."
            ) from None
        except UserError as error:
            raise forms.ValidationError(f"{error.message} {error.next_step}") from None
        return typed
