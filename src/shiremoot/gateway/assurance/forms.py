"""What administrators, risk owners and sponsors type about assurance."""

from typing import Any, cast

from django import forms

from shiremoot.gateway.assurance.verbs import MOST_BYTES, evidence_label, kinds_to_record
from shiremoot.gateway.form_fields import DayField, optional_text, short_text
from shiremoot.law import law
from shiremoot.law.assurance import Held, number_looks_wrong

FILES = ("pdf", "png", "jpg", "jpeg", "docx", "odt", "txt")
_SEPARATOR = "|"


def _reason(required: str) -> forms.CharField:
    return forms.CharField(
        min_length=10,
        max_length=1000,
        error_messages={
            "required": required,
            "min_length": "Say a little more, so that others understand it",
            "max_length": "Enter 1,000 characters or fewer",
        },
    )


class ItemForm(forms.Form):
    """One piece of evidence. A kind that has levels is offered once with each of them."""

    kind = forms.ChoiceField()
    number = optional_text(80)
    issued = DayField(missing="Enter the day it was issued or published")
    until = DayField(missing="", required=False)
    words = forms.CharField(
        required=False, max_length=2000, error_messages={"max_length": "Enter 2,000 characters or fewer"}
    )
    file = forms.FileField(required=False, error_messages={"empty": "The file is empty"})

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        said = "Choose what evidence it is"
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [("", "Choose"), *_kinds()]
        field.error_messages |= {"required": said, "invalid_choice": said}

    def clean_file(self) -> tuple[str, bytes] | None:
        given = self.cleaned_data["file"]
        if given is None:
            return None
        if given.size > MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {MOST_BYTES // 1024**2} MB")
        if str(given.name).rpartition(".")[2].lower() not in FILES:
            raise forms.ValidationError(f"Give a file of one of these kinds: {', '.join(FILES)}")
        return str(given.name), given.read()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("words") and not found.get("file") and not found.get("number") and not self.errors:
            self.add_error("number", "Give a number, a file, or say in words where the evidence is")
        return found

    @property
    def held(self) -> Held:
        said = self.cleaned_data
        kind, _, level = said["kind"].partition(_SEPARATOR)
        return Held(kind, said["issued"], level, said["until"], said["number"])

    @property
    def warning(self) -> str:
        """What looks odd about the number, which is kept all the same."""
        held = self.held
        return number_looks_wrong(law().assurance.named(held.kind), held.number)


def _kinds() -> list[tuple[str, str]]:
    found = []
    for kind, _ in kinds_to_record():
        for level in law().assurance[kind].levels or ("",):
            found.append((f"{kind}{_SEPARATOR}{level}", evidence_label(kind, level)))
    return found


class WithdrawForm(forms.Form):
    """Why evidence counts no longer."""

    reason = _reason("Enter why it counts no longer")


class ExtendForm(forms.Form):
    """Until when, and why the flows cannot wait."""

    until = DayField(missing="Enter the last day of the extension")
    reason = _reason("Enter why the flows cannot wait")


class QuestionsForm(forms.Form):
    """The questions for small organisations: whether, and how."""

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for number, question in enumerate(law().questions.values(), start=1):
            said = f"Answer question {number}"
            self.fields[question.id] = forms.ChoiceField(
                choices=[("yes", "Yes"), ("no", "Not yet")],
                error_messages={"required": said, "invalid_choice": said},
            )
            self.fields[f"{question.id}-words"] = optional_text(500)

    @property
    def answers(self) -> dict[str, dict[str, object]]:
        said = self.cleaned_data
        return {
            question: {"yes": said[question] == "yes", "words": said[f"{question}-words"]}
            for question in law().questions
        }


class DecideForm(forms.Form):
    """What a sponsor says to the answers."""

    decision = forms.ChoiceField(
        choices=[("vouch", "We vouch for this organisation"), ("not", "We do not vouch for it as it stands")],
        error_messages={"required": "Choose what you say", "invalid_choice": "Choose what you say"},
    )
    why_not = forms.CharField(
        required=False, max_length=1000, error_messages={"max_length": "Enter 1,000 characters or fewer"}
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("decision") == "not" and not found.get("why_not"):
            self.add_error("why_not", "Say what has to be mended first")
        return found


class StopForm(forms.Form):
    """Why a sponsor takes its word back."""

    reason = short_text("Enter why you vouch for it no longer", 1000)
