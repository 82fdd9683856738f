"""What administrators type about people who join, move and leave."""

from datetime import date
from typing import Any

from django import forms

from shiremoot.gateway.form_fields import DayField, one_of, short_text
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.posts import Wanted
from shiremoot.gateway.organisations.staff_file import as_role, wanted
from shiremoot.gateway.organisations.uploads import MOST_BYTES

DUTIES = {
    Duty.PRACTISE: "Find people and open records",
    Duty.DRAFT: "Draft agreements",
    Duty.SIGN: "Sign agreements",
    Duty.REVIEW: "Review what was seen",
    Duty.LOAD: "Load data",
    Duty.PROTECT: "Protect and restrict records",
    Duty.LINK: "Judge whether records are of one person",
    Duty.CORRECT: "Answer what is said to be wrong in our records",
    Duty.RIGHTS: "Answer people's requests for their data",
    Duty.ANALYSE: "Ask how many people there are of some kind",
    Duty.APPROVE: "Approve projects of analysis",
    Duty.STEER: "See what services changed, and decide how they go on; weigh options for sites",
    Duty.ESTATE: "Send in our register of sites",
    Duty.ADMINISTER: "Administer the organisation and its people",
}


class PostForm(forms.Form):
    """A role, duties, and from when until when."""

    role = short_text("Enter the role, as agreements name it", 80)
    duties = forms.MultipleChoiceField(
        choices=[(duty.value, words) for duty, words in DUTIES.items()],
        error_messages={"required": "Choose what they may do", "invalid_choice": "Choose from the list"},
    )
    begins = DayField(missing="", required=False)
    ends = DayField(missing="", required=False)

    def clean_role(self) -> str:
        if not (found := as_role(self.cleaned_data["role"])):
            raise forms.ValidationError(
                "Write the role with letters, figures, spaces and hyphens, such as social worker"
            )
        return found

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begins, ends = found.get("begins"), found.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", "The last day is before the first")
        return found

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        duties = frozenset(Duty(each) for each in said["duties"])
        return wanted(said["role"], duties, said["begins"], said["ends"])


class JoinerForm(PostForm):
    """Somebody new."""

    name = short_text("Enter their name")
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": "Enter their email address",
            "invalid": "Enter an email address like name@example.org",
        },
    )
    field_order = ("name", "email")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class LeaverForm(forms.Form):
    """When somebody leaves."""

    when = one_of("Choose when they leave")
    last_day = DayField(missing="", required=False)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self._today = today
        self.fields["when"] = forms.ChoiceField(
            choices=[("now", "At once"), ("day", "At the end of a day")],
            error_messages={"required": "Choose when they leave", "invalid_choice": "Choose when they leave"},
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("when") == "day" and "last_day" in found:
            if found["last_day"] is None:
                self.add_error("last_day", "Enter their last day")
            elif found["last_day"] < self._today:
                self.add_error("last_day", "That day is over. Choose at once")
        return found


class UploadForm(forms.Form):
    """A file of people who join, move and leave."""

    file = forms.FileField(
        allow_empty_file=True,  # said in words by whoever reads it
        error_messages={"required": "Choose a file", "invalid": "Choose a file"},
    )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {MOST_BYTES // 1024**2} MB. Give it in parts"
            )
        content: bytes = given.read()
        return content
