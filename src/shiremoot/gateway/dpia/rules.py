"""What an assessment has to say, how high a risk is, and what stands in the way of signing it off. Pure.

After the template and the matrix of the ICO's *How do we do a DPIA?*, and UK GDPR articles 35 and 36.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Likelihood(StrEnum):
    REMOTE = "remote"
    POSSIBLE = "possible"
    PROBABLE = "probable"


class Severity(StrEnum):
    MINIMAL = "minimal"
    SIGNIFICANT = "significant"
    SEVERE = "severe"


class Level(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Effect(StrEnum):
    """What the measures do to a risk."""

    ELIMINATED = "eliminated"
    REDUCED = "reduced"
    ACCEPTED = "accepted"


_MATRIX = {
    Severity.MINIMAL: (Level.LOW, Level.LOW, Level.LOW),
    Severity.SIGNIFICANT: (Level.LOW, Level.MEDIUM, Level.HIGH),
    Severity.SEVERE: (Level.LOW, Level.HIGH, Level.HIGH),
}


def level(likelihood: Likelihood, severity: Severity) -> Level:
    """How high a risk is before anything is done about it."""
    return _MATRIX[severity][tuple(Likelihood).index(likelihood)]


@dataclass(frozen=True)
class Question:
    """One part of the assessment: what it asks, what helps to answer, and where the law asks for it."""

    name: str
    heading: str
    hint: str
    citation: str


QUESTIONS = (
    Question(
        "nature",
        "What is done with the data?",
        "How they are collected, used, kept and deleted; where they come from; with whom they are shared.",
        "Article 35(7)(a)",
    ),
    Question(
        "scope",
        "Which data, about how many people, how often, for how long, over what area?",
        "Say which are special categories or criminal offences.",
        "Article 35(7)(a)",
    ),
    Question(
        "context",
        "Who are the people, and what do they expect?",
        "Whether they are children or vulnerable, what control they have, and earlier concerns.",
        "Article 35(7)(a)",
    ),
    Question(
        "purposes",
        "What is it for, and what good comes of it, for the people and for the services?",
        "Say also what harm comes of not sharing.",
        "Article 35(7)(a)",
    ),
    Question(
        "consultation",
        "Whom did you ask, or why did you not ask the people themselves?",
        "People or their representatives, processors, experts, colleagues.",
        "Article 35(2) and (9)",
    ),
    Question(
        "necessity",
        "Is it necessary and proportionate?",
        "The lawful basis; whether less would do; how the data are kept right and few; how rights are met.",
        "Article 35(7)(b)",
    ),
)
NAMES = tuple(question.name for question in QUESTIONS)


@dataclass(frozen=True)
class Risk:
    """`residual` and `effect` are empty until the measures are said."""

    what: str
    likelihood: Likelihood
    severity: Severity
    measures: str = ""
    effect: Effect | None = None
    residual: Level | None = None

    @property
    def level(self) -> Level:
        return level(self.likelihood, self.severity)


@dataclass(frozen=True)
class Advised:
    officer: str
    words: str
    followed: bool
    why_not: str = ""


@dataclass(frozen=True)
class Content:
    """Everything that a sign-off is given to."""

    screening: tuple[str, ...]
    answers: Mapping[str, str]
    risks: Sequence[Risk]
    advice: Advised | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of the content: another word, and the sign-off no longer holds."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Missing:
    """What is still to do; `place` names the part of the page."""

    place: str
    words: str


def missing(content: Content) -> tuple[Missing, ...]:
    """What stands in the way of signing off, in the order of the page."""
    found = [
        Missing(question.name, f"Answer: {question.heading}")
        for question in QUESTIONS
        if not content.answers.get(question.name, "").strip()
    ]
    if not content.risks:
        found.append(Missing("risks", "Name at least one risk to people: there is always one."))
    for place, risk in enumerate(content.risks, start=1):
        found += _missing_of(risk, place)
    if content.advice is None:
        found.append(Missing("advice", "Note what the data protection officer advised (Article 35(2))."))
    return tuple(found)


def _missing_of(risk: Risk, place: int) -> list[Missing]:
    if risk.effect is None or risk.residual is None:
        return [Missing("risks", f"Say of risk {place} what is done about it, and what is left.")]
    if risk.effect is not Effect.ACCEPTED and not risk.measures.strip():
        return [Missing("risks", f"Say of risk {place} which measures {risk.effect} it.")]
    if risk.residual is Level.HIGH:
        words = (
            f"What is left of risk {place} is high. Do more about it, or ask the Information Commissioner "
            "before anything is shared (Article 36)."
        )
        return [Missing("risks", words)]
    return []


def residual_problem(before: Level, effect: Effect, residual: Level) -> str:
    """Why these cannot all be right; empty where they can."""
    order = tuple(Level)
    if order.index(residual) > order.index(before):
        return f"Measures do not make a {before} risk higher. Choose {before} or lower"
    if effect is Effect.ACCEPTED and residual is not before:
        return f"An accepted risk stays as it is: {before}"
    if effect is Effect.ELIMINATED and residual is not Level.LOW:
        return "What is left of an eliminated risk is low"
    return ""
