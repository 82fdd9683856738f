"""Law enforcement: DPA 2018 Part 3."""

from shiremoot.law.flows import Regime, Side
from tests.law.cases.samples import FRONT_DOOR, NOTED, OFFENDERS, SCHOOL, Case, but

CASES = (
    Case(
        "a charity under Part 3",
        "DPA 2018 s.30",
        but(OFFENDERS, recipient__body="charity"),
        {**NOTED, "part-3-not-competent": "refuses", "power-not-to": "refuses"},
        OFFENDERS,
    ),
    Case(
        "a council under Part 3",
        "DPA 2018 s.30(1)(b)",
        but(OFFENDERS, recipient__body="county-council"),
        {**NOTED, "part-3-some-functions": "warns"},
        OFFENDERS,
    ),
    Case(
        "early help as law enforcement",
        "DPA 2018 s.31",
        but(
            SCHOOL,
            recipient=Side("police-force", regime=Regime.PART3, part_3_basis="P3.task", powers=("CA04.11",)),
        ),
        {"part-3-other-purpose": "refuses"},
        but(SCHOOL, recipient=Side("police-force", basis="6.1.e", powers=("CA04.11",))),
    ),
    Case(
        "law enforcement without a basis",
        "DPA 2018 s.35(2)",
        but(OFFENDERS, provider__part_3_basis=None),
        {**NOTED, "part-3-basis-missing": "missing"},
        OFFENDERS,
    ),
    Case(
        "sensitive processing without a condition",
        "DPA 2018 s.35(5)(b)",
        but(FRONT_DOOR, provider__schedule_8=None),
        {"schedule-8-missing": "missing"},
        FRONT_DOOR,
    ),
    Case(
        "sensitive processing without a policy document",
        "DPA 2018 s.42",
        but(FRONT_DOOR, provider__policy_document=False),
        {"part-3-policy-document": "missing"},
        FRONT_DOOR,
    ),
    Case(
        "safeguarding without consent, resting on consent, in law enforcement",
        "DPA 2018 Schedule 8 paragraph 4",
        but(FRONT_DOOR, provider__part_3_basis="P3.consent"),
        {"schedule-1-without-consent": "warns"},
        FRONT_DOOR,
    ),
    Case(
        "out of law enforcement without any law",
        "DPA 2018 s.36(4)",
        but(FRONT_DOOR, provider__powers=()),
        {"crossing-not-authorised": "refuses", "power-missing": "missing"},
        FRONT_DOOR,
    ),
    Case(
        "out of law enforcement on an exemption",
        "DPA 2018 s.36(4) and Schedule 2 paragraph 2",
        but(FRONT_DOOR, provider__powers=("DPA18.sch2.2",)),
        {"crossing-not-authorised": "refuses", "exemption-not-power": "refuses"},
        FRONT_DOOR,
    ),
)
