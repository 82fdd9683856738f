"""From a clause to what the law's checks look at. Pure."""

from collections.abc import Mapping

from shiremoot.contracts import Contract
from shiremoot.decisions.words import RelationshipKind
from shiremoot.gateway.agreements.file import Clause, SideLaw
from shiremoot.law import Law
from shiremoot.law.fitting import Transfer
from shiremoot.law.flows import Dpia, FlowField, LawfulFlow, Mode, Side, Statements

Bodies = Mapping[str, str]
"""Organisation → the id of its kind of body."""


def body_id(kind: str, law: Law) -> str:
    """The law's id of a kind of body as an organisation's entry writes it: *NHS trust* is `nhs-trust`."""
    written = "-".join(kind.lower().split())
    return written if written in law.bodies else kind


def lawful_flow(
    clause: Clause, *, recipient: str, bodies: Bodies, contract: Contract | None, dpia: Dpia
) -> LawfulFlow:
    """The clause as it is for one of its recipients; what it has not said yet stays empty."""
    provider_law, recipient_law = clause.provider_law or SideLaw(), clause.recipient_law or SideLaw()
    return LawfulFlow(
        provider=_side(provider_law, bodies.get(clause.provider, clause.provider)),
        recipient=_side(recipient_law, bodies.get(recipient, recipient)),
        purpose=clause.purpose,
        subjects=clause.subjects,
        mode=Mode(clause.mode),
        dataset=clause.dataset,
        fields=fields_of(clause, contract),
        categories=frozenset(clause.categories),
        offences=clause.offences,
        patient_information=clause.patient_information,
        people=clause.people,
        traits=frozenset(clause.traits),
        on_request=clause.on_request,
        only_emergencies=set(clause.relationships) == {RelationshipKind.EMERGENCY},
        consent=clause.rests_on_consent,
        confidentiality=clause.confidentiality or None,
        opt_out=clause.opt_out or None,
        retention=clause.retention,
        dpia=dpia,
        statements=Statements(**clause.statements.model_dump()),
    )


def transfer(clause: Clause, *, recipient: str, bodies: Bodies, law: Law) -> Transfer | None:
    """What powers are asked about; None where the law does not know one of the two kinds of body."""
    provider = law.bodies.get(bodies.get(clause.provider, ""))
    to = law.bodies.get(bodies.get(recipient, ""))
    if provider is None or to is None:
        return None
    personal = Mode(clause.mode) is not Mode.AGGREGATE
    return Transfer(
        provider=provider,
        recipient=to,
        purpose=law.purposes.get(clause.purpose or ""),
        subjects=clause.subjects,
        personal=personal,
        patient_information=clause.patient_information and personal,
        on_request=clause.on_request,
        consent=clause.rests_on_consent,
    )


def _side(said: SideLaw, body: str) -> Side:
    return Side(
        body=body,
        regime=said.regime,
        basis=said.basis or None,
        recognised_interest=said.recognised_interest or None,
        condition=said.condition or None,
        schedule_1=said.schedule_1 or None,
        offence_condition=said.offence_condition or None,
        part_3_basis=said.part_3_basis or None,
        schedule_8=said.schedule_8 or None,
        powers=said.powers,
        policy_document=said.policy_document,
    )


def fields_of(clause: Clause, contract: Contract | None) -> tuple[FlowField, ...]:
    """The clause's fields that the contract has, `table.*` written out, with their categories."""
    if contract is None:
        return ()
    return tuple(
        FlowField(f"{table.name}.{field.name}", field.category)
        for table in contract.tables
        for field in table.fields
        if field.category and {f"{table.name}.{field.name}", f"{table.name}.*"} & set(clause.fields)
    )
