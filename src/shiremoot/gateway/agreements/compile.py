"""Agreements in, grants out. Pure: which flows are signed, within their tiers, from when until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from shiremoot.contracts import Contract
from shiremoot.dates import start_of
from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.predicate import RowRule
from shiremoot.errors import UserError
from shiremoot.gateway.agreements.file import AgreementFile, Flow, Recipient


@dataclass(frozen=True)
class Span:
    """From inclusive, until exclusive; empty where it ends before it begins."""

    begins: datetime
    ends: datetime
    why_ends: str = "ended"

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends

    def under(self, above: "Span") -> "Span":
        """As long as both last."""
        begins = max(self.begins, above.begins)
        if self.ends <= above.ends:
            return Span(begins, self.ends, self.why_ends)
        return Span(begins, above.ends, f"stood under an agreement that {above.why_ends}")

    def until(self, successor: "Span", version: int) -> "Span":
        if self.ends <= successor.begins:
            return self
        return Span(self.begins, successor.begins, f"was replaced by version {version}")


@dataclass(frozen=True)
class Adopted:
    """An agreement, the moment it was adopted here, and each clause's fields as written out then.

    Nothing is in force before that moment, and a field that a contract gains later is not in it.
    """

    file: AgreementFile
    adopted_at: datetime
    fields: Mapping[str, frozenset[str]]

    @property
    def signatories(self) -> set[str]:
        return {signature.organisation for signature in self.file.signed}

    @property
    def span(self) -> Span:
        return Span(max(start_of(self.file.begins), self.adopted_at), start_of(self.file.until))


def compile_grants(adopted: Iterable[Adopted]) -> list[Grant]:
    """Compile every flow of every adopted agreement.

    A flow gives a grant to each recipient where the provider and that recipient have both signed, for as long
    as every tier above is in force for both. A newer version takes over pair by pair, once both have signed
    it. Grants that have ended stay in the set: they show nothing, and let a refusal say what ended.
    """
    agreements = tuple(adopted)
    return [
        _grant(agreement, flow, recipient, span)
        for agreement in agreements
        for flow in agreement.file.flows
        for recipient in flow.recipients
        for span in _spans(agreement, frozenset({flow.provider, recipient.organisation}), agreements, ())
    ]


def spans(agreement: Adopted, agreements: Iterable[Adopted]) -> list[Span]:
    """When the agreement is in force, for any two of its parties that have both signed it."""
    others = tuple(agreements)
    pairs = (
        combinations(sorted(agreement.signatories), 2)
        if len(agreement.signatories) > 1
        else [(name, name) for name in agreement.signatories]
    )
    return [span for pair in pairs for span in _spans(agreement, frozenset(pair), others, ())]


def _spans(
    agreement: Adopted, pair: frozenset[str], agreements: tuple[Adopted, ...], below: tuple[str, ...]
) -> list[Span]:
    """When the agreement is in force for two parties; `below` are those that stand under it."""
    name, above = agreement.file.agreement, agreement.file.under
    if not pair <= agreement.signatories or name in below:
        return []
    own = agreement.span
    for other in agreements:
        is_newer = other.file.agreement == name and other.file.version > agreement.file.version
        if is_newer and pair <= other.signatories:
            own = own.until(other.span, other.file.version)
    if above is None:
        return [own]
    return [
        own.under(span)
        for other in agreements
        if other.file.agreement == above
        for span in _spans(other, pair, agreements, (*below, name))
    ]


def _grant(agreement: Adopted, flow: Flow, recipient: Recipient, span: Span) -> Grant:
    file = agreement.file
    return Grant(
        citation=Citation(
            agreement=file.agreement,
            title=file.title,
            version=file.version,
            clause=flow.clause,
            sentence=flow.sentence,
            basis=flow.basis,
            power=flow.power,
        ),
        provider=flow.provider,
        dataset=flow.dataset,
        fields=agreement.fields[flow.clause],
        recipient=recipient.organisation,
        roles=frozenset(recipient.roles),
        purpose=flow.purpose,
        mode=flow.mode,
        relationships=frozenset(flow.relationships),
        begins=span.begins,
        ends=span.ends,
        why_ends=span.why_ends,
        rests_on_consent=flow.rests_on_consent,
        opt_out_applies=flow.opt_out_applies,
        rows=RowRule(flow.rows.field, flow.rows.within_months) if flow.rows else None,
        when_withheld=flow.when_withheld,
        obligations=flow.obligations,
    )


def expand(flow: Flow, contracts: Mapping[str, Contract]) -> frozenset[str]:
    """The flow's fields with `table.*` written out, checked against the dataset's contract.

    Raises UserError where there is no such dataset or field, where the data are another organisation's to
    share, or where the row rule cannot be applied to every row that the flow shows.
    """
    contract = contracts.get(flow.dataset)
    if contract is None:
        raise UserError(
            f"Clause {flow.clause} names the dataset {flow.dataset}, which has no contract here.",
            f"Datasets with a contract: {', '.join(sorted(contracts)) or 'none'}.",
        )
    if contract.provider != flow.provider:
        raise UserError(
            f"Clause {flow.clause} says that {flow.provider} provides {flow.dataset}, but it is "
            f"{contract.provider}'s to share.",
            f"Name {contract.provider} as the provider; it must sign too.",
        )
    known = frozenset(f"{table.name}.{field.name}" for table in contract.tables for field in table.fields)
    fields = frozenset().union(*(_matching(flow, pattern, known) for pattern in flow.fields))
    if flow.rows:
        _check_row_rule(flow, flow.rows.field, fields, contract)
    return fields


def _check_row_rule(flow: Flow, rule: str, fields: frozenset[str], contract: Contract) -> None:
    """A rule that a row cannot be held against would let every row through or none: neither was signed."""
    table, _, name = rule.partition(".")
    found = contract.by_name[table].by_name.get(name) if table in contract.by_name else None
    if found is None or found.type not in ("date", "timestamp") or found.meaning is None:
        raise UserError(
            f"Clause {flow.clause} limits rows by {rule}, which is no date of {flow.dataset}.",
            "Name one date that has a meaning in the contract, as table.field.",
        )
    for read_in, columns in contract.readable_in.items():
        if fields & columns and rule not in columns:
            raise UserError(
                f"Clause {flow.clause} limits rows by {rule}, but also shows fields of {read_in}, "
                "whose rows do not have it.",
                "Make a clause of its own for each table.",
            )


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
