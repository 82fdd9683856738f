"""What a decision to share must weigh, and which answers go together. Pure: answers in, problems out.

The order is that of section 16LA of the Children Act 2004: share what helps the recipient's task, unless it
is more detrimental to the child than not sharing. Lawfulness is not asked: agreements say it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Told(StrEnum):
    """Whether the person, or a child's parent, knows; the word that is stored."""

    AGREES = "told, and agrees"
    OBJECTS = "told, and objects"
    LATER = "not told yet, will be"
    AT_RISK = "not told: it would put somebody at risk"

    @property
    def label(self) -> str:
        return _TOLD_LABELS[self]


_TOLD_LABELS = {
    Told.AGREES: "Yes, and they agree",
    Told.OBJECTS: "Yes, and they object",
    Told.LATER: "Not yet: I will tell them",
    Told.AT_RISK: "No: telling them would put somebody at risk, or spoil an enquiry",
}


class Harm(StrEnum):
    """Whether sharing would harm the person more than not sharing."""

    NO = "no"
    YES = "yes"
    NOT_SURE = "not sure"

    @property
    def label(self) -> str:
        return _HARM_LABELS[self]


_HARM_LABELS = {
    Harm.NO: "No: not sharing would be as bad for them, or worse",
    Harm.YES: "Yes: sharing would be worse for them",
    Harm.NOT_SURE: "I am not sure",
}


class Outcome(StrEnum):
    """What was decided; the word that is stored."""

    SHARED = "shared here"
    ELSEWHERE = "shared another way"
    NOT_SHARED = "not shared"

    @property
    def label(self) -> str:
        return _OUTCOME_LABELS[self]

    @property
    def shares(self) -> bool:
        return self is not Outcome.NOT_SHARED


_OUTCOME_LABELS = {
    Outcome.SHARED: "Share what I chose, here",
    Outcome.ELSEWHERE: "I share it another way: by telephone or in a meeting",
    Outcome.NOT_SHARED: "Do not share",
}


@dataclass(frozen=True)
class Judgement:
    """What somebody answered. `chose`: whether anything was ticked or written to be shared."""

    told: Told
    harm: Harm
    outcome: Outcome
    chose: bool


def problems(judged: Judgement) -> Iterator[tuple[str, str]]:
    """What does not go together: the answer to change, and what to do, in words."""
    if judged.outcome.shares and judged.harm is Harm.YES:
        yield "outcome", "You said that sharing would be worse for them: choose not to share, or change that"
    if judged.outcome.shares and judged.harm is Harm.NOT_SURE:
        yield (
            "outcome",
            "You are not sure whether sharing would be worse for them: speak with your manager or "
            "safeguarding lead first, or choose not to share for now",
        )
    if judged.outcome is Outcome.SHARED and not judged.chose:
        yield "given", "Choose at least one thing to share, or answer in words"
    if judged.outcome is not Outcome.SHARED and judged.chose:
        yield "outcome", "You chose what to share here: share it here, or take the ticks and answers out"
