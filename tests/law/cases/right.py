"""Flows of which the checks have nothing to say but notes; and some that they would think again about."""

from shiremoot.law.flows import Dpia, Side, Subjects
from tests.law.cases.samples import (
    AGREED,
    CARE,
    CARE_SAYS,
    COUNTS,
    FIRE,
    FRONT_DOOR,
    LINKING,
    NOTED,
    OFFENDERS,
    ON_REQUEST,
    REFERRAL,
    RESEARCH,
    SCHOOL,
    TO_POLICE,
    VIOLENCE,
    WEIGHED,
    Case,
    but,
)

RIGHT = (
    Case(
        "a parish council, which is no public authority here",
        "DPA 2018 s.7(3)",
        but(FIRE, provider__body="parish-council"),
        {},
    ),
    Case("the host links", "UK GDPR Article 28", LINKING, {"processor-contract": "notes"}),
    Case("a landlord tells the fire service whom to visit", "UK GDPR Annex 1 paragraph 6", FIRE, {}),
    Case("a landlord answers the fire service's request", "UK GDPR Annex 1 paragraph 1", ON_REQUEST, {}),
    Case("a school tells early help", "Education Act 2002 s.175", SCHOOL, {}),
    Case("police tell the children's front door", "DPA 2018 s.36(4)", FRONT_DOOR, {}),
    Case("a trust tells adult social care", "HSCA 2012 s.251B", CARE, CARE_SAYS),
    Case("a hospital refers somebody homeless", "Housing Act 1996 s.213B", REFERRAL, NOTED),
    Case("a council tells the police", "Crime and Disorder Act 1998 s.115", TO_POLICE, {}),
    Case("police tell probation", "Offender Management Act 2007 s.14", OFFENDERS, NOTED),
    Case(
        "counts of violence by ward", "Crime and Disorder Act 1998 s.17A", COUNTS, {"not-personal": "notes"}
    ),
    Case("research with support", "NHS Act 2006 s.251", RESEARCH, NOTED),
    Case("people agreed", "UK GDPR Article 6(1)(a)", AGREED, {}),
    Case("interests weighed", "UK GDPR Article 6(1)(f)", WEIGHED, {}),
    Case("police tell the violence partnership", "PCSC Act 2022 s.16", VIOLENCE, NOTED),
    Case(
        "the trust shares with the council that asks for help",
        "Children Act 1989 s.27",
        but(
            SCHOOL,
            provider__body="nhs-trust",
            provider__basis="6.1.c",
            provider__powers=("CA89.27",),
            on_request=True,
        ),
        NOTED,
    ),
    Case(
        "the safeguarding adults board asks",
        "Care Act 2014 s.45",
        but(
            SCHOOL,
            provider__body="care-provider",
            provider__basis="6.1.c",
            provider__powers=("CARE14.45",),
            recipient__powers=("CARE14.42",),
            purpose="safeguarding-adults",
            subjects=Subjects.ADULTS,
            on_request=True,
        ),
        NOTED,
    ),
    Case(
        "vital interests in a flow that opens in an emergency alone",
        "UK GDPR Article 6(1)(d)",
        but(
            FRONT_DOOR,
            provider__basis="6.1.d",
            recipient__basis="6.1.d",
            only_emergencies=True,
        ),
        {},
    ),
    Case(
        "vital interests in a flood",
        "UK GDPR Article 6(1)(d)",
        but(
            FIRE,
            provider=Side("district-council", basis="6.1.d", powers=("CCA04.regs",)),
            recipient__basis="6.1.d",
            recipient__powers=("CCA04.regs",),
            purpose="emergency-response",
        ),
        {},
    ),
    Case(
        "no policy document for a disclosure to the police",
        "DPA 2018 Schedule 1 paragraph 10(2)",
        but(TO_POLICE, provider__policy_document=False),
        {},
    ),
    Case(
        "official authority of a public body",
        "UK GDPR Article 10",
        but(TO_POLICE, provider__offence_condition="10.authority"),
        {},
    ),
    Case(
        "a landlord's own tenants",
        "UK GDPR Article 6(1)(b)",
        but(WEIGHED, provider=Side("housing-association", basis="6.1.b"), recipient__basis="6.1.b"),
        {},
    ),
    Case(
        "consent to law enforcement carries sensitive data",
        "DPA 2018 s.35(4)",
        but(
            OFFENDERS,
            categories=frozenset({"health"}),
            provider__part_3_basis="P3.consent",
            recipient__part_3_basis="P3.consent",
            provider__policy_document=True,
            recipient__policy_document=True,
        ),
        NOTED,
    ),
)

DOUBTFUL = (
    Case(
        "consent asked by a school",
        "UK GDPR recital 43",
        but(
            SCHOOL,
            provider__basis="6.1.a",
            consent=True,
            statements__withdrawal="Any day, by telling the school.",
        ),
        {"consent-discouraged": "warns"},
        SCHOOL,
    ),
    Case(
        "consent where an adult is at risk",
        "UK GDPR recital 43",
        but(AGREED, purpose="safeguarding-adults", dpia=Dpia.SIGNED),
        {"consent-discouraged": "warns"},
        AGREED,
    ),
)
