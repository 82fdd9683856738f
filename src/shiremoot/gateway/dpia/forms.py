"""What is typed on the pages of an assessment. A form carries the revision that its writer saw."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django import forms

from shiremoot.gateway.dpia.rules import Advised, Effect, Level, Likelihood, Risk, Severity, residual_problem
from shiremoot.gateway.form_fields import DayField, short_text

LONGEST = 20_000


def _words(required: str) -> forms.CharField:
    messages = {"required": required, "max_length": f"Enter {LONGEST:,} characters or fewer"}
    return forms.CharField(max_length=LONGEST, error_messages=messages)


def _one(of: Iterable[StrEnum], required: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[(each.value, each.value.capitalize()) for each in of],
        error_messages={"required": required, "invalid_choice": required},
    )


class AnswerForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    words = _words("Write the answer")


class RiskForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    what = _words("Say what could happen to people")
    likelihood = _one(Likelihood, "Choose how likely it is")
    severity = _one(Severity, "Choose how bad it would be")
    measures = forms.CharField(required=False, max_length=LONGEST)
    effect = forms.ChoiceField(
        required=False,
        choices=[("", "Not said yet"), *((each.value, each.value.capitalize()) for each in Effect)],
    )
    residual = forms.ChoiceField(
        required=False,
        choices=[("", "Not said yet"), *((each.value, each.value.capitalize()) for each in Level)],
    )

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        if self.errors:
            return found
        risk = self.risk
        if bool(risk.effect) != bool(risk.residual):
            place = "residual" if risk.effect else "effect"
            self.add_error(place, "Say both what the measures do and what is left, or neither yet")
        elif (
            risk.effect
            and risk.residual
            and (problem := residual_problem(risk.level, risk.effect, risk.residual))
        ):
            self.add_error("residual", problem)
        return found

    @property
    def risk(self) -> Risk:
        typed = self.cleaned_data
        return Risk(
            what=typed["what"],
            likelihood=Likelihood(typed["likelihood"]),
            severity=Severity(typed["severity"]),
            measures=typed["measures"],
            effect=Effect(typed["effect"]) if typed["effect"] else None,
            residual=Level(typed["residual"]) if typed["residual"] else None,
        )


class AdviceForm(forms.Form):
    officer = short_text("Enter the name of the data protection officer")
    words = _words("Write what was advised")
    followed = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No")], error_messages={"required": "Choose whether it is followed"}
    )
    why_not = forms.CharField(required=False, max_length=LONGEST)

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        if found.get("followed") == "no" and not str(found.get("why_not", "")).strip():
            self.add_error("why_not", "Say why the advice is not followed")
        return found

    @property
    def advised(self) -> Advised:
        typed = self.cleaned_data
        return Advised(typed["officer"], typed["words"], typed["followed"] == "yes", typed["why_not"])


class SignOffForm(forms.Form):
    content_hash = forms.CharField(widget=forms.HiddenInput)
    title = short_text("Enter your title, such as Head of information governance")
    review_on = DayField(missing="Enter the day by which it is reviewed")

    def __init__(self, *arguments: object, today: date, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self._today = today

    def clean_review_on(self) -> date:
        found: date = self.cleaned_data["review_on"]
        if found <= self._today:
            raise forms.ValidationError("Enter a day in the future")
        return found
