"""Everything that is wrong, missing or worth a thought in an agreement, and the risk of its flows. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from shiremoot.contracts import Contract
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import derived
from shiremoot.gateway.agreements.compile import expand
from shiremoot.gateway.agreements.completeness import whole
from shiremoot.gateway.agreements.file import Clause, Proposal
from shiremoot.gateway.agreements.lawful import Bodies, fields_of, lawful_flow
from shiremoot.gateway.agreements.sections import Part
from shiremoot.law import Law
from shiremoot.law.checks import check
from shiremoot.law.flows import Dpia, LawfulFlow
from shiremoot.law.results import CheckResult, Found, Rest, Severity, settle
from shiremoot.law.risk import Controls, Risk, risk_of
from shiremoot.law.screening import Screening, screen

SERVED_HERE = Controls(encrypted=True, logged=True)
"""What holds of every flow that this system serves."""


@dataclass(frozen=True)
class World:
    """What an agreement is held against besides the law: who and what there is, as at a day."""

    on: date
    law: Law
    bodies: Bodies
    contracts: Mapping[str, Contract]
    parents: Mapping[str, str | None] = field(default_factory=dict)
    """Every agreement here → the one it stands under."""
    assessed: Mapping[str, Dpia] = field(default_factory=dict)
    """Agreement → how far its impact assessment is; one that is not named has none."""


@dataclass(frozen=True)
class Finding:
    """What a check says, and of what: a clause, or else a part or section of the agreement."""

    clause: str
    section: str
    result: CheckResult


@dataclass(frozen=True)
class Alike:
    """One finding that several clauses share; no clause: it is of the agreement."""

    result: CheckResult
    clauses: tuple[str, ...]


def alike(findings: Iterable[Finding]) -> list[Alike]:
    """Findings that say the same, once each, in their order."""
    found: dict[CheckResult, list[str]] = {}
    for each in findings:
        found.setdefault(each.result, []).extend([each.clause] if each.clause else [])
    return [Alike(result, tuple(clauses)) for result, clauses in found.items()]


@dataclass(frozen=True)
class Findings:
    """All findings, gravest first; clause → risk; and the clauses whose law is in words, not checked."""

    findings: tuple[Finding, ...]
    risks: Mapping[str, Risk]
    in_words: tuple[str, ...]
    screening: Screening

    @property
    def to_mend(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.result.severity.blocks)

    @property
    def to_consider(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.result.severity is Severity.WARNS)

    @property
    def to_know(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.result.severity is Severity.NOTES)

    def of_clause(self, clause: str) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.clause == clause)

    def of_section(self, section: str) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if not each.clause and each.section == section)


def check_agreement(proposal: Proposal, world: World, *, signed: bool = False) -> Findings:
    """Check every flow whose law is given by ids, and whether the agreement is whole."""
    said = whole(proposal, parents=world.parents, known=world.bodies.keys(), law=world.law, on=world.on)
    findings = [Finding("", section, result) for section, result in said]
    flows: list[LawfulFlow] = []
    risks: dict[str, Risk] = {}
    for clause in proposal.flows:
        findings += (Finding(clause.clause, "", result) for result in _named(clause, proposal, world))
        if not clause.by_ids:
            continue
        lawful = lawful_flows(clause, proposal, world)
        flows += lawful
        findings += (Finding(clause.clause, "", each) for each in _results(lawful, world))
        risks[clause.clause] = _risk(lawful, clause, world, signed=signed)
    screening = screen(flows, world.law, world.on)
    findings += (Finding("", Part.REVIEW, each) for each in _assessment(screening, proposal, world))
    in_words = tuple(clause.clause for clause in proposal.flows if not clause.by_ids)
    found = tuple(sorted(dict.fromkeys(findings), key=_gravest_first))
    return Findings(found, risks, in_words, screening)


def _assessment(screening: Screening, proposal: Proposal, world: World) -> tuple[CheckResult, ...]:
    """Flows that need no impact assessment by themselves may need one together."""
    if not screening.required or world.assessed.get(proposal.agreement) is Dpia.SIGNED:
        return ()
    reasons = "; ".join(reason.words for reason in screening.reasons)
    words = (
        f"A data protection impact assessment of the flows together is required ({reasons}). "
        "Finish it and have it signed."
    )
    rests = tuple(Rest(reason.question) for reason in screening.reasons)
    return settle(world.law, world.on, [Found("dpia-missing", "dpia", words, rests)])


def lawful_flows(clause: Clause, proposal: Proposal, world: World) -> list[LawfulFlow]:
    """The clause once for each kind of body that receives: what the law says depends on that alone."""
    contract = world.contracts.get(clause.dataset)
    dpia = world.assessed.get(proposal.agreement, Dpia.NONE)
    by_body = {world.bodies.get(each.organisation, ""): each.organisation for each in clause.recipients}
    return [
        lawful_flow(clause, recipient=recipient, bodies=world.bodies, contract=contract, dpia=dpia)
        for recipient in by_body.values() or [""]
    ]


def _results(lawful: list[LawfulFlow], world: World) -> Iterator[CheckResult]:
    for flow in lawful:
        yield from check(flow, world.on, world.law)


def _risk(lawful: list[LawfulFlow], clause: Clause, world: World, *, signed: bool) -> Risk:
    """Of several recipients the risk of the riskiest."""
    controls = Controls(
        encrypted=SERVED_HERE.encrypted,
        logged=SERVED_HERE.logged,
        access_limited=bool(clause.relationships) and bool(clause.recipients),
        agreement_signed=signed,
    )
    risks = [risk_of(flow, controls, world.law, world.on) for flow in lawful]
    return max(risks, key=lambda risk: risk.total)


def _named(clause: Clause, proposal: Proposal, world: World) -> Iterator[CheckResult]:
    """Does what the clause names exist: its parties, its dataset, each field, its dates?"""
    named = {clause.provider, *(recipient.organisation for recipient in clause.recipients)} - {""}
    for name in sorted(named - set(proposal.parties)):
        words = f"{name} is in clause {clause.clause} and not among the parties. Add it to the parties."
        yield _refused("not-a-party", "recipients", words)
    if not clause.dataset:
        return
    try:
        fields = expand(clause, world.contracts)
    except UserError as error:
        yield _refused("not-in-contract", "fields", f"{error.message} {error.next_step}")
        return
    for words in derived.faults(clause, fields, world.contracts[clause.dataset], world.on):
        yield _refused("derived-unsaid", "derived", words)
    if _sensitive(clause, world) and not (clause.categories or clause.offences):
        words = (
            "Some fields are marked sensitive in the contract, and the flow names no special category and "
            "no offences. Say which they are."
        )
        yield CheckResult("sensitive-unnamed", Severity.WARNS, "categories", words, "UK GDPR, Article 9", ())


def _sensitive(clause: Clause, world: World) -> bool:
    found = fields_of(clause, world.contracts.get(clause.dataset))
    return any(each.category == "sensitive" for each in found)


def _refused(check_id: str, where: str, words: str) -> CheckResult:
    return CheckResult(check_id, Severity.REFUSES, where, words, "Our own rule", ())


_RANK = tuple(Severity)


def _gravest_first(finding: Finding) -> tuple[int, str, str, str]:
    return _RANK.index(finding.result.severity), finding.clause, finding.section, finding.result.words
