"""What a link reviewer says."""

from django import forms

_TOO_LONG = "Enter 1,000 characters or fewer"
ANSWERS = {"same": True, "different": False, "unsure": None}


class LabelForm(forms.Form):
    """Same, not the same, not sure."""

    answer = forms.ChoiceField(
        choices=[("same", "The same person"), ("different", "Not the same person"), ("unsure", "Not sure")],
        error_messages={
            "required": "Say whether it is the same person",
            "invalid_choice": "Choose an answer",
        },
    )

    @property
    def same(self) -> bool | None:
        return ANSWERS[self.cleaned_data["answer"]]


class AnswerForm(LabelForm):
    """And why, in words."""

    words = forms.CharField(required=False, max_length=1000, error_messages={"max_length": _TOO_LONG})


class UndoForm(forms.Form):
    """Why a decision was wrong."""

    why = forms.CharField(
        max_length=1000,
        error_messages={"required": "Say why the decision was wrong", "max_length": _TOO_LONG},
    )
