"""Flows as they should be, which the table of cases begins with and changes one thing of."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shiremoot.law.flows import (
    Dpia,
    FlowField,
    LawfulFlow,
    Mode,
    Regime,
    Side,
    Statements,
    Subjects,
)

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Case:
    """`says`: severity of each check by its id; `mended`: the flow that has what the checks asked for."""

    name: str
    provision: str
    flow: LawfulFlow
    says: dict[str, str]
    mended: LawfulFlow | None = None
    on: date = TODAY


def but(flow: LawfulFlow, **changes: Any) -> LawfulFlow:
    """The flow with some things changed; `provider__basis` is the provider's basis."""
    own = {key: value for key, value in changes.items() if "__" not in key}
    for part in ("provider", "recipient", "statements"):
        inner = {key.split("__")[1]: value for key, value in changes.items() if key.startswith(f"{part}__")}
        if inner:
            own[part] = replace(own.get(part, getattr(flow, part)), **inner)
    return replace(flow, **own)


def fields(*categories: str) -> tuple[FlowField, ...]:
    return tuple(FlowField(f"{category}.field", category) for category in categories)


SAID = Statements(
    proportionality="Only what finds the household to visit; nothing about why it is at risk.",
    public_interest="Children come to less harm when the front door knows who is involved.",
)
COMMON = {"retention": "Until the case is closed, then as the recipient's schedule says", "statements": SAID}

