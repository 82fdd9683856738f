"""What a practitioner types."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms

from shiremoot.access.caseloads import MOST_DAYS
from shiremoot.access.corrections import Answer
from shiremoot.access.emergencies import check
from shiremoot.access.facts import Reach
from shiremoot.access.numbers import is_nhs_number
from shiremoot.access.protection import FactKind
from shiremoot.access.reviews import Outcome
from shiremoot.access.typed_places import places_in
from shiremoot.decisions.request import Consent
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.errors import UserError
from shiremoot.gazetteer.geometry import Point
from shiremoot.gazetteer.grid import point_in
from shiremoot.portal.sketch import MOST_CORNERS

ANSWERS = {
    Answer.MENDED: "It is mended at the source: it shows with the next load",
    Answer.RIGHT: "It is right as it stands",
    Answer.NOT_OURS: "It is not ours to mend",
}
_FEW_WORDS = "Say in a few words what has happened"
_TOLD = 10
"""Lines that are not understood and are told one by one."""


def _purposes() -> list[tuple[str, str]]:
    return [(each.value, each.label) for each in Purpose if each.looks_for_people]


def _offer(form: forms.Form, purposes: Iterable[Purpose]) -> None:
    """Only purposes that some agreement in force serves; where there is one alone, it is chosen already."""
    choices = [(each.value, each.label) for each in purposes]
    field = cast(forms.ChoiceField, form.fields["purpose"])
    field.choices = choices
    if len(choices) == 1:
        form.initial.setdefault("purpose", choices[0][0])


def _purpose_field() -> forms.ChoiceField:
    wrong = "Choose the purpose you need this for"
    return forms.ChoiceField(error_messages={"required": wrong, "invalid_choice": wrong})


def _reason_field(required: str) -> forms.CharField:
    messages = {"required": required, "max_length": "Enter 1,000 characters or fewer"}
    return forms.CharField(max_length=1000, error_messages=messages)


def _reference_field() -> forms.CharField:
    messages = {"max_length": "Enter 80 characters or fewer"}
    return forms.CharField(required=False, max_length=80, error_messages=messages)


def _category_field() -> forms.ChoiceField:
    wrong = "Choose what kind of reason it is"
    return forms.ChoiceField(
        choices=[(each.value, each.label) for each in ReasonCategory if each is not ReasonCategory.EMERGENCY],
        error_messages={"required": wrong, "invalid_choice": wrong},
    )


def _explained_field() -> forms.CharField:
    messages = {
        "required": "Enter your reason, so that a reviewer can understand it",
        "min_length": "Say a little more: a reviewer must be able to understand your reason",
        "max_length": "Enter 1,000 characters or fewer",
    }
    return forms.CharField(min_length=10, max_length=1000, error_messages=messages)


class FindForm(forms.Form):
    """Purpose first, then whatever is known of the person."""

    purpose = _purpose_field()
    terms = forms.CharField(
        max_length=200,
        error_messages={
            "required": "Enter what you know: a name, date of birth, postcode, address or number",
            "max_length": "Enter 200 characters or fewer",
        },
    )

    def __init__(self, data: Any = None, *, purposes: Iterable[Purpose], **options: Any) -> None:
        super().__init__(data, **options)
        _offer(self, purposes)


class PurposeForm(forms.Form):
    """For which purpose a caseload is looked at."""

    purpose = _purpose_field()

    def __init__(self, data: Any = None, *, purposes: Iterable[Purpose], **options: Any) -> None:
        super().__init__(data, **options)
        _offer(self, purposes)


class OpenForm(forms.Form):
    """Why this record, in a category that providers see and words that they do not."""

    category = _category_field()
    reason = _explained_field()

    def __init__(self, data: Any = None, *, emergency: bool = False, **options: Any) -> None:
        """In an emergency the category is settled, and a few words will do."""
        super().__init__(data, **options)
        if emergency:
            self.fields["category"].required = False
            self.fields["reason"] = forms.CharField(
                min_length=3,
                max_length=1000,
                error_messages={"required": _FEW_WORDS, "min_length": _FEW_WORDS},
            )


class PlacesForm(forms.Form):
    """Which places an emergency is at, one a line, and what is happening."""

    purpose = _purpose_field()
    reason = forms.CharField(
        min_length=3,
        max_length=1000,
        error_messages={
            "required": _FEW_WORDS,
            "min_length": _FEW_WORDS,
            "max_length": "Enter 1,000 characters or fewer",
        },
    )
    places = forms.CharField(
        strip=False,  # lines are told by their numbers
        max_length=50_000,
        error_messages={
            "required": "Enter postcodes, addresses or UPRNs, one a line",
            "max_length": "Enter 50,000 characters or fewer",
        },
    )

    def __init__(
        self, data: Any = None, *, purposes: Iterable[Purpose], typed: Mapping[str, str] | None = None
    ) -> None:
        """`typed`: what stands in it from before."""
        super().__init__(data, initial={name: words for name, words in (typed or {}).items() if words})
        _offer(self, purposes)

    def clean_places(self) -> str:
        """Each line that names no place is told by its number; where there are many, the first."""
        text: str = self.cleaned_data["places"]
        places, wrong = places_in(text.splitlines())
        if wrong:
            told = [f"Line {each.line}, “{each.text[:60]}”: {each.next_step}" for each in wrong[:_TOLD]]
            if len(wrong) > _TOLD:
                told.append(f"{len(wrong) - _TOLD} more lines are not understood")
            raise forms.ValidationError(told)
        try:
            check(places)
        except UserError as error:
            raise forms.ValidationError(f"{error.message} {error.next_step}") from None
        return text


class WhereForm(forms.Form):
    """Where a map begins, and whether everything near is meant."""

    where = forms.CharField(
        max_length=200,
        error_messages={
            "required": "Enter a postcode, street, address or UPRN",
            "max_length": "Enter 200 characters or fewer",
        },
    )
    within = forms.ChoiceField(
        choices=[
            ("", "Only show it"),
            *((str(each), f"All within {each} metres") for each in (100, 250, 500)),
        ],
        required=False,
        error_messages={"invalid_choice": "Choose from the list"},
    )


class CornersForm(forms.Form):
    """The corners of an area as text, one a line."""

    corners = forms.CharField(
        strip=False,
        max_length=4000,
        error_messages={
            "required": "Enter at least three corners, one a line",
            "max_length": "Enter 4,000 characters or fewer",
        },
    )

    def clean_corners(self) -> list[Point]:
        lines = [
            (n, line.strip())
            for n, line in enumerate(self.cleaned_data["corners"].splitlines(), start=1)
            if line.strip()
        ]
        wrong = [f"Line {n}, “{line[:40]}”, is no grid reference" for n, line in lines if not point_in(line)]
        if wrong:
            raise forms.ValidationError(wrong[:_TOLD])
        corners = list(filter(None, (point_in(line) for _, line in lines)))
        if len(corners) < 3:
            raise forms.ValidationError("Enter at least three corners, one a line")
        if len(corners) > MOST_CORNERS:
            raise forms.ValidationError(f"Enter {MOST_CORNERS} corners or fewer")
        return corners


class CaseloadForm(forms.Form):
    """Why somebody is put on a caseload, and for how long."""

    category = _category_field()
    reason = _explained_field()
    days = forms.ChoiceField(
        choices=[("14", "2 weeks"), ("30", "30 days"), (str(MOST_DAYS), f"{MOST_DAYS} days, the longest")],
        error_messages={"required": "Choose for how long", "invalid_choice": "Choose for how long"},
    )


class WrongLinkForm(forms.Form):
    """Which of the records shown is somebody else's, and how that is known."""

    record = forms.ChoiceField(
        error_messages={
            "required": "Choose the record that is somebody else's",
            "invalid_choice": "The records were published anew since: choose again",
        }
    )
    reason = _reason_field("Say how you know, so that a reviewer can check it")

    def __init__(self, data: Any = None, *, records: Mapping[str, str]) -> None:
        """`records`: name in the form → words."""
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["record"]).choices = list(records.items())


