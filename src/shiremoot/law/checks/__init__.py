"""The checks of a flow against the law, as it stands on a day."""

from datetime import date

from shiremoot.law.flows import LawfulFlow
from shiremoot.law.results import CheckResult, settle
from shiremoot.law.shelves import Law

from . import bases, confidentiality, minimum, naming, offences, part3, powers, special
from .case import Case

_RULES = (
    *naming.RULES,
    *bases.RULES,
    *special.RULES,
    *offences.RULES,
    *part3.RULES,
    *powers.RULES,
    *confidentiality.RULES,
    *minimum.RULES,
)


def check(flow: LawfulFlow, on: date, law: Law) -> tuple[CheckResult, ...]:
    """Everything the law's files have to say of the flow, gravest first; none if it is as it should be."""
    case = Case(flow, on, law)
    return settle(law, on, [found for rule in _RULES for found in rule(case)])
