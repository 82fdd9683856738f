"""The duty of confidence and the national data opt-out."""

from tests.law.cases.samples import CARE, CARE_SAYS, NOTED, RESEARCH, Case, but

CASES = (
    Case(
        "patient information without a route",
        "common law duty of confidentiality",
        but(CARE, confidentiality=None, opt_out=None),
        {**CARE_SAYS, "confidentiality-missing": "missing"},
        CARE,
    ),
    Case(
        "patient information called unconfidential",
        "common law duty of confidentiality",
        but(CARE, confidentiality="not-confidential", opt_out="ndoo-anonymised"),
        {**CARE_SAYS, "route-contradicts": "warns"},
        CARE,
    ),
    Case(
        "implied consent for research",
        "common law duty of confidentiality",
        but(RESEARCH, confidentiality="implied-consent-direct-care", opt_out="ndoo-direct-care"),
        {**NOTED, "route-not-direct-care": "refuses"},
        RESEARCH,
    ),
    Case(
        "a route by consent that nobody gave",
        "common law duty of confidentiality",
        but(CARE, confidentiality="explicit-consent"),
        {**CARE_SAYS, "route-needs-consent": "refuses"},
        but(CARE, confidentiality="explicit-consent", consent=True),
    ),
    Case(
        "required by a law that nobody names",
        "common law duty of confidentiality",
        but(RESEARCH, confidentiality="legal-requirement", opt_out="ndoo-legal-requirement"),
        {**NOTED, "route-needs-power": "warns"},
        RESEARCH,
    ),
    Case(
        "set aside by a statute that does not",
        "common law duty of confidentiality",
        but(CARE, confidentiality="statutory-permission", opt_out=None),
        {**CARE_SAYS, "route-needs-power": "warns"},
        CARE,
    ),
    Case(
        "a public interest nobody weighed",
        "common law duty of confidentiality",
        but(CARE, confidentiality="overriding-public-interest", opt_out="ndoo-public-interest"),
        {**CARE_SAYS, "balancing-missing": "warns"},
        but(
            CARE,
            confidentiality="overriding-public-interest",
            opt_out="ndoo-public-interest",
            statements__balancing="Weighed and approved by the Caldicott guardian.",
        ),
    ),
    Case(
        "section 251 without an answer to the opt-out",
        "national data opt-out policy section 5",
        but(RESEARCH, opt_out=None),
        {**NOTED, "opt-out-missing": "missing"},
        RESEARCH,
    ),
    Case(
        "an answer for direct care to a flow for research",
        "national data opt-out policy section 6",
        but(RESEARCH, opt_out="ndoo-direct-care"),
        {**NOTED, "opt-out-contradicts": "warns"},
        RESEARCH,
    ),
)
