"""No more than needed, no longer than needed, thought through before."""

from shiremoot.law.flows import Dpia, Trait
from tests.law.cases.samples import CARE, CARE_SAYS, FIRE, NOTED, RESEARCH, SCHOOL, Case, but, fields

CASES = (
    Case(
        "events for a fire visit",
        "UK GDPR Article 5(1)(c)",
        but(FIRE, fields=fields("identity", "place", "event")),
        {"more-fields-than-needed": "warns"},
        FIRE,
    ),
    Case(
        "kept for ever",
        "UK GDPR Article 5(1)(e)",
        but(FIRE, retention=""),
        {"retention-missing": "missing"},
        FIRE,
    ),
    Case(
        "health data of many without a DPIA",
        "UK GDPR Article 35(3)(b)",
        but(RESEARCH, dpia=Dpia.DRAFT),
        {**NOTED, "dpia-missing": "missing"},
        RESEARCH,
    ),
    Case(
        "matching without a DPIA",
        "UK GDPR Article 35(4), the ICO's list",
        but(SCHOOL, traits=frozenset({Trait.MATCHED})),
        {"dpia-missing": "missing"},
        but(SCHOOL, traits=frozenset({Trait.MATCHED}), dpia=Dpia.SIGNED),
    ),
    Case(
        "two criteria that nobody has checked, without a DPIA",
        "WP248",
        but(CARE, dpia=Dpia.NONE),
        {**CARE_SAYS, "dpia-missing": "warns"},
        CARE,
    ),
)
