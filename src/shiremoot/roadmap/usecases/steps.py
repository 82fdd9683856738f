"""What is found of one requirement: a fact, and the steps that are left, each with whose move it is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from shiremoot.roadmap.usecases.model import Requirement


class Do(StrEnum):
    """What a step is; the order is fixed, and decides between steps that are worth the same."""

    CORRECT = "a correct use case"
    REGISTER = "registration"
    CONTRACT = "contract"
    LINKING = "linking agreement"
    LOAD = "load"
    MEND = "mended data"
    DRAFT = "draft"
    SEND_OUT = "sending out"
    NEW_VERSION = "new version"
    SIGN = "signature"
    RESUME = "resumption"
    WAIT = "time"
    ASSESS = "impact assessment"
    ASSURE = "assurance"


@dataclass(frozen=True)
class Place:
    """A page, by the name of its address, and the words of a link to it."""

    words: str
    page: str
    of: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Step:
    """Something to do. It is the same step wherever it is met: whose move, what is done, and to what."""

    owner: str
    """The organisation whose move it is; empty where it is nobody's."""
    do: Do
    to: str
    words: str = field(compare=False)
    place: Place = field(compare=False)

    @property
    def order(self) -> tuple[str, int, str]:
        return self.owner, tuple(Do).index(self.do), self.to


@dataclass(frozen=True)
class Steps:
    """`now`: what can be done at once; `later`: what can be done only after that."""

    now: tuple[Step, ...] = ()
    later: tuple[Step, ...] = ()

    @property
    def all(self) -> tuple[Step, ...]:
        return tuple(dict.fromkeys((*self.now, *self.later)))

    def then(self, after: "Steps") -> "Steps":
        """These first, and the others only after them, if there are any of these."""
        return Steps(self.now, (*self.later, *after.all)) if self.now else after

    def beside(self, other: "Steps") -> "Steps":
        """Both, neither waiting for the other."""
        return Steps(_once((*self.now, *other.now)), _once((*self.later, *other.later)))


class State(StrEnum):
    MET = "met"
    STEP_AWAY = "a step away"
    MISSING = "missing"


@dataclass(frozen=True)
class Finding:
    """One requirement as it stands: what is needed, the fact behind it with its page, and what is left."""

    requirement: Requirement
    needed: str
    fact: str
    place: Place
    steps: Steps = Steps()

    @property
    def state(self) -> State:
        left = len(self.steps.all)
        return State.MISSING if left > 1 else State.STEP_AWAY if left else State.MET


def _once(found: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(dict.fromkeys(found))
