"""Use cases: what people say of pairs of records, and what every later run keeps to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from shiremoot.access import records_compared, wrong_links
from shiremoot.access.held import Gone
from shiremoot.access.models import WrongLink
from shiremoot.access.records_compared import Pair
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.matching import Decisions

from . import keeping
from .models import LinkAnswer, LinkDecision
from .questions import Question

FOR_TWO_PEOPLE = 6
"""Pairs of records: an answer that joins or parts so many needs two people who say the same."""


class Outcome(StrEnum):
    """What an answer led to."""

    DECIDED = "decided"
    SECOND_NEEDED = "second needed"
    DISAGREED = "disagreed"
    NOT_SURE = "not sure"


@dataclass(frozen=True)
class Asked:
    """A question as it waits for somebody. `others`: records that a reported one is with, beyond the pair."""

    id: UUID
    record_l: str
    record_r: str
    changes: int
    question: Question | None = None
    report: WrongLink | None = None
    others: tuple[str, ...] = ()
    answers: int = 0
    """How many others have answered, and left it open."""

    @property
    def pair(self) -> Pair:
        return pair_of(self.record_l, self.record_r)

    @property
    def datasets(self) -> tuple[str, str]:
        return self.record_l.partition(":")[0], self.record_r.partition(":")[0]

    @property
    def needed(self) -> int:
        return 2 if self.changes >= FOR_TWO_PEOPLE else 1


@dataclass(frozen=True)
class Waiting:
    """The questions that somebody may answer, the most worth first; and how many they may not see."""

    questions: list[Asked]
    not_mine: int


def pair_of(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def waiting(home: Home, *, by: Viewer, at: datetime) -> Waiting:
    """Reports of wrong links first, then what the run in use asks; without what they have answered.

    Raises NothingPublished.
    """
    answers = list(LinkAnswer.objects.filter(closed=False, run=""))
    mine = {(each.record_l, each.record_r) for each in answers if each.user_id == by.user_id}
    found = [*_reported(home), *_asked(home, answers)]
    open_ = [each for each in found if each.pair not in mine]
    allowed = records_compared.allowed(home, [each.pair for each in open_], by=by, at=at)
    comparable = records_compared.comparable(by=by, at=at)
    not_mine = sum(not comparable.issuperset(each.datasets) for each in open_)
    return Waiting([each for each in open_ if each.pair in allowed], not_mine)


def asked(home: Home, question_id: UUID) -> Asked:
    """One question, answered by this person or not. Raises Gone where it is settled, or not of this run."""
    answers = LinkAnswer.objects.filter(closed=False, run="")
    for each in (*_reported(home), *_asked(home, answers)):
        if each.id == question_id:
            return each
    raise Gone


def _reported(home: Home) -> list[Asked]:
    found = []
    for report in wrong_links.unsettled():
        there = records_compared.visible(home, [report.record_id, *report.others])
        others = [record for record in report.others if record in there]
        if report.record_id in there:
            # One that is alone is held against itself: there is nothing else to show.
            other = others[0] if others else report.record_id
            found.append(
                Asked(
                    report.pk, report.record_id, other, len(others), report=report, others=tuple(others[1:])
                )
            )
    return found


def _asked(home: Home, answers: Iterable[LinkAnswer]) -> list[Asked]:
    decided_ = set(LinkDecision.objects.filter(undone_at=None).values_list("record_l", "record_r"))
    answered: dict[Pair, int] = {}
    for answer in answers:
        pair = (answer.record_l, answer.record_r)
        answered[pair] = answered.get(pair, 0) + (answer.same is not None)
    questions = keeping.read_questions(home.links / records_compared.link_run(home))
    return [
        Asked(
            identifier,
            each.record_l,
            each.record_r,
            each.changes,
            question=each,
            answers=answered.get((each.record_l, each.record_r), 0),
        )
        for identifier, each in questions.items()
        if (each.record_l, each.record_r) not in decided_
    ]


def answer(
    home: Home, question_id: UUID, *, same: bool | None, words: str, by: Viewer, at: datetime
) -> Outcome:
    """Say whether two records are of one person; None is *not sure*. Every later run keeps to a decision.

    Where much hangs on it two people must say the same. Raises Gone where they may not compare the records,
    or UserError where they have answered.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()  # of two who answer at once the second finds what the first has said
        question = asked(home, question_id)
        _need_allowed(home, question.pair, by, at)
        record_l, record_r = question.pair
        said = LinkAnswer.objects.filter(record_l=record_l, record_r=record_r, run="", closed=False)
        if said.filter(user_id=by.user_id).exists():
            raise UserError("You have answered this question already.", "Go on to the next one.")
        LinkAnswer.objects.create(
            record_l=record_l,
            record_r=record_r,
            same=same,
            words=words,
            user_id=by.user_id,
            organisation=by.organisation,
            answered_at=at,
        )
        agreeing = said.filter(same=same).count() if same is not None else 0
        outcome = Outcome.NOT_SURE if same is None else Outcome.SECOND_NEEDED
        if same is not None and agreeing >= question.needed:
            _decide(question, same, by, at)
            outcome = Outcome.DECIDED
        elif same is not None and said.filter(same=not same).exists():
            outcome = Outcome.DISAGREED
        people = records_compared.visible(home, question.pair)
        _record(Act.JUDGE_LINK, question.id, people.values(), outcome, by, at, same=same, words=words)
    return outcome


