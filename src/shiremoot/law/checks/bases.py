"""The lawful basis of each side under Article 6."""

from collections.abc import Iterator

from shiremoot.law.flows import Regime
from shiremoot.law.items import PowerKind
from shiremoot.law.results import Found, Rest
from shiremoot.law.wording import in_sentence

from .case import Case, Party, found, known


def basis_missing(case: Case) -> Iterator[Found]:
    for party in case.under(Regime.UKGDPR):
        if not party.side.basis:
            words = f"{party.who} names no lawful basis. Choose one of Article 6(1)."
            yield party.found("basis-missing", "basis", words)


def power_missing(case: Case) -> Iterator[Found]:
    for party in case.controllers():
        if _needs_power(party) and not party.side.powers:
            words = f"{party.who} names no power. Name the duty, power or function in law that it acts under."
            yield party.found("power-missing", "powers", words, *filter(None, (party.basis,)))


def _needs_power(party: Party) -> bool:
    public = party.body is not None and party.body.public_authority
    law_enforcement = party.side.regime is Regime.PART3
    return public or law_enforcement or bool(party.basis and party.basis.power_kinds)


def basis_needs_other_power(case: Case) -> Iterator[Found]:
    for party in case.under(Regime.UKGDPR):
        basis = party.basis
        if not (basis and basis.power_kinds and party.powers):
            continue
        if all(power.kind not in basis.power_kinds for power in party.powers):
            words = (
                f"{party.who} rests on {in_sentence(basis.label)}, and none of its powers is a "
                f"{_either(basis.power_kinds)}. Name one that is, or choose another basis."
            )
            yield party.found("basis-needs-other-power", "powers", words, basis, *party.powers)


def _either(kinds: tuple[PowerKind, ...]) -> str:
    return " or a ".join(kinds)


def public_authority_interests(case: Case) -> Iterator[Found]:
    for party in case.under(Regime.UKGDPR):
        basis, body = party.basis, party.body
        if basis and body and body.public_authority and not basis.public_authorities:
            words = (
                f"{party.who} is a public authority and cannot rest its tasks on {in_sentence(basis.label)}. "
                "Use public task (6.1.e) and name the power."
            )
            rests = (basis, Rest(body, "public_authority"))
            yield party.found("public-authority-interests", "basis", words, *rests)


def recognised_interest(case: Case) -> Iterator[Found]:
    """A recognised legitimate interest has its condition of Annex 1, and that suits the purpose."""
    for party in case.under(Regime.UKGDPR):
        if not (party.basis and party.basis.recognised_interest):
            continue
        key = "recognised_interest"
        interest = known(case.law.recognised_interests, party.side.recognised_interest)
        if not party.side.recognised_interest:
            words = f"{party.who} names no condition of Annex 1. Choose the one that it meets."
            yield party.found("recognised-interest-missing", key, words, party.basis)
        elif interest and interest.purposes and case.purpose and case.purpose.id not in interest.purposes:
            words = (
                f"{interest.label} is not usually a condition for {in_sentence(case.purpose.label)}. "
                "Choose the condition that the purpose meets, or say in the statement why this one is met."
            )
            yield party.found("recognised-interest-other-purpose", key, words, interest)


def disclosure_on_request(case: Case) -> Iterator[Found]:
    """Annex 1 paragraph 1: a request that states the need, from somebody with a public task."""
    for party in case.under(Regime.UKGDPR):
        interest = known(case.law.recognised_interests, party.side.recognised_interest)
        if not (interest and interest.request and party.basis and party.basis.recognised_interest):
            continue
        if not (case.flow.on_request and case.flow.statements.need):
            words = (
                f"{party.who} discloses on request, and there is no request that states the need. "
                "Say that the flow is on request, and put the request's own words in."
            )
            yield found("request-missing", "statements.need", words, interest)
        if case.recipient.side.regime is Regime.UKGDPR and case.recipient.side.basis not in (None, "6.1.e"):
            words = (
                "The recipient asks under Annex 1 and does not rest on public task. "
                "Use public task (6.1.e) for the recipient, or another condition for the provider."
            )
            yield case.recipient.found("requester-not-public-task", "basis", words, interest)


def assessment_missing(case: Case) -> Iterator[Found]:
    for party in case.under(Regime.UKGDPR):
        if party.basis and party.basis.assessment and not case.flow.statements.assessment:
            words = (
                f"{party.who} rests on legitimate interests without an assessment. "
                "Write down the interest, why this is necessary, and how it weighs against the people's own."
            )
            yield found("assessment-missing", "statements.assessment", words, party.basis)


def consent(case: Case) -> Iterator[Found]:
    """Consent is free, and can be withdrawn."""
    for party in case.under(Regime.UKGDPR):
        if not (party.basis and party.basis.consent):
            continue
        public = party.body is not None and party.body.public_authority
        unsuitable = case.purpose is not None and case.purpose.consent_unsuitable
        if public or unsuitable:
            why = "is a public authority" if public else "uses the data to protect people"
            words = (
                f"{party.who} {why}, so people may not be free to say no. "
                "Consider another basis, such as public task."
            )
            yield party.found("consent-discouraged", "basis", words, party.basis)
        if not case.flow.statements.withdrawal:
            words = "The flow rests on consent. Say how somebody withdraws it and what happens then."
            yield found("withdrawal-missing", "statements.withdrawal", words, party.basis)


def vital_interests_standing(case: Case) -> Iterator[Found]:
    for party in case.under(Regime.UKGDPR):
        emergency = case.flow.only_emergencies or (case.purpose is not None and case.purpose.emergency)
        if party.basis and party.basis.only_emergencies and not emergency:
            words = (
                f"{party.who} rests a standing flow on vital interests, which are for emergencies. "
                "Choose a basis for every day, such as public task."
            )
            yield party.found("vital-interests-standing", "basis", words, party.basis)


def proportionality_missing(case: Case) -> Iterator[Found]:
    if case.flow.personal and not case.flow.statements.proportionality:
        words = "The flow does not say why it is necessary and proportionate. Say it in a few sentences."
        yield found("proportionality-missing", "statements.proportionality", words)


RULES = (
    basis_missing,
    power_missing,
    basis_needs_other_power,
    public_authority_interests,
    recognised_interest,
    disclosure_on_request,
    assessment_missing,
    consent,
    vital_interests_standing,
    proportionality_missing,
)
