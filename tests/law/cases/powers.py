"""The powers, each by its own predicates."""

from shiremoot.law.flows import Side, Subjects
from tests.law.cases.samples import FIRE, NOTED, REFERRAL, SCHOOL, TO_POLICE, VIOLENCE, Case, but

CASES = (
    Case(
        "a restriction cited as a power",
        "Human Rights Act 1998 Article 8",
        but(SCHOOL, provider__powers=("ECHR.8", "EA02.175")),
        {"exemption-not-power": "warns"},
        SCHOOL,
    ),
    Case(
        "somebody else's function",
        "Fire and Rescue Services Act 2004 s.6",
        but(FIRE, recipient__body="police-force"),
        {"power-not-from": "refuses"},
        FIRE,
    ),
    Case(
        "the duty to refer, to the wrong council",
        "Housing Act 1996 s.213B",
        but(REFERRAL, recipient__body="county-council"),
        {**NOTED, "power-not-to": "refuses"},
        REFERRAL,
    ),
    Case(
        "section 115 to a charity, whose list nobody has checked",
        "Crime and Disorder Act 1998 s.115(2)",
        but(
            TO_POLICE,
            recipient=Side("charity", basis="6.1.ea", recognised_interest="A1.5a", offence_condition="S1.10"),
            recipient__policy_document=True,
            purpose="preventing-crime",
        ),
        {"power-not-to": "warns"},
        but(TO_POLICE, purpose="preventing-crime"),
    ),
    Case(
        "adult safeguarding of children",
        "Care Act 2014 s.42",
        but(
            SCHOOL,
            recipient__powers=("CARE14.42",),
            purpose="safeguarding-adults",
            provider__powers=("CARE14.45",),
        ),
        {"power-subjects": "refuses", "power-needs-request": "missing", **NOTED},
        but(
            SCHOOL,
            recipient__powers=("CARE14.42",),
            provider__powers=("CARE14.45",),
            purpose="safeguarding-adults",
            subjects=Subjects.ADULTS,
            on_request=True,
        ),
    ),
    Case(
        "names under the duty for depersonalised information",
        "Crime and Disorder Act 1998 s.17A; S.I. 2007/1831",
        but(VIOLENCE, provider__powers=("CDA98.17A", "PCSC22.16")),
        {**NOTED, "power-not-personal": "refuses"},
        VIOLENCE,
    ),
    Case(
        "fire safety for early help",
        "Fire and Rescue Services Act 2004 s.6",
        but(FIRE, purpose="early-help"),
        {"power-other-purpose": "refuses"},
        FIRE,
    ),
    Case(
        "patient information under the violence duty",
        "PCSC Act 2022 s.16(4)(a)",
        but(
            VIOLENCE,
            patient_information=True,
            confidentiality="overriding-public-interest",
            statements__balancing="Weighed and approved by the Caldicott guardian.",
        ),
        {**NOTED, "power-excludes": "refuses"},
        VIOLENCE,
    ),
    Case(
        "a health body's personal information under the violence duty",
        "PCSC Act 2022 s.16(4)(b)",
        but(
            VIOLENCE,
            provider=Side("nhs-trust", basis="6.1.e", offence_condition="S1.10", powers=("PCSC22.16",)),
            provider__policy_document=True,
        ),
        {**NOTED, "power-excludes": "refuses", "power-not-from": "warns"},
        VIOLENCE,
    ),
    Case(
        "help that nobody asked for",
        "Children Act 1989 s.27",
        but(SCHOOL, provider__body="nhs-trust", provider__basis="6.1.c", provider__powers=("CA89.27",)),
        {**NOTED, "power-needs-request": "missing"},
        but(
            SCHOOL,
            provider__body="nhs-trust",
            provider__basis="6.1.c",
            provider__powers=("CA89.27",),
            on_request=True,
        ),
    ),
    Case(
        "a referral that nobody agreed to",
        "Housing Act 1996 s.213B(3)",
        but(REFERRAL, consent=False),
        {**NOTED, "power-needs-consent": "refuses"},
        REFERRAL,
    ),
    Case(
        "general competence alone",
        "Localism Act 2011 s.1",
        but(SCHOOL, recipient__powers=("LA11.1",)),
        {"power-weak-alone": "warns"},
        but(SCHOOL, recipient__powers=("LA11.1", "CA04.11")),
    ),
)