# Housing association to fire service: who lives where, so that visits find the right household.
FIRE = LawfulFlow(
    provider=Side("housing-association", basis="6.1.ea", recognised_interest="A1.6"),
    recipient=Side("fire-and-rescue", basis="6.1.e", powers=("FRSA04.6",)),
    purpose="fire-prevention",
    subjects=Subjects.ALL,
    fields=fields("identity", "place"),
    people=900,
    **COMMON,
)
# The same on request, stating the need.
ON_REQUEST = but(
    FIRE,
    provider__recognised_interest="A1.1",
    on_request=True,
    statements__need="Our visits under section 6 need the names and addresses of tenants over 75.",
)
# A school to the council's early help.
SCHOOL = LawfulFlow(
    provider=Side("school", basis="6.1.e", powers=("EA02.175",)),
    recipient=Side("county-council", basis="6.1.e", powers=("CA04.11",)),
    purpose="early-help",
    subjects=Subjects.CHILDREN,
    fields=fields("identity", "family"),
    people=300,
    **COMMON,
)
# Police to the children's front door: held for law enforcement, used for safeguarding.
FRONT_DOOR = LawfulFlow(
    provider=Side(
        "police-force",
        regime=Regime.PART3,
        part_3_basis="P3.task",
        schedule_8="S8.4",
        powers=("CA04.11",),
        policy_document=True,
    ),
    recipient=Side(
        "county-council",
        basis="6.1.e",
        condition="9.2.g",
        schedule_1="S1.18",
        offence_condition="S1.36",
        powers=("CA04.11",),
        policy_document=True,
    ),
    purpose="safeguarding-children",
    subjects=Subjects.ALL,
    fields=fields("identity", "event", "sensitive"),
    categories=frozenset({"health"}),
    offences=True,
    people=700,
    dpia=Dpia.SIGNED,
    **COMMON,
)
# An NHS trust to the council's adult social care, for the person's own care.
CARE = LawfulFlow(
    provider=Side("nhs-trust", basis="6.1.c", condition="9.2.h", schedule_1="S1.2", powers=("HSCA12.251B",)),
    recipient=Side(
        "county-council", basis="6.1.e", condition="9.2.h", schedule_1="S1.2", powers=("CARE14.1",)
    ),
    purpose="direct-care",
    subjects=Subjects.ADULTS,
    fields=fields("identity", "involvement", "sensitive"),
    categories=frozenset({"health"}),
    patient_information=True,
    confidentiality="implied-consent-direct-care",
    opt_out="ndoo-direct-care",
    people=400,
    dpia=Dpia.SIGNED,
    **COMMON,
)
CARE_SAYS = {"secrecy-duty": "notes", "power-conditions": "notes"}
# A hospital refers somebody who may be homeless.
REFERRAL = LawfulFlow(
    provider=Side("nhs-trust", basis="6.1.c", powers=("HA96.213B",)),
    recipient=Side("district-council", basis="6.1.e", powers=("HA96.213B",)),
    purpose="homelessness",
    subjects=Subjects.ADULTS,
    fields=fields("identity", "contact"),
    people=50,
    consent=True,
    **COMMON,
)
# The council to the police: where anti-social behaviour was reported.
TO_POLICE = LawfulFlow(
    provider=Side(
        "district-council",
        basis="6.1.e",
        offence_condition="S1.10",
        powers=("CDA98.115",),
        policy_document=True,
    ),
    recipient=Side("police-force", regime=Regime.PART3, part_3_basis="P3.task", powers=("CDA98.115",)),
    purpose="antisocial-behaviour",
    subjects=Subjects.ALL,
    fields=fields("identity", "event"),
    offences=True,
    people=80,
    **COMMON,
)
# Police and probation about offenders.
OFFENDERS = LawfulFlow(
    provider=Side("police-force", regime=Regime.PART3, part_3_basis="P3.task", powers=("OMA07.14",)),
    recipient=Side("probation", regime=Regime.PART3, part_3_basis="P3.task", powers=("OMA07.14",)),
    purpose="offender-management",
    subjects=Subjects.ADULTS,
    fields=fields("identity", "event"),
    offences=True,
    people=120,
    **COMMON,
)
# Counts of violence by ward.
COUNTS = LawfulFlow(
    provider=Side("police-force", powers=("CDA98.17A",)),
    recipient=Side("county-council", powers=("CDA98.17A",)),
    purpose="serious-violence",
    subjects=Subjects.ALL,
    mode=Mode.AGGREGATE,
    fields=fields("place", "event"),
)
# Patient information for research, supported under section 251.
RESEARCH = LawfulFlow(
    provider=Side("nhs-trust", basis="6.1.e", condition="9.2.j", schedule_1="S1.4", powers=("NHSA06.251",)),
    recipient=Side("university", basis="6.1.e", condition="9.2.j", schedule_1="S1.4", powers=("NHSA06.251",)),
    purpose="research-and-planning",
    subjects=Subjects.ALL,
    mode=Mode.PSEUDONYMISED,
    fields=fields("place", "event", "sensitive"),
    categories=frozenset({"health"}),
    patient_information=True,
    confidentiality="s251-reg5",
    opt_out="ndoo-applies",
    people=40000,
    dpia=Dpia.SIGNED,
    **COMMON,
)
# The host loads and links a district's records.
LINKING = LawfulFlow(
    provider=Side("district-council", basis="6.1.e", powers=("CDA98.17",)),
    recipient=Side("county-council"),
    purpose="linking",
    subjects=Subjects.ALL,
    fields=fields("identity", "place"),
    people=60000,
    dpia=Dpia.SIGNED,
    **COMMON,
)
# A charity's own work with people who agreed to it.
AGREED = LawfulFlow(
    provider=Side("charity", basis="6.1.a", condition="9.2.a"),
    recipient=Side("charity", basis="6.1.a", condition="9.2.a"),
    purpose="housing-support",
    subjects=Subjects.ADULTS,
    fields=fields("identity", "contact"),
    categories=frozenset({"health"}),
    people=30,
    consent=True,
    **{**COMMON, "statements": replace(SAID, withdrawal="By telling any worker; sharing stops that day.")},
)
# A care provider's legitimate interests, weighed.
WEIGHED = LawfulFlow(
    provider=Side("care-provider", basis="6.1.f"),
    recipient=Side("housing-association", basis="6.1.f"),
    purpose="housing-support",
    subjects=Subjects.ADULTS,
    fields=fields("identity", "contact"),
    people=30,
    **{**COMMON, "statements": replace(SAID, assessment="Interest, necessity and balance, as of May.")},
)
# Serious violence: police to council.
VIOLENCE = LawfulFlow(
    provider=Side("police-force", regime=Regime.PART3, part_3_basis="P3.task", powers=("PCSC22.16",)),
    recipient=Side(
        "county-council",
        basis="6.1.e",
        offence_condition="S1.10",
        powers=("PCSC22.16",),
        policy_document=True,
    ),
    purpose="serious-violence",
    subjects=Subjects.ALL,
    fields=fields("identity", "event"),
    offences=True,
    people=60,
    **COMMON,
)
NOTED = {"power-conditions": "notes"}
