"""Agreements in, grants out. Pure: which flows are signed, within their tiers, from when until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shiremoot.dates import start_of
from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.predicate import RowRule
from shiremoot.errors import UserError
from shiremoot.gateway.agreements.file import AgreementFile, Flow, Recipient


@dataclass(frozen=True)
class Adopted:
    """An agreement and the moment it was adopted here. Nothing is in force before that moment."""

    file: AgreementFile
    adopted_at: datetime


@dataclass(frozen=True)
class Span:
    begins: datetime
    ends: datetime

    def within(self, other: "Span") -> "Span":
        return Span(max(self.begins, other.begins), min(self.ends, other.ends))


def compile_grants(adopted: Iterable[Adopted], contract_fields: Mapping[str, frozenset[str]]) -> list[Grant]:
    """Compile every flow of the newest version each pair has signed.

    `contract_fields` is dataset → its `table.field` names. A flow gives a grant to each recipient where the
    provider and that recipient have both signed, and where every tier above is signed by both; the grant
    lasts as long as the shortest of them. A newer version takes over pair by pair. Grants that have ended
    stay in the set: they show nothing, and let a refusal say what ended.
    """
    by_version = {(a.file.agreement, a.file.version): a for a in adopted}
    grants = []
    for agreement in by_version.values():
        for flow in agreement.file.flows:
            for recipient in flow.recipients:
                pair = {flow.provider, recipient.organisation}
                span = _span(agreement, pair, by_version)
                if span:
                    grants.append(_grant(agreement.file, flow, recipient, span, contract_fields))
    return grants


def _span(agreement: Adopted, pair: set[str], by_version: Mapping[tuple[str, int], Adopted]) -> Span | None:
    if not pair <= _signatories(agreement):
        return None
    span = _own_span(agreement)
    newer = [
        _own_span(other)
        for (name, version), other in by_version.items()
        if name == agreement.file.agreement
        and version > agreement.file.version
        and pair <= _signatories(other)
    ]
    if newer:
        span = Span(span.begins, min(span.ends, *(each.begins for each in newer)))
    if agreement.file.under is None:
        return span
    above = [
        tier_span
        for (name, _), other in by_version.items()
        if name == agreement.file.under and (tier_span := _span(other, pair, by_version))
    ]
    return span.within(max(above, key=lambda each: each.ends)) if above else None


def _own_span(agreement: Adopted) -> Span:
    begins = max(start_of(agreement.file.begins), agreement.adopted_at)
    return Span(begins, start_of(agreement.file.until))


def _signatories(agreement: Adopted) -> set[str]:
    return {signature.organisation for signature in agreement.file.signed}


def _grant(
    file: AgreementFile,
    flow: Flow,
    recipient: Recipient,
    span: Span,
    contract_fields: Mapping[str, frozenset[str]],
) -> Grant:
    citation = Citation(
        agreement=file.agreement,
        title=file.title,
        version=file.version,
        clause=flow.clause,
        sentence=flow.sentence,
        basis=flow.basis,
        power=flow.power,
    )
    return Grant(
        citation=citation,
        provider=flow.provider,
        dataset=flow.dataset,
        fields=expand(flow, contract_fields),
        recipient=recipient.organisation,
        roles=frozenset(recipient.roles),
        purpose=flow.purpose,
        mode=flow.mode,
        relationships=frozenset(flow.relationships),
        begins=span.begins,
        ends=span.ends,
        rows=RowRule(flow.rows.field, flow.rows.within_months) if flow.rows else None,
        when_withheld=flow.when_withheld,
        obligations=flow.obligations,
    )


def expand(flow: Flow, contract_fields: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The flow's fields with `table.*` written out. Raises UserError for one that no contract has."""
    known = contract_fields.get(flow.dataset)
    if known is None:
        raise UserError(
            f"Clause {flow.clause} names the dataset {flow.dataset}, which has no contract here.",
            f"Datasets with a contract: {', '.join(sorted(contract_fields)) or 'none'}.",
        )
    if flow.rows:
        _matching(flow, flow.rows.field, known)
    return frozenset().union(*(_matching(flow, pattern, known) for pattern in flow.fields))


def _matching(flow: Flow, pattern: str, known: frozenset[str]) -> frozenset[str]:
    table, _, field = pattern.partition(".")
    if field == "*":
        found = frozenset(name for name in known if name.startswith(f"{table}."))
    else:
        found = frozenset({pattern}) & known
    if not found:
        near = {name for name in known if name.startswith(f"{table}.")}
        raise UserError(
            f"Clause {flow.clause} names {pattern}, which the contract of {flow.dataset} does not have.",
            f"It has: {', '.join(sorted(near or known))}.",
        )
    return found
