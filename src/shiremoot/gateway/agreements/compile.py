"""Agreements in, grants out. Pure: which flows are signed, within their tiers, from when until when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import combinations

from shiremoot.contracts import Contract, Field
from shiremoot.dates import start_of
from shiremoot.decisions.grants import Citation, Grant
from shiremoot.decisions.predicate import RowRule, ValueRule
from shiremoot.errors import UserError
from shiremoot.gateway.agreements.citing import basis_words, power_words
from shiremoot.gateway.agreements.file import AgreementFile, Clause, Derived, Flow, Recipient, Rows
from shiremoot.gateway.agreements.spans import ALWAYS, Span, lasting, overlaps, without
from shiremoot.law import law


@dataclass(frozen=True)
class Adopted:
    """A version that can be signed or was: its text, and each clause's fields as written out with it.

    `signed`: organisation → while its signature stands, from the moment it was given here until it was
    withdrawn. `suspended`: while nothing is shared under it. Nothing is in force before `adopted_at`, and a
    field that a contract gains later is not in it.
    """

    file: AgreementFile
    adopted_at: datetime
    fields: Mapping[str, frozenset[str]]
    signed: Mapping[str, tuple[Span, ...]]
    suspended: tuple[Span, ...] = ()
    switched_off: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """Clause and derived field → since when it is shared no longer."""

    @property
    def name(self) -> tuple[str, int]:
        return self.file.agreement, self.file.version

    @property
    def signatories(self) -> set[str]:
        """Whoever ever signed it."""
        return set(self.signed)

    @property
    def span(self) -> Span:
        return Span(max(start_of(self.file.begins), self.adopted_at), start_of(self.file.until))


@dataclass(frozen=True)
class County:
    """Versions of agreements, and while each organisation's assurance stands for what a provider gives it.

    An organisation and provider that `assured` does not name have nothing that could lapse.
    """

    agreements: tuple[Adopted, ...]
    assured: Mapping[tuple[str, str], Sequence[Span]] = field(default_factory=dict)

    @cached_property
    def versions(self) -> Mapping[str, tuple[Adopted, ...]]:
        """Agreement → its versions."""
        found: dict[str, list[Adopted]] = defaultdict(list)
        for each in self.agreements:
            found[each.file.agreement].append(each)
        return {name: tuple(versions) for name, versions in found.items()}


def compile_grants(county: County) -> list[Grant]:
    """Compile every flow of every version."""
    return [grant for name in county.versions for grant in compile_agreement(name, county)]


def compile_agreement(name: str, county: County) -> list[Grant]:
    """Compile every flow of every version of one agreement.

    A flow gives a grant to each recipient while the signatures of the provider and of that recipient both
    stand, every tier above is in force for both, and both are assured. A newer version takes over pair by
    pair, once both have signed it. Grants that have ended stay in the set: they show nothing, and let a
    refusal say what ended. The county has to hold every version of the agreement and of those above it.
    """
    grants: list[Grant] = []
    for agreement in county.versions.get(name, ()):
        found = {pair: _spans(agreement, pair, county, ()) for pair in joined(agreement)}
        for flow in agreement.file.flows:
            for recipient in flow.recipients:
                pair = frozenset({flow.provider, recipient.organisation})
                for span in _while_assured(found[pair], flow.provider, pair, county):
                    grants += _grants(agreement, flow, recipient, span)
    return grants


def spans(agreement: Adopted, county: County) -> Iterator[Span]:
    """When the agreement is in force for any two parties that its flows join; for any two if it has none."""
    for pair in _pairs(agreement):
        yield from _spans(agreement, pair, county, ())


def in_force_for(agreement: Adopted, county: County, at: datetime) -> set[str]:
    """The parties for which it is in force at a moment, with at least one other or within themselves."""
    found: set[str] = set()
    for pair in _pairs(agreement):
        if not pair <= found and any(span.holds(at) for span in _spans(agreement, pair, county, ())):
            found |= pair
    return found


def joined(agreement: Adopted) -> set[frozenset[str]]:
    """The parties that each of its flows joins: two, or one within itself."""
    return {
        frozenset({flow.provider, recipient.organisation})
        for flow in agreement.file.flows
        for recipient in flow.recipients
    }


def _pairs(agreement: Adopted) -> Iterable[frozenset[str]]:
    if agreement.file.flows:
        return joined(agreement)
    names = sorted(agreement.signatories)
    if len(names) == 1:
        return [frozenset(names)]
    return (frozenset(pair) for pair in combinations(names, 2))


def _spans(agreement: Adopted, pair: frozenset[str], county: County, below: tuple[str, ...]) -> list[Span]:
    """When the agreement is in force for two parties; `below` are those that stand under it."""
    name, above = agreement.file.agreement, agreement.file.under
    if name in below:
        return []
    own = _signed_by(agreement, pair)
    for other in county.versions[name]:
        if other.file.version > agreement.file.version:
            taken_over = _takes_over(other, pair)
            if taken_over is not None:
                words = f"was replaced by version {other.file.version}"
                own = lasting(span.until(taken_over, words) for span in own)
    own = without(own, agreement.suspended, "was suspended")
    if above is None:
        return own
    higher = [
        span
        for other in county.versions.get(above, ())
        for span in _spans(other, pair, county, (*below, name))
    ]
    return lasting(span.under(each) for each in higher for span in own)


def _while_assured(found: list[Span], provider: str, pair: frozenset[str], county: County) -> list[Span]:
    """While both are assured for what the provider gives.

    What never began for want of it stays as an empty span, so that a refusal can say so.
    """
    for organisation in sorted(pair):
        assured = county.assured.get((organisation, provider))
        if assured is None:
            continue
        why = f"did not begin, for want of the assurance of {organisation},"
        nothing = [span.until(span.begins, why) for span in found]
        found = lasting(overlaps(found, assured)) if assured else nothing
    return found


def _signed_by(agreement: Adopted, pair: frozenset[str]) -> list[Span]:
    """The agreement's own dates while the signatures of both stand; none if they never stood together."""
    return [agreement.span.within(span) for span in _together(agreement, pair)]


