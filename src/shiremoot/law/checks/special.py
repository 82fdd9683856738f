"""Special categories under UK GDPR: the condition of Article 9 and what Schedule 1 adds to it."""

from collections.abc import Iterator

from shiremoot.law.flows import LawfulFlow, Regime, Subjects
from shiremoot.law.items import Body, Paragraph, Schedule8
from shiremoot.law.results import Found, Rest
from shiremoot.law.wording import in_sentence, with_article

from .case import Case, Party, found


def condition_missing(case: Case) -> Iterator[Found]:
    for party in _with_special(case):
        if not party.side.condition:
            words = (
                f"{party.who} has no condition for {_categories(case)}. "
                "Choose the condition of Article 9(2) that it meets."
            )
            yield party.found("special-condition-missing", "condition", words)


def schedule_1(case: Case) -> Iterator[Found]:
    """The condition's paragraph of Schedule 1: there, in the right Part, the usual one."""
    for party in _with_special(case):
        condition, paragraph = party.condition, party.paragraph
        if not (condition and condition.schedule_1_part):
            continue
        part = condition.schedule_1_part
        if not party.side.schedule_1:
            words = (
                f"{party.who} relies on {in_sentence(condition.label)}, which needs a paragraph of Part "
                f"{part} of "
                "Schedule 1. Choose it."
            )
            yield party.found("schedule-1-missing", "schedule_1", words, condition)
        elif paragraph and paragraph.part != part:
            words = (
                f"{paragraph.label} is in Part {paragraph.part} of Schedule 1, and "
                f"{in_sentence(condition.label)} "
                f"needs one of Part {part}. Choose one of Part {part}, or another condition."
            )
            yield party.found("schedule-1-wrong-part", "schedule_1", words, condition, paragraph)
        elif paragraph and condition.usual_paragraphs and paragraph.id not in condition.usual_paragraphs:
            words = (
                f"{paragraph.label} does not usually go with {in_sentence(condition.label)}. "
                "Look again at both, and keep them if you mean it."
            )
            yield party.found("schedule-1-unusual", "schedule_1", words, condition, paragraph)


def paragraph_does_not_fit(case: Case) -> Iterator[Found]:
    for party in case.under(Regime.UKGDPR):
        for key, paragraph in _paragraphs(party, case.flow):
            about = case.flow.categories if key == "schedule_1" else frozenset[str]()
            for reason, part in _misfits(paragraph, about, case.flow.subjects, party.body):
                words = f"{paragraph.label} {reason}. Choose a paragraph that covers the flow."
                yield party.found("schedule-1-does-not-fit", key, words, Rest(paragraph, part))


def _misfits(
    paragraph: Paragraph, categories: frozenset[str], subjects: Subjects | None, body: Body | None
) -> Iterator[tuple[str, str]]:
    """Why the paragraph does not cover the flow, and which of its keys says so."""
    beyond = sorted(categories - set(paragraph.categories))
    if paragraph.categories and beyond:
        yield f"does not cover {' or '.join(beyond)}", "categories"
    if paragraph.subjects == "adults" and subjects in (Subjects.CHILDREN, Subjects.ALL):
        yield "covers adults only", "subjects"
    if body and not body.is_among(paragraph.bodies):
        yield f"is not for {with_article(body.label)}", "bodies"


def paragraph_without_consent(case: Case) -> Iterator[Found]:
    for party in case.controllers():
        by_consent = any(basis and basis.consent for basis in (party.basis, party.part_3_basis))
        if not by_consent:
            continue
        conditions: list[tuple[str, Paragraph | Schedule8]] = [*_paragraphs(party, case.flow)]
        if party.schedule_8:
            conditions.append(("schedule_8", party.schedule_8))
        for key, condition in conditions:
            if condition.without_consent:
                words = (
                    f"{condition.label} is for processing without consent, and the {party.name} rests on "
                    "consent. "
                    "Choose another condition, or another basis."
                )
                yield party.found("schedule-1-without-consent", key, words, condition)


def public_interest_missing(case: Case) -> Iterator[Found]:
    if case.flow.statements.public_interest:
        return
    for party in case.controllers():
        conditions: list[Paragraph | Schedule8] = [each for _, each in _paragraphs(party, case.flow)]
        if party.side.regime is Regime.PART3 and party.schedule_8 and case.flow.categories:
            conditions.append(party.schedule_8)
        for condition in conditions:
            if condition.public_interest:
                words = (
                    f"{condition.label} asks for reasons of substantial public interest. "
                    "State them: what good comes of it, to whom, and why it weighs enough."
                )
                yield found("public-interest-missing", "statements.public_interest", words, condition)


def policy_document_missing(case: Case) -> Iterator[Found]:
    recipient = case.recipient.body
    for party in case.under(Regime.UKGDPR):
        to_competent = party.name == "provider" and recipient is not None and recipient.competent == "whole"
        for _, paragraph in _paragraphs(party, case.flow):
            exempt = paragraph.policy_document == "not needed" or (
                paragraph.policy_document == "not to a competent authority" and to_competent
            )
            if not exempt and not party.side.policy_document:
                words = (
                    f"{party.who} relies on {in_sentence(paragraph.label)}, which needs an appropriate "
                    "policy "
                    "document. Write one, and say that it is there."
                )
                yield party.found("policy-document-missing", "policy_document", words, paragraph)


def secrecy_duty(case: Case) -> Iterator[Found]:
    for party in _with_special(case):
        if party.condition and party.condition.secrecy:
            words = (
                f"{party.who} relies on {in_sentence(party.condition.label)}: only people who owe a duty of "
                "confidence may use the data. See that the roles named are such people."
            )
            yield party.found("secrecy-duty", "condition", words, party.condition)


def _with_special(case: Case) -> Iterator[Party]:
    return case.under(Regime.UKGDPR) if case.flow.categories else iter(())


def _paragraphs(party: Party, flow: LawfulFlow) -> Iterator[tuple[str, Paragraph]]:
    """The paragraphs of Schedule 1 that the side relies on, with the part of the form each stands in."""
    if party.side.regime is not Regime.UKGDPR:
        return
    if flow.categories and party.paragraph:
        yield "schedule_1", party.paragraph
    if flow.offences and party.offence_paragraph:
        yield "offence_condition", party.offence_paragraph


def _categories(case: Case) -> str:
    known = case.law.categories
    labels = [in_sentence(known[each].label) for each in sorted(case.flow.categories) if each in known]
    return ", ".join(labels) or "special categories"


RULES = (
    condition_missing,
    schedule_1,
    paragraph_does_not_fit,
    paragraph_without_consent,
    public_interest_missing,
    policy_document_missing,
    secrecy_duty,
)
