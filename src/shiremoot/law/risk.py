"""The risk of a flow as points that add up: each term with its reason and what would lower it."""

from dataclasses import dataclass
from datetime import date

from .facts import facts_of
from .flows import Dpia, LawfulFlow
from .items import RiskTerm
from .shelves import Law

CONTROL_FACTS = frozenset(
    {
        "assurance-valid",
        "encrypted",
        "access-limited",
        "logged",
        "agreement-signed",
        "retention-set",
        "dpia-done",
    }
)


@dataclass(frozen=True)
class Controls:
    """What protects the data, as far as the flow itself does not say it."""

    assurance_valid: bool = False
    encrypted: bool = False
    access_limited: bool = False
    logged: bool = False
    agreement_signed: bool = False


@dataclass(frozen=True)
class Risk:
    """The terms that count, their sum, and the level that the sum reaches."""

    terms: tuple[RiskTerm, ...]
    total: int
    level: str


def risk_of(flow: LawfulFlow, controls: Controls, law: Law, on: date) -> Risk:
    """Terms of the flow count where they are true; terms of a control where the control is not there."""
    facts, there = facts_of((flow,), law), _there(flow, controls)
    terms = tuple(
        term
        for term in law.risk_terms.on(on)
        if (term.fact in facts if term.of == "flow" else term.fact not in there)
    )
    total = sum(term.points for term in terms)
    reached = [level for level in law.risk_levels.on(on) if level.from_points <= total]
    return Risk(terms, total, max(reached, key=lambda level: level.from_points).label)


def _there(flow: LawfulFlow, controls: Controls) -> frozenset[str]:
    """Which controls are there, by the names the file uses."""
    there = {name.replace("_", "-") for name, value in vars(controls).items() if value}
    if flow.retention:
        there.add("retention-set")
    if flow.dpia is Dpia.SIGNED:
        there.add("dpia-done")
    return frozenset(there)