def _takes_over(newer: Adopted, pair: frozenset[str]) -> datetime | None:
    """When a newer version replaces those before it: it has begun, and the signatures of both stand.

    One that has ended already replaces them as well: so an agreement is ended early.
    """
    begun = newer.span.begins
    together = (Span(max(begun, span.begins), span.ends) for span in _together(newer, pair))
    return min((span.begins for span in together if not span.is_empty), default=None)


def _together(agreement: Adopted, pair: frozenset[str]) -> list[Span]:
    """While the signatures of both stand, whatever the agreement's dates."""
    together = [ALWAYS]
    for organisation in pair:
        both = overlaps(together, agreement.signed.get(organisation, ()))
        together = [span for span in both if not span.is_empty]
    return together


def _grants(agreement: Adopted, flow: Flow, recipient: Recipient, span: Span) -> Iterator[Grant]:
    """One grant of all fields; but each derived field has a grant of its own, which may end sooner.

    Where rows are chosen by a derived field, to show them tells what it says: all of the clause ends with it.
    """
    fields = agreement.fields[flow.clause]
    if by := next((each for each in flow.derived if flow.chooses_rows_by(each.field)), None):
        span = _while_derived(agreement, flow, by, span)
    for each in flow.derived:
        sooner = _while_derived(agreement, flow, each, span)
        yield _grant(agreement, flow, recipient, sooner, frozenset({each.field}))
    rest = fields - {each.field for each in flow.derived}
    if rest:
        yield _grant(agreement, flow, recipient, span, rest)


def _while_derived(agreement: Adopted, flow: Flow, derived: Derived, span: Span) -> Span:
    """Until the derived field expires or is switched off."""
    until, off = derived.until, agreement.switched_off.get((flow.clause, derived.field))
    sooner = span.until(start_of(until), f"had {derived.field} expire") if until else span
    return sooner.until(off, f"had {derived.field} switched off") if off else sooner


def _grant(agreement: Adopted, flow: Flow, recipient: Recipient, span: Span, fields: frozenset[str]) -> Grant:
    file = agreement.file
    return Grant(
        citation=Citation(
            agreement=file.agreement,
            title=file.title,
            version=file.version,
            clause=flow.clause,
            sentence=flow.sentence,
            basis=basis_words(flow, law()),
            power=power_words(flow, law()),
        ),
        provider=flow.provider,
        dataset=flow.dataset,
        fields=fields,
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
        rows=_row_rule(flow.rows),
        when_withheld=flow.when_withheld,
        obligations=flow.obligations,
    )


def _row_rule(rows: Rows | None) -> RowRule | ValueRule | None:
    if rows is None:
        return None
    if rows.within_months is None:
        return ValueRule(rows.field, rows.value)
    return RowRule(rows.field, rows.within_months)


def expand(flow: Clause, contracts: Mapping[str, Contract]) -> frozenset[str]:
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
        _check_row_rule(flow, flow.rows, fields, contract)
    return fields


def _check_row_rule(flow: Clause, rows: Rows, fields: frozenset[str], contract: Contract) -> None:
    """A rule that a row cannot be held against would let every row through or none: neither was signed."""
    rule = rows.field
    table, _, name = rule.partition(".")
    found = contract.by_name[table].by_name.get(name) if table in contract.by_name else None
    if rows.value:
        _check_value(flow, rows, found, fields)
    elif found is None or found.type not in ("date", "timestamp") or found.meaning is None:
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


def _check_value(flow: Clause, rows: Rows, found: Field | None, fields: frozenset[str]) -> None:
    """Whoever sees the rows knows what the field says: so it is among those that are shared."""
    if found is None or found.meaning is None or rows.value not in found.meaning.values:
        raise UserError(
            f"Clause {flow.clause} limits rows to those in which {rows.field} says “{rows.value}”, which is "
            f"no word that it may hold in {flow.dataset}.",
            "Name a field whose meaning has a closed list of words, and one of those.",
        )
    if rows.field not in fields:
        raise UserError(
            f"Clause {flow.clause} limits rows by what {rows.field} says, and so tells it.",
            "Name the field among those that are shared.",
        )


def _matching(flow: Clause, pattern: str, known: frozenset[str]) -> frozenset[str]:
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
