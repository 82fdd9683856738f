"""Whether an organisation's evidence of protecting data is valid on a day, kind by kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shiremoot.dates import day_month, months_before
from shiremoot.errors import UserError

from .items import AssuranceKind, Body, Requirement, SmallPath
from .shelves import Law
from .wording import in_sentence, with_article

_FINANCIAL_YEAR_BEGINS = (4, 1)
_DUE = (6, 30)


@dataclass(frozen=True)
class Held:
    """One piece of evidence."""

    kind: str
    issued: date
    """The day it was issued or published."""
    level: str = ""
    until: date | None = None
    """The last day it is good for, where it says so itself."""
    number: str = ""


@dataclass(frozen=True)
class Extended:
    """The provider's senior information risk owner lets flows run on after one requirement lapsed."""

    requirement: str
    by: str
    reason: str
    until: date
    """The last day of it."""


@dataclass(frozen=True)
class Sponsored:
    """A small body's year under the proportionate path: who vouches, and the questions answered with yes."""

    by: str
    on: date
    yes: frozenset[str]


class State(StrEnum):
    """How a requirement stands."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXTENDED = "extended"
    LAPSED = "lapsed"
    MISSING = "missing"

    @property
    def light(self) -> str:
        return {"valid": "green", "expiring": "amber", "extended": "amber"}.get(self, "red")

    @property
    def suffices(self) -> bool:
        return self in (State.VALID, State.EXPIRING, State.EXTENDED)


@dataclass(frozen=True)
class Standing:
    """How one requirement stands on a day, until when, and what to do."""

    requirement: str
    label: str
    state: State
    until: date | None
    words: str


def last_day(kind: AssuranceKind, held: Held) -> date | None:
    """The last day this evidence is good for; None: for good."""
    if held.until is not None:
        return held.until
    if kind.lasts == "months":
        return months_before(held.issued, -kind.months) - timedelta(days=1)
    if kind.lasts == "financial year":
        begins_next = date(held.issued.year, *_FINANCIAL_YEAR_BEGINS)
        return date(held.issued.year + (held.issued >= begins_next), *_DUE)
    return None


def standings(
    law: Law,
    body: Body,
    held: Sequence[Held],
    on: date,
    *,
    patient_information: bool = False,
    extended: Sequence[Extended] = (),
    sponsored: Sponsored | None = None,
) -> tuple[Standing, ...]:
    """How each requirement of this kind of body stands that day. Raises UserError where an extension is not
    one, or where somebody is sponsored who may not be."""
    path = _path(law, body, on) if sponsored else None
    found = [path_standing(law, path, sponsored, on)] if path and sponsored else []
    for requirement in law.requirements.on(on):
        if not body.is_among(requirement.bodies) or (path and requirement.id in path.replaces):
            continue
        if requirement.when == "patient information" and not patient_information:
            continue
        standing = _best(law, requirement, held, on)
        found.append(_with_extension(law, standing, extended, on))
    return tuple(found)


def path_standing(law: Law, path: SmallPath, sponsored: Sponsored, on: date) -> Standing:
    """How the proportionate path itself stands: twelve times yes, vouched for this year."""
    kind = law.assurance.named(path.gives)
    unmet = [question.label for question in law.questions.values() if question.id not in sponsored.yes]
    if unmet:
        words = f"{len(unmet)} of the twelve questions are not answered with yes. First mend this: {unmet[0]}"
        return Standing(path.id, path.label, State.MISSING, None, words)
    evidence = Held(kind.id, sponsored.on)
    return _standing(path.id, path.label, kind, evidence, on)


def _path(law: Law, body: Body, on: date) -> SmallPath:
    for path in law.small_paths.on(on):
        if body.is_among(path.bodies):
            return path
    kind = with_article(body.label)
    raise UserError(f"The path for small organisations is not for {kind}.", "Meet the requirements instead.")


def _best(law: Law, requirement: Requirement, held: Sequence[Held], on: date) -> Standing:
    """Of the evidence that could meet the requirement the one that stands best and longest."""
    kinds = [law.assurance.named(name) for name in requirement.one_of]
    standings_found = [
        _standing(requirement.id, requirement.label, kind, each, on)
        for kind in kinds
        for each in held
        if each.kind == kind.id and each.issued <= on
    ]
    if not standings_found:
        names = " or ".join(kind.label for kind in kinds)
        words = f"Nothing is recorded. Record {names}."
        return Standing(requirement.id, requirement.label, State.MISSING, None, words)
    return min(standings_found, key=_soundest_first)


def _soundest_first(standing: Standing) -> tuple[int, int]:
    until = (standing.until or date.max).toordinal()
    return tuple(State).index(standing.state), -until


def _standing(requirement: str, label: str, kind: AssuranceKind, held: Held, on: date) -> Standing:
    if kind.enough and held.level not in kind.enough:
        words = f"{kind.label} is at {held.level or 'no level'}. It has to be at {' or '.join(kind.enough)}."
        return Standing(requirement, label, State.MISSING, None, words)
    until = last_day(kind, held)
    if until is None:
        words = f"{kind.label}, since {day_month(held.issued)}."
        return Standing(requirement, label, State.VALID, None, words)
    days = (until - on).days
    if days < 0:
        words = f"{kind.label} ended on {day_month(until)}. Renew it."
        return Standing(requirement, label, State.LAPSED, until, words)
    state = State.EXPIRING if days <= kind.warn_days else State.VALID
    ends = f"{kind.label} is good until {day_month(until)}"
    words = f"{ends}, {_days(days)} more. Renew it before." if state is State.EXPIRING else f"{ends}."
    return Standing(requirement, label, state, until, words)


def _days(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"


def _with_extension(law: Law, standing: Standing, extended: Sequence[Extended], on: date) -> Standing:
    """A lapsed requirement that somebody let run on; no extension reaches further than the rule lets it."""
    for each in extended:
        if (
            each.requirement != standing.requirement
            or standing.state is not State.LAPSED
            or not standing.until
        ):
            continue
        _refuse_bad_extension(law, each, standing.until)
        if on <= each.until:
            words = (
                f"{standing.words} Until {day_month(each.until)} flows run on: {each.by} extended it, "
                f"because {in_sentence(each.reason)}."
            )
            return Standing(standing.requirement, standing.label, State.EXTENDED, each.until, words)
    return standing


def _refuse_bad_extension(law: Law, extension: Extended, ended: date) -> None:
    days = law.extensions["owner-extension"].days
    latest = ended + timedelta(days=days)
    if not extension.reason.strip():
        raise UserError("An extension needs a reason.", "Say why the flows cannot wait.")
    if extension.until > latest:
        message = f"An extension may last until {day_month(latest)}, {days} days after the end."
        raise UserError(message, "Choose an earlier day.")


def number_looks_wrong(kind: AssuranceKind, number: str) -> str:
    """A warning where a number is not written as such numbers are; empty where it is."""
    if not number or not kind.pattern or re.fullmatch(kind.pattern, number.replace(" ", "").upper()):
        return ""
    return f"{number} does not look like a number of this kind ({kind.pattern_words}). Check it."
