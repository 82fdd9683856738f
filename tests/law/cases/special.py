"""Special categories and offences: UK GDPR Articles 9 and 10, DPA 2018 Schedule 1."""

from shiremoot.law.flows import Side
from tests.law.cases.samples import (
    AGREED,
    CARE,
    CARE_SAYS,
    FRONT_DOOR,
    NOTED,
    RESEARCH,
    TO_POLICE,
    VIOLENCE,
    Case,
    but,
)

CASES = (
    Case(
        "health data without a condition",
        "UK GDPR Article 9(1)",
        but(CARE, provider__condition=None),
        {**CARE_SAYS, "special-condition-missing": "missing"},
        CARE,
    ),
    Case(
        "substantial public interest without its paragraph",
        "DPA 2018 s.10(3)",
        but(FRONT_DOOR, recipient__schedule_1=None),
        {"schedule-1-missing": "missing"},
        FRONT_DOOR,
    ),
    Case(
        "health and care without its paragraph",
        "DPA 2018 s.10(2)",
        but(CARE, provider__schedule_1=None),
        {**CARE_SAYS, "schedule-1-missing": "missing"},
        CARE,
    ),
    Case(
        "social protection without its paragraph",
        "DPA 2018 s.10(2)",
        but(CARE, recipient__condition="9.2.b", recipient__schedule_1=None),
        {**CARE_SAYS, "schedule-1-missing": "missing"},
        but(
            CARE, recipient__condition="9.2.b", recipient__schedule_1="S1.1", recipient__policy_document=True
        ),
    ),
    Case(
        "public health without its paragraph",
        "DPA 2018 s.10(2)",
        but(CARE, recipient__condition="9.2.i", recipient__schedule_1=None),
        {**CARE_SAYS, "schedule-1-missing": "missing"},
        but(CARE, recipient__condition="9.2.i", recipient__schedule_1="S1.3"),
    ),
    Case(
        "research without its paragraph",
        "DPA 2018 s.10(2)",
        but(RESEARCH, recipient__schedule_1=None),
        {**NOTED, "schedule-1-missing": "missing"},
        RESEARCH,
    ),
    Case(
        "health and care with a paragraph of Part 2",
        "DPA 2018 s.10(2)",
        but(CARE, recipient__schedule_1="S1.6", recipient__policy_document=True),
        {**CARE_SAYS, "schedule-1-wrong-part": "refuses"},
        CARE,
    ),
    Case(
        "substantial public interest with a paragraph of Part 1",
        "DPA 2018 s.10(3)",
        but(FRONT_DOOR, recipient__schedule_1="S1.2"),
        {"schedule-1-wrong-part": "refuses"},
        FRONT_DOOR,
    ),
    Case(
        "health and care with the paragraph of public health",
        "DPA 2018 Schedule 1 Part 1",
        but(CARE, recipient__schedule_1="S1.3"),
        {**CARE_SAYS, "schedule-1-unusual": "warns"},
        CARE,
    ),
    Case(
        "economic well-being of children",
        "DPA 2018 Schedule 1 paragraph 19",
        but(FRONT_DOOR, recipient__schedule_1="S1.19"),
        {"schedule-1-does-not-fit": "refuses"},
        FRONT_DOOR,
    ),
    Case(
        "equality monitoring of a category it does not cover",
        "DPA 2018 Schedule 1 paragraph 8",
        but(
            FRONT_DOOR,
            categories=frozenset({"trade-union-membership"}),
            recipient__schedule_1="S1.8",
        ),
        {"schedule-1-does-not-fit": "refuses"},
        but(FRONT_DOOR, categories=frozenset({"trade-union-membership"})),
    ),
    Case(
        "a charity's paragraph in a council's hands",
        "DPA 2018 Schedule 1 paragraph 16",
        but(FRONT_DOOR, recipient__schedule_1="S1.16"),
        {"schedule-1-does-not-fit": "refuses"},
        FRONT_DOOR,
    ),
    Case(
        "safeguarding without consent, resting on consent",
        "DPA 2018 Schedule 1 paragraph 18",
        but(
            AGREED,
            provider__condition="9.2.g",
            provider__schedule_1="S1.18",
            provider__policy_document=True,
        ),
        {"schedule-1-without-consent": "warns"},
        AGREED,
    ),
    Case(
        "public interest not stated",
        "DPA 2018 Schedule 1 paragraph 18(1)(d)",
        but(FRONT_DOOR, statements__public_interest=""),
        {"public-interest-missing": "missing"},
        FRONT_DOOR,
    ),
    Case(
        "no policy document",
        "DPA 2018 Schedule 1 paragraph 5",
        but(FRONT_DOOR, recipient__policy_document=False),
        {"policy-document-missing": "missing"},
        FRONT_DOOR,
    ),
    Case(
        "no policy document for social protection",
        "DPA 2018 Schedule 1 paragraph 1(1)(b)",
        but(CARE, recipient__condition="9.2.b", recipient__schedule_1="S1.1"),
        {**CARE_SAYS, "policy-document-missing": "missing"},
        but(
            CARE, recipient__condition="9.2.b", recipient__schedule_1="S1.1", recipient__policy_document=True
        ),
    ),
    Case(
        "no policy document, and the recipient is no competent authority",
        "DPA 2018 Schedule 1 paragraph 10(2)",
        but(VIOLENCE, recipient__policy_document=False),
        {**NOTED, "policy-document-missing": "missing"},
        VIOLENCE,
    ),
    Case(
        "allegations without a condition",
        "UK GDPR Article 10; DPA 2018 s.11(2)",
        but(FRONT_DOOR, recipient__offence_condition=None),
        {"offence-condition-missing": "missing"},
        FRONT_DOOR,
    ),
    Case(
        "a landlord's official authority",
        "UK GDPR Article 10",
        but(
            TO_POLICE,
            provider=Side("housing-association", basis="6.1.ea", recognised_interest="A1.5a"),
            provider__offence_condition="10.authority",
            purpose="preventing-crime",
        ),
        {"official-authority": "warns"},
        but(
            TO_POLICE,
            provider=Side("housing-association", basis="6.1.ea", recognised_interest="A1.5a"),
            provider__offence_condition="S1.10",
            purpose="preventing-crime",
        ),
    ),
)
