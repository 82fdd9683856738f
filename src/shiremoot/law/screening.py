"""Is a data protection impact assessment required? Answered from the flows and their data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .facts import facts_of
from .flows import LawfulFlow
from .items import ScreeningQuestion
from .shelves import Law
from .wording import in_sentence


class Outcome(StrEnum):
    """What the screening says, most binding first."""

    REQUIRED_ARTICLE_35_3 = "required by Article 35(3)"
    REQUIRED_ICO_LIST = "required by the ICO's list"
    REQUIRED_WP248 = "required by two criteria of WP248"
    RECOMMENDED = "recommended"
    NOT_REQUIRED = "not required"


@dataclass(frozen=True)
class Reason:
    """A question whose answer is yes."""

    question: ScreeningQuestion

    @property
    def words(self) -> str:
        return in_sentence(self.question.label)


@dataclass(frozen=True)
class Screening:
    """The outcome with its reasons, every question answered yes, and what could not be answered."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    answered_yes: tuple[Reason, ...]
    unanswered: tuple[str, ...]

    @property
    def required(self) -> bool:
        return self.outcome not in (Outcome.RECOMMENDED, Outcome.NOT_REQUIRED)


def screen(flows: Sequence[LawfulFlow], law: Law, on: date) -> Screening:
    """What the questions in force that day say of these flows together."""
    facts = facts_of(flows, law)
    yes = tuple(Reason(question) for question in law.screening.on(on) if question.fact in facts)
    outcome, reasons = _outcome(yes)
    unsaid = any(flow.personal and flow.people is None for flow in flows)
    unanswered = ("how many people the data are about",) if unsaid else ()
    return Screening(outcome, reasons, yes, unanswered)


def _outcome(yes: Sequence[Reason]) -> tuple[Outcome, tuple[Reason, ...]]:
    by_article = _of(yes, "article 35(3)")
    criteria = _of(yes, "WP248")
    by_list = tuple(each for each in _of(yes, "ICO list") if _counts(each.question, criteria))
    if by_article:
        return Outcome.REQUIRED_ARTICLE_35_3, by_article
    if by_list:
        return Outcome.REQUIRED_ICO_LIST, by_list
    if len(criteria) > 1:
        return Outcome.REQUIRED_WP248, criteria
    if yes:
        return Outcome.RECOMMENDED, tuple(yes)
    return Outcome.NOT_REQUIRED, ()


def _of(yes: Iterable[Reason], which: str) -> tuple[Reason, ...]:
    return tuple(each for each in yes if each.question.set == which)


def _counts(question: ScreeningQuestion, criteria: Iterable[Reason]) -> bool:
    """Some of the ICO's list count only together with another criterion of WP248."""
    return not question.with_another or any(each.question.fact != question.fact for each in criteria)
