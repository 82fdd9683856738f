"""Data about criminal offences under UK GDPR: Article 10."""

from collections.abc import Iterator

from shiremoot.law.flows import Regime
from shiremoot.law.results import Found, Rest
from shiremoot.law.wording import with_article

from .case import Case, known


def condition_missing(case: Case) -> Iterator[Found]:
    if not case.flow.offences:
        return
    for party in case.under(Regime.UKGDPR):
        if not party.side.offence_condition:
            words = (
                f"{party.who} has no condition for data about criminal offences. Choose a paragraph of "
                "Schedule 1, "
                "or official authority where the law gives it."
            )
            yield party.found("offence-condition-missing", "offence_condition", words)


def official_authority(case: Case) -> Iterator[Found]:
    if not case.flow.offences:
        return
    for party in case.under(Regime.UKGDPR):
        authority = known(case.law.article_10, party.side.offence_condition)
        body = party.body
        if authority and body and not body.public_authority:
            words = (
                f"Seldom does {with_article(body.label)} have official authority over data about offences. "
                "Choose a paragraph of Schedule 1, or name the law that gives it."
            )
            rests = (authority, Rest(body, "public_authority"))
            yield party.found("official-authority", "offence_condition", words, *rests)


RULES = (condition_missing, official_authority)
