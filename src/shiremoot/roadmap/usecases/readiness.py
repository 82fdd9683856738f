"""How ready use cases are, the step that is worth most, and what is waited for from whom. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from shiremoot.roadmap.usecases.findings import find
from shiremoot.roadmap.usecases.known import Known
from shiremoot.roadmap.usecases.model import UseCase
from shiremoot.roadmap.usecases.steps import Finding, Step


class Level(StrEnum):
    READY = "ready"
    ONE_STEP = "one step away"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Readiness:
    """One use case as it stands: each of its requirements, and the steps that are left."""

    use_case: UseCase
    findings: tuple[Finding, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step that is left, once, those that can be done at once first."""
        later = dict.fromkeys(step for finding in self.findings for step in finding.steps.later)
        return (*self.now, *(step for step in later if step not in self.now))

    @cached_property
    def now(self) -> tuple[Step, ...]:
        """Those of them that no other step has to come before."""
        later = {step for finding in self.findings for step in finding.steps.later}
        found = dict.fromkeys(step for finding in self.findings for step in finding.steps.now)
        return tuple(step for step in found if step not in later)

    @property
    def level(self) -> Level:
        left = len(self.steps)
        return Level.BLOCKED if left > 1 else Level.ONE_STEP if left else Level.READY


@dataclass(frozen=True)
class Worth:
    """A step that can be done at once: the use cases that it makes ready, and all that wait for it."""

    step: Step
    unlocks: tuple[UseCase, ...]
    waiting: tuple[UseCase, ...]

    @property
    def order(self) -> tuple[object, ...]:
        """Those worth most first: most use cases unlocked, then people, then waiting; then a fixed order."""
        return (
            -len(self.unlocks),
            -_people(self.unlocks),
            -len(self.waiting),
            -_people(self.waiting),
            self.step.order,
        )

    @property
    def brings(self) -> str:
        """*It makes 1 use case ready, for about 4,100 people.*"""
        cases = self.unlocks or self.waiting
        many = f"{len(cases)} use {'case' if len(cases) == 1 else 'cases'}"
        people = f"about {_people(cases):,} people"
        if self.unlocks:
            return f"It makes {many} ready, for {people}."
        return f"{many}, for {people}, {'waits' if len(cases) == 1 else 'wait'} for it."


@dataclass(frozen=True)
class Roadmap:
    """Every use case of the county at one moment, in the order of their titles."""

    found: tuple[Readiness, ...]

    def at(self, level: Level) -> list[Readiness]:
        return [each for each in self.found if each.level is level]

    def one(self, identifier: str) -> Readiness | None:
        return next((each for each in self.found if each.use_case.identifier == identifier), None)

    @cached_property
    def worth(self) -> list[Worth]:
        """Every step that is somebody's move now, those worth most first."""
        steps = {step for each in self.found for step in each.now if step.owner}
        return sorted((self._worth(step) for step in steps), key=lambda each: each.order)

    @property
    def best(self) -> Worth | None:
        """The county's next best step; None where nothing is left that somebody could do."""
        return next(iter(self.worth), None)

    def waited_for(self, organisation: str) -> list[Worth]:
        """What others wait for from this organisation."""
        return [each for each in self.worth if each.step.owner == organisation]

    def _worth(self, step: Step) -> Worth:
        waiting = [each for each in self.found if step in each.steps]
        unlocks = [each for each in waiting if each.steps == (step,)]
        return Worth(step, _cases(unlocks), _cases(waiting))


def roadmap(use_cases: Iterable[UseCase], known: Known) -> Roadmap:
    ordered = sorted(use_cases, key=lambda each: (each.title.casefold(), each.identifier))
    return Roadmap(tuple(readiness(each, known) for each in ordered))


def readiness(use_case: UseCase, known: Known) -> Readiness:
    return Readiness(use_case, tuple(find(each, use_case.lead, known) for each in use_case.requirements))


def _cases(found: Iterable[Readiness]) -> tuple[UseCase, ...]:
    return tuple(each.use_case for each in found)


def _people(use_cases: Iterable[UseCase]) -> int:
    return sum(each.people.about for each in use_cases)