class CorrectionForm(forms.Form):
    """Which of what an item says is wrong, and how, in words for the organisation that keeps it."""

    OTHER = "other"
    concerned = forms.MultipleChoiceField(
        error_messages={"required": "Choose what is wrong", "invalid_choice": "Choose from the list"}
    )
    words = forms.CharField(
        max_length=1000,
        error_messages={
            "required": "Say how it is wrong, so that it can be mended",
            "max_length": "Enter 1,000 characters or fewer",
        },
    )

    def __init__(self, data: Any = None, *, said: Iterable[tuple[str, str]]) -> None:
        """`said`: meaning → what the item says of it, in words."""
        super().__init__(data)
        choices = [*said, (self.OTHER, "Something else, or something that is missing")]
        cast(forms.MultipleChoiceField, self.fields["concerned"]).choices = choices


class CorrectionAnswerForm(forms.Form):
    """What the organisation that keeps a record answers."""

    answer = forms.ChoiceField(
        choices=[(each.value, ANSWERS[each]) for each in Answer],
        error_messages={"required": "Choose your answer", "invalid_choice": "Choose your answer"},
    )
    words = forms.CharField(
        required=False, max_length=1000, error_messages={"max_length": "Enter 1,000 characters or fewer"}
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("answer") not in (None, Answer.MENDED) and not found.get("words") and not self.errors:
            self.add_error("words", "Say why, so that whoever asked understands it")
        return found


class FactForm(forms.Form):
    """A fact about a person: what it forbids, how far it reaches, and why."""

    kind = forms.ChoiceField(
        choices=[(each.value, each.value.capitalize()) for each in FactKind],
        error_messages={"required": "Choose what to set", "invalid_choice": "Choose what to set"},
    )
    datasets = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Choose datasets from the list"}
    )
    purpose = forms.ChoiceField(
        choices=[("", "Every purpose"), *_purposes()],
        required=False,
        initial="",
        error_messages={"invalid_choice": "Choose a purpose from the list"},
    )
    reference = _reference_field()
    reason = _reason_field("Enter your reason, so that a reviewer can understand it")

    def __init__(self, data: Any = None, *, datasets: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        cast(forms.MultipleChoiceField, self.fields["datasets"]).choices = list(datasets)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind = FactKind(found["kind"]) if found.get("kind") else None
        if kind and kind.needs_datasets and not found.get("datasets"):
            self.add_error("datasets", f"Choose the records that a {kind} reaches")
        if kind and not kind.may_be_narrowed:
            found["purpose"] = ""
            found["datasets"] = found.get("datasets", []) if kind.needs_datasets else []
        return found

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen, as the verbs take it."""
        chosen = self.cleaned_data
        purpose = Purpose(chosen["purpose"]) if chosen["purpose"] else None
        return {
            "kind": FactKind(chosen["kind"]),
            "reach": Reach(purpose=purpose, datasets=tuple(chosen["datasets"])),
            "reference": chosen["reference"],
            "reason": chosen["reason"],
        }


class NumberFactForm(FactForm):
    """The same for somebody who is not opened."""

    nhs_number = forms.CharField(
        max_length=20,
        error_messages={"required": "Enter the NHS number", "max_length": "Enter ten figures"},
    )
    field_order = ("nhs_number",)

    def clean_nhs_number(self) -> str:
        number: str = self.cleaned_data["nhs_number"]
        if not is_nhs_number(number):
            raise forms.ValidationError("That is not an NHS number: check its ten figures")
        return number


class LiftForm(forms.Form):
    """Why a fact is to end."""

    reason = _reason_field("Enter why it is to be lifted")


class ConsentForm(forms.Form):
    """That somebody agreed to one provider's data being used for one purpose, and how that is known."""

    to = forms.ChoiceField(
        error_messages={
            "required": "Choose what the person agreed to",
            "invalid_choice": "Choose what the person agreed to",
        },
    )
    reference = _reference_field()
    reason = _reason_field("Enter how you know that the person agreed")

    def __init__(self, data: Any = None, *, offered: Mapping[Consent, str]) -> None:
        """`offered`: what there is to agree to, with the words for it."""
        super().__init__(data)
        self._offered = {f"{each.provider} {each.purpose}": each for each in offered}
        choices = zip(self._offered, offered.values(), strict=True)
        cast(forms.ChoiceField, self.fields["to"]).choices = list(choices)

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen, as the verbs take it."""
        chosen = self._offered[self.cleaned_data["to"]]
        return {
            "provider": chosen.provider,
            "purpose": chosen.purpose,
            "reference": self.cleaned_data["reference"],
            "reason": self.cleaned_data["reason"],
        }


class WithdrawForm(forms.Form):
    """How it is known that a person no longer agrees."""

    reason = _reason_field("Enter how you know that consent is withdrawn")


class ReviewForm(forms.Form):
    """What a reviewer found."""

    outcome = forms.ChoiceField(
        choices=[(each.value, each.value.capitalize()) for each in Outcome],
        error_messages={"required": "Choose what you found", "invalid_choice": "Choose what you found"},
    )
    words = forms.CharField(
        max_length=2000,
        error_messages={
            "required": "Say in words what you found",
            "max_length": "Enter 2,000 characters or fewer",
        },
    )
