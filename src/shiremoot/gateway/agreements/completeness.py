"""Whether an agreement says what it has to say, apart from the law of its flows. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from shiremoot.gateway.agreements import sections
from shiremoot.gateway.agreements.file import Clause, Kind, Proposal, Tier
from shiremoot.gateway.agreements.sections import Part
from shiremoot.gateway.agreements.tiers import circle
from shiremoot.law import Law
from shiremoot.law.results import CheckResult, Severity

_CODE = "ICO data sharing code"
Said = Iterator[tuple[str, CheckResult]]


def whole(
    proposal: Proposal, *, parents: Mapping[str, str | None], known: Collection[str], law: Law, on: date
) -> Said:
    """What is missing or cannot be so, each with the part or section it belongs to."""
    yield from _about(proposal)
    yield from _dates(proposal, on)
    yield from _above(proposal, parents)
    yield from _parties(proposal, known)
    yield from _sections(proposal)
    yield from _clauses(proposal)
    yield from _kind(proposal, law)


def _about(proposal: Proposal) -> Said:
    for key, value, words in (
        ("title", proposal.title, "It has no title. Give it one."),
        ("summary", proposal.summary, "It has no summary. Say in a paragraph who shares what and why."),
        ("kind", proposal.kind, "It does not say what kind of agreement it is. Choose one."),
        ("tier", proposal.tier, "It has no tier. Choose memorandum, purpose or operational."),
        ("begins", proposal.begins, "It does not say when it begins. Choose a day."),
        ("until", proposal.until, "It does not say when it ends. Choose a day."),
    ):
        if not value:
            yield Part.ABOUT, _said(f"{key}-missing", key, words)


def _dates(proposal: Proposal, on: date) -> Said:
    begins, until, review = proposal.begins, proposal.until, proposal.review_on
    if begins and until and until <= begins:
        words = f"It ends ({until}) before it begins ({begins}). Correct one of them."
        yield Part.ABOUT, _said("ends-before-it-begins", "until", words, Severity.REFUSES)
    elif until and until <= on:
        yield (
            Part.ABOUT,
            _said("over", "until", "Its last day is past. Choose a later end.", Severity.REFUSES),
        )
    if review is None:
        words = "It does not say when it is reviewed. Choose a day."
        yield Part.REVIEW, _said("review-missing", "review_on", words, citation=_CODE)
    elif until and review >= until:
        words = "It is reviewed after it has ended. Choose an earlier day."
        yield Part.REVIEW, _said("review-late", "review_on", words, Severity.WARNS, _CODE)
    if not proposal.contact:
        words = "It names no contact for questions about it. Name a team with its address."
        yield Part.REVIEW, _said("contact-missing", "contact", words, citation=_CODE)


def _above(proposal: Proposal, parents: Mapping[str, str | None]) -> Said:
    if proposal.under is None:
        if proposal.tier is Tier.OPERATIONAL:
            words = "An operational agreement usually stands under a memorandum or a purpose agreement."
            yield Part.ABOUT, _said("no-tier-above", "under", words, Severity.WARNS)
        return
    if proposal.under not in parents:
        words = f"There is no agreement {proposal.under} here. Choose one that is."
        yield Part.ABOUT, _said("unknown-tier-above", "under", words, Severity.REFUSES)
    if path := circle(proposal.agreement, proposal.under, parents):
        words = f"It would stand under itself ({' under '.join(path)}). Choose another agreement above it."
        yield Part.ABOUT, _said("circular-tier", "under", words, Severity.REFUSES)


def _parties(proposal: Proposal, known: Collection[str]) -> Said:
    if len(proposal.parties) < 2:
        yield Part.PARTIES, _said("parties-missing", "parties", "It has fewer than two parties. Add them.")
    for name in proposal.parties:
        if name not in known:
            words = f"{name} is not registered here. Register it, or take it out."
            yield Part.PARTIES, _said("unknown-party", "parties", words, Severity.REFUSES)


def _sections(proposal: Proposal) -> Said:
    for section in sections.required(proposal.kind):
        if not proposal.sections.get(section.id, "").strip():
            words = f"Nothing is said under “{section.heading}”. {section.asks}"
            yield section.id, _said("section-missing", "words", words, citation=_CODE)


def _clauses(proposal: Proposal) -> Said:
    for clause, count in Counter(flow.clause for flow in proposal.flows).items():
        if count > 1:
            words = f"Clause {clause} is used {count} times. Give each flow a number of its own."
            yield "flows", _said("clause-twice", "clause", words, Severity.REFUSES)


def _kind(proposal: Proposal, law: Law) -> Said:
    both_ways = {flow.provider for flow in proposal.flows} & {
        each.organisation
        for flow in proposal.flows
        for each in flow.recipients
        if each.organisation != flow.provider
    }
    if proposal.kind is Kind.ONE_WAY and both_ways:
        words = (
            f"One way means that nobody gives and receives, as {min(both_ways)} does. Choose another kind."
        )
        yield Part.ABOUT, _said("kind-does-not-fit", "kind", words, Severity.WARNS)
    if proposal.kind is not Kind.RECIPROCAL and not proposal.flows:
        yield "flows", _said("flows-missing", "flows", "It has no flow, so it shares nothing. Add one.")
    if proposal.kind is Kind.PROCESSING and any(not _processes(flow, law) for flow in proposal.flows):
        words = "A processing agreement is for flows whose recipient only processes for the provider."
        yield Part.ABOUT, _said("kind-does-not-fit", "kind", words, Severity.WARNS)


def _processes(flow: Clause, law: Law) -> bool:
    purpose = law.purposes.get(flow.purpose or "")
    return purpose is not None and purpose.processor


def _said(
    check: str, where: str, words: str, severity: Severity = Severity.MISSING, citation: str = "Our own rule"
) -> CheckResult:
    return CheckResult(check, severity, where, words, citation, ())