def _decide(question: Asked, same: bool, by: Viewer, at: datetime) -> None:
    """Keep the decision: of a report that is right, against every record that the reported one is with."""
    against = [question.record_r, *(() if same else question.others)]
    made = [
        LinkDecision(
            record_l=pair_of(question.record_l, other)[0],
            record_r=pair_of(question.record_l, other)[1],
            same=same,
            decided_at=at,
            report=question.report.pk if question.report else None,
        )
        for other in against
        if other != question.record_l
    ]
    for decision in made:
        LinkDecision.objects.filter(
            record_l=decision.record_l, record_r=decision.record_r, undone_at=None
        ).update(undone_at=at, undone_by=by.user_id, why_undone="Another decision took its place")
        decision.save(force_insert=True)
    answers = LinkAnswer.objects.filter(
        record_l=question.pair[0], record_r=question.pair[1], run="", closed=False
    )
    for each in answers:
        each.decisions.set(made)
    answers.update(closed=True)
    if question.report:
        wrong_links.settle(question.report.pk, is_wrong=not same, by=by, at=at)


def decided() -> Decisions:
    """What every run keeps to."""
    found: dict[bool, list[Pair]] = {True: [], False: []}
    for each in LinkDecision.objects.filter(undone_at=None).order_by("record_l", "record_r"):
        found[each.same].append((each.record_l, each.record_r))
    return Decisions(together=found[True], apart=found[False])


def decisions() -> list[LinkDecision]:
    """Every decision, undone or not, the newest first."""
    return list(LinkDecision.objects.prefetch_related("answers").order_by("-decided_at", "record_l"))


def undo(home: Home, decision_id: UUID, *, why: str, by: Viewer, at: datetime) -> None:
    """Let later runs judge the pair by themselves again.

    Raises Gone where they may not compare the records; UserError without a reason, or if it is undone.
    """
    if not why.strip():
        raise UserError("A reason is needed.", "Say in a few words why the decision was wrong.")
    with transaction.atomic(durable=True):
        ledger.Turn()
        decision = LinkDecision.objects.select_for_update().get(pk=decision_id)
        _need_allowed(home, (decision.record_l, decision.record_r), by, at)
        if decision.undone_at is not None:
            raise UserError("The decision has been undone already.", "Nothing more is needed.")
        decision.undone_at, decision.undone_by, decision.why_undone = at, by.user_id, why
        decision.save()
        if decision.report and not decision.same:
            wrong_links.take_back(decision.report)
        people = records_compared.visible(home, (decision.record_l, decision.record_r))
        _record(
            Act.UNDO_LINK_DECISION,
            decision.pk,
            people.values(),
            "done",
            by,
            at,
            same=decision.same,
            words=why,
        )


def _need_allowed(home: Home, pair: Pair, by: Viewer, at: datetime) -> None:
    """Who may not compare two records judges nothing about them. Raises Gone."""
    if not records_compared.allowed(home, [pair], by=by, at=at):
        raise Gone


def _record(
    act: Act, about: UUID, people: Iterable[str], outcome: str, by: Viewer, at: datetime, **detail: object
) -> None:
    ledger.append(
        Draft(
            act=act,
            at=at,
            by=by,
            outcome=outcome,
            about=about,
            persons=tuple(sorted(set(people))),
            viewer_detail=detail,
        )
    )
