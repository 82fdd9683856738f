"""What the page of a draft shows: its parts, flows and checks, how far each is, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shiremoot.gateway.agreements import drafting
from shiremoot.gateway.agreements.agreement_page import names
from shiremoot.gateway.agreements.checking import Finding, Findings
from shiremoot.gateway.agreements.difference import Change, differences
from shiremoot.gateway.agreements.file import Clause, Proposal
from shiremoot.gateway.agreements.models import Comment, Draft
from shiremoot.gateway.agreements.sections import HEADINGS, Part, heading_of, required
from shiremoot.gateway.agreements.states import MAY_BE_WRITTEN, Move, State, moves
from shiremoot.gateway.agreements.wording import Names
from shiremoot.home import Home
from shiremoot.law.risk import Risk


@dataclass(frozen=True)
class Task:
    """One part of the draft: what is to be mended in it, and whether anything is said there yet."""

    name: str
    heading: str
    to_mend: int
    to_consider: int
    said: bool

    @property
    def status(self) -> str:
        if self.to_mend:
            return f"{self.to_mend} to mend"
        if not self.said:
            return "Not said"
        return f"{self.to_consider} to consider" if self.to_consider else "Done"


@dataclass(frozen=True)
class FlowTask:
    task: Task
    clause: Clause
    risk: Risk | None


@dataclass(frozen=True)
class DraftPage:
    draft: Draft
    proposal: Proposal
    tasks: list[Task]
    flows: list[FlowTask]
    findings: Findings
    moves: Sequence[Move]
    may_be_written: bool
    comments: int
    open_queries: int
    names: Names


def draft_page(home: Home, draft: Draft, *, at: datetime) -> DraftPage:
    proposal, findings = drafting.proposal_of(draft), drafting.findings_of(home, draft, at=at)
    said = {section.name for section in draft.sections.all() if section.content}
    comments = Comment.objects.filter(identifier=draft.identifier, version=draft.version)
    parts = [Part.ABOUT, Part.PARTIES, *_words(proposal, said), Part.REVIEW]
    return DraftPage(
        draft=draft,
        proposal=proposal,
        tasks=[_task(name, heading_of(name), findings.of_section(name), said) for name in parts],
        flows=_flows(draft, findings),
        findings=findings,
        moves=moves(State(draft.state)),
        may_be_written=draft.state in MAY_BE_WRITTEN,
        comments=comments.count(),
        open_queries=comments.filter(is_query=True, settled_at=None).count(),
        names=names(),
    )


def _words(proposal: Proposal, said: set[str]) -> list[str]:
    """The sections that this kind of agreement needs, and any other in which something is said."""
    needed = {section.id for section in required(proposal.kind)} | said
    return [name for name in HEADINGS if name in needed]


def _flows(draft: Draft, findings: Findings) -> list[FlowTask]:
    found = [
        (section.name, Clause.model_validate(section.content))
        for section in draft.sections.all()
        if section.name.startswith("flow-")
    ]
    found.sort(key=lambda each: drafting.clause_order(each[1].clause))
    return [
        FlowTask(
            _task(name, f"Clause {clause.clause}", findings.of_clause(clause.clause), {name}),
            clause,
            findings.risks.get(clause.clause),
        )
        for name, clause in found
    ]


def _task(name: str, heading: str, findings: Sequence[Finding], said: set[str]) -> Task:
    mend = sum(1 for each in findings if each.result.severity.blocks)
    consider = sum(1 for each in findings if each.result.severity == "warns")
    return Task(name, heading, mend, consider, name in said)


def next_part(draft: Draft, name: str) -> str:
    """The part after this one in the order of the page; empty after the last and for flows."""
    order = [Part.ABOUT, Part.PARTIES, *_words(drafting.proposal_of(draft), set()), Part.REVIEW]
    after = order[order.index(name) + 1 :] if name in order else []
    return after[0] if after else ""


def next_clause(proposal: Proposal) -> str:
    """A number after the last: *4.3* after *4.2*."""
    last = max((flow.clause for flow in proposal.flows), key=drafting.clause_order, default="1.0")
    head, _, tail = last.rpartition(".")
    number = int(tail) + 1 if tail.isdecimal() else 1
    return f"{head}.{number}" if head else str(number)


def beside(draft: Draft, name: str, typed: Mapping[str, Any], called: Names) -> list[Change]:
    """What somebody else saved of a section, beside what was typed."""
    theirs = drafting.proposal_of(draft)
    return differences(theirs, drafting.with_section(draft, name, typed), called)
