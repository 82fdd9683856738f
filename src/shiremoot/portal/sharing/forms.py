"""What is typed to ask a service, and to decide whether to share."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms

from shiremoot.access.asking import Service
from shiremoot.dates import day_month, working_days_after
from shiremoot.portal.sharing.asks import MOST_QUESTIONS
from shiremoot.portal.sharing.decisions import DAYS, Decided
from shiremoot.portal.sharing.guide import Harm, Outcome, Told, problems
from shiremoot.portal.sharing.questions import question_sets

OWN = "own"
_WORKING_DAYS = (1, 2, 5, 10)


def _words(required: str, *, least: int = 0, most: int = 1000) -> forms.CharField:
    messages = {
        "required": required,
        "min_length": "Say a little more, so that it can be understood",
        "max_length": f"Enter {most:,} characters or fewer",
    }
    return forms.CharField(
        required=bool(required), min_length=least or None, max_length=most, error_messages=messages
    )


def _choice(required: str) -> forms.ChoiceField:
    return forms.ChoiceField(error_messages={"required": required, "invalid_choice": required})


class AskForm(forms.Form):
    """Which service is asked what, why, and by when."""

    service = _choice("Choose the service that you ask")
    questions = _choice("Choose what you ask, or write your own question")
    question = _words("", most=2000)
    words = _words("Say why you need to know, so that the service can decide", least=10)
    due = _choice("Choose by when you need the answer")

    def __init__(
        self, data: Any = None, *, services: Iterable[Service], names: Mapping[str, str], today: date
    ) -> None:
        """`names`: organisation → name."""
        super().__init__(data)
        self._services = {f"{each.organisation} {each.dataset}": each for each in services}
        self._days = {str(days): working_days_after(today, days) for days in _WORKING_DAYS}
        self._offer(
            "service",
            [
                (key, f"{each.name}, {names.get(each.organisation, '')}")
                for key, each in self._services.items()
            ],
        )
        sets = [(each.name, each.label) for each in question_sets()]
        self._offer("questions", [*sets, (OWN, "My own questions")])
        self._offer("due", [(key, day_month(day)) for key, day in self._days.items()])
        self.initial.setdefault("due", "2")

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("questions") == OWN and "question" in found:
            asked = _lines(found["question"])
            if not asked:
                self.add_error("question", "Write your question")
            elif len(asked) > MOST_QUESTIONS:
                self.add_error(
                    "question", f"Ask at most {MOST_QUESTIONS} questions, each on a line of its own"
                )
        return found

    @property
    def service_asked(self) -> Service:
        return self._services[self.cleaned_data["service"]]

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen, as the verb takes it."""
        chosen = self.cleaned_data["questions"]
        own = _lines(self.cleaned_data["question"])
        asked = (
            own if chosen == OWN else next(each for each in question_sets() if each.name == chosen).questions
        )
        return {
            "questions": asked,
            "words": self.cleaned_data["words"],
            "due_on": self._days[self.cleaned_data["due"]],
        }


class NotKnownForm(forms.Form):
    """That a service does not know somebody."""

    words = _words("", most=1000)


class WhomForm(forms.Form):
    """With whom something may be shared: an organisation, and whoever there is to look."""

    organisation = _choice("Choose the organisation")
    email = forms.EmailField(
        required=False, error_messages={"invalid": "Enter an e-mail address, like name@example.org"}
    )

    def __init__(self, data: Any = None, *, organisations: Mapping[str, str]) -> None:
        super().__init__(data)
        listed = sorted(organisations.items(), key=lambda each: each[1])
        cast(forms.ChoiceField, self.fields["organisation"]).choices = [("", "Choose one"), *listed]


class SharingForm(forms.Form):
    """What whoever decides answers, and what is to be shared."""

    given = forms.MultipleChoiceField(
        required=False,
        error_messages={
            "invalid_choice": "Something that you chose is not shown any more: look again, and choose anew"
        },
    )
    told = _choice("Say whether they know")
    harm = _choice("Say whether sharing would be worse for them")
    outcome = _choice("Choose what you decide")
    reason = _words("Enter your reason, so that a reviewer can understand it", least=10)
    note = _words("", most=1000)
    days = _choice("Choose for how long")

    def __init__(
        self, data: Any = None, *, given: Iterable[str], questions: Sequence[str], may_send: bool
    ) -> None:
        """`given`: the names of what can be chosen. `may_send`: whether anything may be shared here."""
        super().__init__(data)
        self._replies = [f"reply_{number}" for number, _ in enumerate(questions)] if may_send else []
        for name in self._replies:
            self.fields[name] = _words("", most=2000)
        outcomes = [each for each in Outcome if may_send or each is not Outcome.SHARED]
        self._offer("given", [(name, name) for name in given])
        self._offer("told", [(each.value, each.label) for each in Told])
        self._offer("harm", [(each.value, each.label) for each in Harm])
        self._offer("outcome", [(each.value, each.label) for each in outcomes])
        self._offer("days", [(str(each), f"{each} days") for each in DAYS])
        self.initial.setdefault("days", str(DAYS[0]))
        self.fields["days"].required = may_send

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.keys() >= {"told", "harm", "outcome", "given"}:
            for name, words in problems(self.decided.judgement):
                self.add_error(name, words)
        return found

    @property
    def decided(self) -> Decided:
        """What was answered, as the verb takes it."""
        found = self.cleaned_data
        return Decided(
            outcome=Outcome(found["outcome"]),
            told=Told(found["told"]),
            harm=Harm(found["harm"]),
            reason=found.get("reason", ""),
            given=tuple(found["given"]),
            replies=tuple(found.get(name, "") for name in self._replies),
            note=found.get("note", ""),
            days=int(found.get("days") or DAYS[0]),
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
