"""What is typed about interventions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms

from shiremoot.gateway.form_fields import DayField, one_of, optional_text, short_text
from shiremoot.gazetteer.outlines import Ward
from shiremoot.methods.xmr import Better
from shiremoot.roadmap.evaluation import starts
from shiremoot.roadmap.evaluation.plan import BETTER, MOST_INDICATORS, Indicator, Plan
from shiremoot.roadmap.evaluation.verbs import Decided, Outcome
from shiremoot.singleview.analysis.models import SavedQuestion

LONGEST = 3_000
NUMBERS = range(1, MOST_INDICATORS + 1)
_LONGEST_RHYTHM = 24
_MOST_COMPLAINTS = 10
_PARTS = ("title", "question", "better", "target", "compared")
OUTCOMES = {
    Outcome.CONTINUE: "Continue: it goes on as planned",
    Outcome.ADAPT: "Adapt: something is done otherwise",
    Outcome.STOP: "Stop: it ends",
}


def _words(missing: str, *, required: bool = True, longest: int = LONGEST) -> forms.CharField:
    messages = {"required": missing, "max_length": f"Enter {longest:,} characters or fewer"}
    return forms.CharField(max_length=longest, required=required, error_messages=messages)


class PlanForm(forms.Form):
    """A plan as registered. It carries its identifier: sent twice, it is one."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    title = short_text("Enter what the change is called", 120)
    changes = _words("Say what changes")
    why = _words("Say why it should help")
    population = _words("Say for whom it is")
    decides = short_text("Say who decides how it goes on")
    review_every = forms.IntegerField(
        min_value=1,
        max_value=_LONGEST_RHYTHM,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter a number of months from 1 to {_LONGEST_RHYTHM}",
        ),
    )
    starts = _words("Give at least one ward the month in which it begins", longest=50_000)

    def __init__(
        self,
        data: Any = None,
        *,
        by_month: Sequence[SavedQuestion],
        by_ward: Sequence[SavedQuestion],
        wards: Sequence[Ward],
        **named: Any,
    ) -> None:
        super().__init__(data, **named)
        self._wards = wards
        for number in NUMBERS:
            self.fields[f"title_{number}"] = optional_text(80)
            self._choose(f"question_{number}", by_month, "Choose")
            self.fields[f"better_{number}"] = forms.ChoiceField(
                required=False,
                choices=[
                    ("", "Choose"),
                    *((each.value, words.capitalize()) for each, words in BETTER.items()),
                ],
            )
            self.fields[f"target_{number}"] = forms.FloatField(
                required=False, error_messages={"invalid": "Enter the target as a number, such as 120"}
            )
            self._choose(f"compared_{number}", by_ward, "None")

    def _choose(self, name: str, questions: Iterable[SavedQuestion], none: str) -> None:
        self.fields[name] = forms.ChoiceField(
            required=False,
            choices=[
                ("", none),
                *((str(each.pk), f"{each.title} ({each.project.title})") for each in questions),
            ],
            error_messages={"invalid_choice": "Choose from the list"},
        )

    def clean_starts(self) -> str:
        typed: str = self.cleaned_data["starts"]
        try:
            self._starts = starts.read(typed, self._wards)
        except starts.Unreadable as error:
            told = [f"{words}." for words in error.complaints[:_MOST_COMPLAINTS]]
            if more := len(error.complaints) - len(told):
                told.append(f"{more} more lines cannot be read.")
            raise forms.ValidationError(told) from None
        if not any(each.month for each in self._starts):
            raise forms.ValidationError("Give at least one ward the month in which it begins")
        return typed

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for number in NUMBERS:
            self._clean_indicator(number, found)
        return found

    def _clean_indicator(self, number: int, found: Mapping[str, Any]) -> None:
        """The first has to be there; another is there where anything of it is filled in."""
        given = any(found.get(f"{part}_{number}") not in (None, "") for part in _PARTS)
        if number > 1 and not given:
            return
        for part, missing in (
            ("title", "Enter what the indicator is called"),
            ("question", "Choose the question by which it is counted"),
            ("better", "Choose whether higher or lower is better"),
        ):
            name = f"{part}_{number}"
            if not found.get(name) and name not in self.errors:
                self.add_error(name, missing)

    @property
    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            title=said["title"],
            changes=said["changes"],
            why=said["why"],
            population=said["population"],
            decides=said["decides"],
            review_every=said["review_every"],
            starts=self._starts,
            indicators=tuple(_indicator(said, each) for each in NUMBERS if said[f"title_{each}"]),
        )

    @property
    def indicators(self) -> Iterator[tuple[int, list[forms.BoundField], bool]]:
        """Number, fields, and whether anything of it is filled in, or wrong."""
        for number in NUMBERS:
            fields = [self[f"{part}_{number}"] for part in _PARTS]
            yield number, fields, any(field.value() or field.errors for field in fields)


class ChangeForm(PlanForm):
    """A plan that followed another, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = _words("Say why the plan changes")


class DecideForm(forms.Form):
    """How it goes on. `after` and `basis` are what had been decided and was known as the page was opened."""

    identifier = forms.UUIDField(widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput)
    basis = forms.CharField(max_length=64, widget=forms.HiddenInput)
    outcome = one_of("Choose how it goes on")
    reason = _words("Say why, for whoever asks later")
    adapted = _words("", required=False)
    next_review = DayField(missing="", required=False)

    def __init__(self, data: Any = None, **named: Any) -> None:
        super().__init__(data, **named)
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            (each.value, words) for each, words in OUTCOMES.items()
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        outcome = found.get("outcome")
        if outcome == Outcome.ADAPT and not found.get("adapted"):
            self.add_error("adapted", "Say what is done otherwise")
        if (
            outcome in (Outcome.CONTINUE, Outcome.ADAPT)
            and "next_review" in found
            and not found["next_review"]
        ):
            self.add_error("next_review", "Enter when it is looked at next")
        return found

    @property
    def decided(self) -> Decided:
        said = self.cleaned_data
        next_review: date | None = said["next_review"]
        return Decided(Outcome(said["outcome"]), said["reason"], said["adapted"], next_review)


def typed(plan: Plan, wards: Sequence[Ward]) -> dict[str, Any]:
    """A plan as the form shows it."""
    found: dict[str, Any] = {
        name: getattr(plan, name)
        for name in ("title", "changes", "why", "population", "decides", "review_every")
    }
    found["starts"] = starts.written(plan.starts, wards)
    for number, each in enumerate(plan.indicators, 1):
        values = (each.title, str(each.question), each.better.value, each.target, str(each.compared or ""))
        found |= {f"{part}_{number}": value for part, value in zip(_PARTS, values, strict=True)}
    return found


def _indicator(said: Mapping[str, Any], number: int) -> Indicator:
    title, question, better, target, compared = (said[f"{part}_{number}"] for part in _PARTS)
    return Indicator(title, UUID(question), Better(better), target, UUID(compared) if compared else None)
