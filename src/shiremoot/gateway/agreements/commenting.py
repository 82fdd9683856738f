"""Comments on a version, queries that have to be settled, and answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiremoot.errors import UserError
from shiremoot.gateway.agreements.adopted import parsed
from shiremoot.gateway.agreements.drafting import Writer, proposal_of
from shiremoot.gateway.agreements.file import Proposal
from shiremoot.gateway.agreements.models import Agreement, Comment, Draft
from shiremoot.gateway.agreements.signing import Name
from shiremoot.gateway.agreements.states import State
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.verbs import ActingAs


@dataclass(frozen=True)
class Subject:
    """What is commented on: a draft in review or a version that was sent out, and who leads it."""

    of: Name
    proposal: Proposal
    state: State | None
    """Of a draft; None once its text is fixed."""
    lead: str

    def may_be_read_by(self, acting: ActingAs) -> bool:
        """Its own writers always; the other parties' officers once it is in review."""
        officer = acting.duties & {Duty.DRAFT, Duty.SIGN}
        if acting.organisation == self.lead:
            return bool(officer)
        return bool(officer) and acting.organisation in self.proposal.parties and self.state != State.DRAFT


@dataclass(frozen=True)
class Thread:
    """A comment, and what was answered to it."""

    comment: Comment
    answers: Sequence[Comment]

    @property
    def is_open(self) -> bool:
        return self.comment.is_query and self.comment.settled_at is None


def subject(of: Name) -> Subject | None:
    """The version of that name, sent out or still a draft."""
    fixed = Agreement.objects.filter(identifier=of[0], version=of[1]).first()
    if fixed is not None:
        return Subject(of, parsed(fixed.text), None, fixed.lead or organisations.host().pk)
    draft = Draft.objects.filter(identifier=of[0], version=of[1]).first()
    return Subject(of, proposal_of(draft), State(draft.state), draft.owner) if draft else None


def threads(of: Name) -> dict[str, list[Thread]]:
    """Place → its comments, oldest first."""
    answers: dict[int, list[Comment]] = {}
    firsts = []
    for each in Comment.objects.filter(identifier=of[0], version=of[1]):
        if each.answers_id is None:
            firsts.append(each)
        else:
            answers.setdefault(each.answers_id, []).append(each)
    found: dict[str, list[Thread]] = {}
    for each in firsts:
        found.setdefault(each.place, []).append(Thread(each, answers.get(each.pk, [])))
    return found


@transaction.atomic
def comment(*, on: Subject, place: str, words: str, is_query: bool, writer: Writer, at: datetime) -> Comment:
    """Say something of a clause or section. A query keeps a draft from being found checked."""
    return Comment.objects.create(
        identifier=on.of[0],
        version=on.of[1],
        place=place,
        organisation=writer.by.organisation,
        by_name=writer.name,
        at=at,
        words=words,
        is_query=is_query,
    )


@transaction.atomic
def answer(*, on: Subject, to: int, words: str, writer: Writer, at: datetime) -> Comment:
    """Answer a comment. Raises UserError where there is none of this number on this version."""
    first = _first(on, to)
    return Comment.objects.create(
        identifier=on.of[0],
        version=on.of[1],
        place=first.place,
        organisation=writer.by.organisation,
        by_name=writer.name,
        at=at,
        words=words,
        answers=first,
    )


@transaction.atomic
def settle(*, on: Subject, query: int, writer: Writer, at: datetime) -> None:
    """Say that a query is settled: whoever asked, or the lead. Raises UserError for anybody else."""
    first = _first(on, query)
    if writer.by.organisation not in (first.organisation, on.lead):
        raise UserError("Only whoever asked or the lead can settle a query.", "Answer it instead.")
    if first.settled_at is None:
        first.settled_at, first.settled_by = at, writer.name
        first.save(update_fields=["settled_at", "settled_by"])


def _first(on: Subject, number: int) -> Comment:
    found = Comment.objects.filter(pk=number, identifier=on.of[0], version=on.of[1], answers=None).first()
    if found is None:
        raise UserError("That comment is not here any more.", "Look at the comments again.")
    return found
