"""What a check says, and the one place where it is settled how grave that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .items import Item
from .shelves import Law


class Severity(StrEnum):
    """How grave a result is, gravest first."""

    REFUSES = "refuses"
    MISSING = "missing"
    WARNS = "warns"
    NOTES = "notes"

    @property
    def blocks(self) -> bool:
        """Whether it has to be mended before the parties can sign."""
        return self in (Severity.REFUSES, Severity.MISSING)


_RANK = tuple(Severity)


@dataclass(frozen=True)
class Rest:
    """A statement that a finding rests on; where it rests on one key of it, that key."""

    item: Item
    part: str = ""

    @property
    def was_checked(self) -> bool:
        return self.item.was_checked(self.part)


@dataclass(frozen=True)
class Found:
    """What a rule found, before it is settled how grave it is."""

    check: str
    field: str
    words: str
    rests: tuple[Rest, ...] = ()
    citation: str = ""
    """Instead of the check's own."""


@dataclass(frozen=True)
class CheckResult:
    """What a check says of a flow: in which part of the form, in words that end with what to do."""

    id: str
    severity: Severity
    field: str
    words: str
    citation: str
    items: tuple[str, ...]
    """Ids of the entries it rests on."""


def settle(law: Law, on: date, findings: Sequence[Found]) -> tuple[CheckResult, ...]:
    """How grave each finding is, gravest first. Whatever rests on an unchecked statement warns at most."""
    results = []
    for found in findings:
        check = law.checks.named(found.check)
        if not check.in_force(on):
            continue
        sure = check.checked and all(rest.was_checked for rest in found.rests)
        severity = Severity(check.severity)
        if severity.blocks and not sure:
            severity = Severity.WARNS
        citation = found.citation or check.citation
        named = tuple(sorted({rest.item.id for rest in found.rests}))
        results.append(CheckResult(check.id, severity, found.field, found.words, citation, named))
    return tuple(sorted(set(results), key=_order))


def _order(result: CheckResult) -> tuple[int, str, str, str]:
    return _RANK.index(result.severity), result.field, result.id, result.words
