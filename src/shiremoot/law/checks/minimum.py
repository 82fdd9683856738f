"""No more than is needed, no longer than is needed, and thought through before."""

from collections.abc import Iterator

from shiremoot.law.facts import excess_fields
from shiremoot.law.flows import Dpia
from shiremoot.law.results import Found, Rest
from shiremoot.law.screening import screen

from .case import Case, found


def more_fields_than_needed(case: Case) -> Iterator[Found]:
    excess = excess_fields(case.flow, case.law)
    if excess and case.purpose:
        words = (
            f"{case.purpose.label} does not usually need {', '.join(each.name for each in excess)}. "
            "Leave out what the purpose can do without."
        )
        yield found("more-fields-than-needed", "fields", words, case.purpose)


def retention_missing(case: Case) -> Iterator[Found]:
    if case.flow.personal and not case.flow.retention:
        words = "The flow does not say how long the data are kept. Say it, for each side where they differ."
        yield found("retention-missing", "retention", words)


def dpia_missing(case: Case) -> Iterator[Found]:
    screening = screen((case.flow,), case.law, case.on)
    if case.flow.personal and screening.required and case.flow.dpia is not Dpia.SIGNED:
        reasons = "; ".join(reason.words for reason in screening.reasons)
        words = f"A data protection impact assessment is required ({reasons}). Finish it and have it signed."
        yield found("dpia-missing", "dpia", words, *(Rest(reason.question) for reason in screening.reasons))


def processor_contract(case: Case) -> Iterator[Found]:
    if case.flow.personal and case.purpose and case.purpose.processor:
        words = "The recipient only processes for the provider. See that a contract under Article 28 says so."
        yield found("processor-contract", "recipient.basis", words, case.purpose)


def not_personal(case: Case) -> Iterator[Found]:
    if not case.flow.personal:
        words = (
            "Counts need no lawful basis if nobody can be identified from them. See that small numbers are "
            "protected."
        )
        yield found("not-personal", "mode", words)


RULES = (more_fields_than_needed, retention_missing, dpia_missing, processor_contract, not_personal)
