"""Law enforcement: Part 3 of the DPA 2018, and what crosses between it and UK GDPR."""

from collections.abc import Iterator

from shiremoot.law.flows import Regime
from shiremoot.law.results import Found, Rest
from shiremoot.law.wording import with_article

from .case import Case


def competent(case: Case) -> Iterator[Found]:
    """Only competent authorities work under Part 3; some only for part of what they do."""
    for party in case.under(Regime.PART3):
        body = party.body
        if body is None or body.competent == "whole":
            continue
        rest = Rest(body, "competent")
        if body.competent == "not":
            words = (
                f"{party.who} is {with_article(body.label)}, which is no competent authority for law "
                "enforcement. "
                "Put it under UK GDPR."
            )
            yield party.found("part-3-not-competent", "regime", words, rest)
        else:
            words = (
                f"{party.who} is {with_article(body.label)}, a competent authority only where it enforces "
                "the law. "
                "See that this flow belongs to such a function, or put it under UK GDPR."
            )
            yield party.found("part-3-some-functions", "regime", words, rest)


def other_purpose(case: Case) -> Iterator[Found]:
    """The recipient's use has to be law enforcement; the provider holds under Part 3 what it got so."""
    party, purpose = case.recipient, case.purpose
    judged = party in case.under(Regime.PART3)
    if judged and purpose and purpose.law_enforcement == "never":
        words = (
            f"{purpose.label} is no law-enforcement purpose, and the recipient is under Part 3. "
            "Put the recipient under UK GDPR, or choose the purpose that is meant."
        )
        yield party.found("part-3-other-purpose", "regime", words, purpose)


def basis_missing(case: Case) -> Iterator[Found]:
    for party in case.under(Regime.PART3):
        if not party.side.part_3_basis:
            words = (
                f"{party.who} names no basis for law enforcement. "
                "Choose consent, or a task of a competent authority."
            )
            yield party.found("part-3-basis-missing", "part_3_basis", words)


def sensitive(case: Case) -> Iterator[Found]:
    """Sensitive processing has a condition of Schedule 8 or consent, and a policy document either way."""
    if not case.flow.categories:
        return
    for party in case.under(Regime.PART3):
        by_consent = party.part_3_basis is not None and party.part_3_basis.consent
        if not party.side.schedule_8 and not by_consent:
            words = (
                f"{party.who} processes sensitive data for law enforcement without a condition. "
                "Choose the one of Schedule 8 for which it is strictly necessary."
            )
            yield party.found("schedule-8-missing", "schedule_8", words)
        if not party.side.policy_document:
            words = (
                f"{party.who} processes sensitive data for law enforcement without an appropriate policy "
                "document. "
                "Write one, and say that it is there."
            )
            yield party.found("part-3-policy-document", "policy_document", words)


def crossing(case: Case) -> Iterator[Found]:
    if not case.flow.personal:
        return
    regimes = (case.provider.side.regime, case.recipient.side.regime)
    for each in case.law.crossings.on(case.on):
        if (each.provider, each.recipient) == regimes and each.authorised_by_law and not case.provider.powers:
            words = (
                "These data are held for law enforcement and would be used for something else, which only "
                "law can "
                "authorise. Name the provider's duty, power or function that does."
            )
            yield case.provider.found("crossing-not-authorised", "powers", words, each)


RULES = (competent, other_purpose, basis_missing, sensitive, crossing)
