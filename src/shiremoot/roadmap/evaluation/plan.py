"""The plan of an intervention: what changes, where and from when, what it should move, who decides. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from shiremoot.methods.xmr import Better

MOST_INDICATORS = 3


@dataclass(frozen=True)
class Start:
    """`ward` is a code, `month` the first day of that in which it begins there; None where it does not."""

    ward: str
    month: date | None
    decided_by: str
    """The body that decided on the month, or that there is none."""


@dataclass(frozen=True)
class Indicator:
    """What the change should move. `question` counts by month alone; `compared`, on which the comparison of
    places rests, by ward and a period.
    """

    title: str
    question: UUID
    better: Better
    target: float | None = None
    compared: UUID | None = None


@dataclass(frozen=True)
class Plan:
    title: str
    changes: str
    why: str
    population: str
    decides: str
    """Who decides how it goes on: a role or a body, in words."""
    review_every: int
    """Months."""
    starts: tuple[Start, ...]
    indicators: tuple[Indicator, ...]

    @property
    def first_start(self) -> date | None:
        return min((start.month for start in self.starts if start.month), default=None)

    def where(self, today: date) -> str:
        """*Since May 2024, so far in 6 of 8 wards*"""
        first, of = self.first_start, f"of {len(self.starts)} wards"
        if first is None or first > today:
            planned = sum(start.month is not None for start in self.starts)
            return f"From {first:%B %Y} on, in {planned} {of}" if first else "Nowhere yet"
        begun = sum(start.month is not None and start.month <= today for start in self.starts)
        return f"Since {first:%B %Y}, so far in {begun} {of}"


@dataclass(frozen=True)
class Difference:
    """What of a plan changed, from what, to what, in words; empty where it was not or is not there."""

    what: str
    was: str
    now: str


def to_plain(plan: Plan) -> dict[str, Any]:
    """As JSON can hold it."""
    return {
        **{name: getattr(plan, name) for name in _TEXTS},
        "review_every": plan.review_every,
        "starts": [
            {
                "ward": each.ward,
                "month": each.month.isoformat() if each.month else None,
                "decided_by": each.decided_by,
            }
            for each in plan.starts
        ],
        "indicators": [
            {
                "title": each.title,
                "question": str(each.question),
                "better": each.better.value,
                "target": each.target,
                "compared": str(each.compared) if each.compared else None,
            }
            for each in plan.indicators
        ],
    }


def from_plain(said: Mapping[str, Any]) -> Plan:
    """The plan that `to_plain` told."""
    return Plan(
        **{name: said[name] for name in _TEXTS},
        review_every=said["review_every"],
        starts=tuple(
            Start(
                each["ward"], date.fromisoformat(each["month"]) if each["month"] else None, each["decided_by"]
            )
            for each in said["starts"]
        ),
        indicators=tuple(
            Indicator(
                title=each["title"],
                question=UUID(each["question"]),
                better=Better(each["better"]),
                target=each["target"],
                compared=UUID(each["compared"]) if each["compared"] else None,
            )
            for each in said["indicators"]
        ),
    )


def differences(was: Plan, now: Plan, names: Mapping[str, str]) -> Iterator[Difference]:
    """`names` are of wards by code and of questions by identifier; what has none is named by these."""
    for name, what in _TEXTS.items():
        if (before := getattr(was, name)) != (after := getattr(now, name)):
            yield Difference(what, before, after)
    if was.review_every != now.review_every:
        yield Difference("Reviewed", every(was.review_every), every(now.review_every))
    before = {each.ward: start_words(each) for each in was.starts}
    after = {each.ward: start_words(each) for each in now.starts}
    for ward in dict.fromkeys([*before, *after]):
        if before.get(ward) != after.get(ward):
            yield Difference(f"Start in {names.get(ward, ward)}", before.get(ward, ""), after.get(ward, ""))
    for number in range(max(len(was.indicators), len(now.indicators))):
        old, new = (
            indicator_words(plan.indicators[number], names) if number < len(plan.indicators) else ""
            for plan in (was, now)
        )
        if old != new:
            yield Difference(f"Indicator {number + 1}", old, new)


def every(months: int) -> str:
    """*every 3 months*"""
    return "every month" if months == 1 else f"every {months} months"


def start_words(start: Start) -> str:
    when = f"from {start.month:%B %Y}" if start.month else "not"
    return f"{when}, decided by {start.decided_by}"


def indicator_words(indicator: Indicator, names: Mapping[str, str]) -> str:
    def named(question: UUID) -> str:
        return f"“{names.get(str(question), str(question))}”"

    told = [f"{indicator.title}: {BETTER[indicator.better]}"]
    if indicator.target is not None:
        told.append(f"target {indicator.target:g}")
    told.append(f"counted by {named(indicator.question)}")
    if indicator.compared:
        told.append(f"places compared by {named(indicator.compared)}")
    return ", ".join(told)


BETTER = {
    Better.LOWER: "lower is better",
    Better.HIGHER: "higher is better",
    Better.NEITHER: "neither is better",
}
_TEXTS = {
    "title": "Name",
    "changes": "What changes",
    "why": "Why",
    "population": "For whom",
    "decides": "Who decides",
}
