"""Putting an ask to a service, reading, answering and closing it.

Its words are addressed to that service. Of somebody who is hidden since, it is told to neither side.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shiremoot.access import asking
from shiremoot.access.asking import Service
from shiremoot.access.held import Gone
from shiremoot.access.models import Opening
from shiremoot.access.openings import PersonView
from shiremoot.access.sharing import of_somebody_there, person_now
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.portal.sharing.models import Ask

MOST_QUESTIONS = 5
KEPT_FOR = timedelta(days=365)


class Answer(StrEnum):
    """How an ask was answered; the word that is stored."""

    SHARED = "shared"
    ELSEWHERE = "shared another way"
    NOT_SHARED = "not shared"
    NOT_KNOWN = "not known"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Answer.SHARED: "Answered",
    Answer.ELSEWHERE: "Answered another way: by telephone or in a meeting",
    Answer.NOT_SHARED: "Decided not to share",
    Answer.NOT_KNOWN: "Not known to this service",
}


def ask(
    home: Home,
    view: PersonView,
    service: Service,
    *,
    questions: Iterable[str],
    words: str,
    due_on: date,
    by: Viewer,
    at: datetime,
) -> Ask:
    """Ask a service about the person of a look; the same asked twice while it waits is one.

    Raises UserError where the service cannot be asked any more, and Gone for whoever is hidden since.
    """
    opening, asked = view.opening, [each.strip() for each in questions if each.strip()]
    if not 0 < len(asked) <= MOST_QUESTIONS:
        raise UserError(f"Ask from one to {MOST_QUESTIONS} questions.", "Leave the others for another ask.")
    with transaction.atomic(durable=True):
        ledger.Turn()  # of two that are sent at once the second finds the first
        purpose = Purpose(opening.purpose)
        if service not in asking.services_to_ask(home, by=by, purpose=purpose, at=at):
            raise UserError("That service cannot be asked any more.", "Choose another, or call it.")
        if not of_somebody_there(home, [opening]):
            raise Gone
        about = {"opening": opening, "asked": service.organisation, "dataset": service.dataset}
        same = {**about, "questions": asked, "words": words.strip(), "due_on": due_on}
        if known := Ask.objects.filter(**same, answered_at=None, closed_at=None).first():
            return known
        made = Ask.objects.create(**same, service=service.name, asked_at=at)
        detail = {"reason": opening.reason, "opening": str(opening.pk), "asked": service.organisation}
        _record(Act.ASK, home, made, by, at, **detail)
    return made


@dataclass(frozen=True)
class Waiting:
    """How many asks somebody's service has not answered, and how many answers they have not closed."""

    to_answer: int = 0
    answers: int = 0


def waiting(home: Home, *, by: Viewer, at: datetime) -> Waiting:
    """What needs them now; one query where nothing does, as every page asks."""
    asks = Ask.objects.filter(closed_at=None).select_related("opening")
    is_open = asks.filter(asked=by.organisation, answered_at=None)
    answered = asks.filter(_mine(by), answered_at__isnull=False)
    # together, as each has an index of its own; no ask is both
    found = list(is_open.union(answered, all=True))
    if not found:
        return Waiting()
    there = _there(home, found)
    to_answer = _answerable([each for each in there if each.answered_at is None], by, at)
    return Waiting(len(to_answer), sum(each.answered_at is not None for each in there))


def to_answer(home: Home, *, by: Viewer, at: datetime) -> list[Ask]:
    """Asks that wait for this user's service: those of which they were reminded first, then by when due."""
    found = Ask.objects.filter(asked=by.organisation, answered_at=None, closed_at=None)
    there = _answerable(_there(home, found.select_related("opening")), by, at)
    return sorted(there, key=lambda each: (each.reminded_at is None, each.due_on, each.asked_at))


def asked_by(home: Home, *, by: Viewer) -> list[Ask]:
    """What this user asked, acting for this organisation; the newest first."""
    found = Ask.objects.filter(_mine(by)).select_related("opening").order_by("-asked_at")
    return _there(home, found)


def read_ask(home: Home, ask_id: UUID, *, by: Viewer, at: datetime) -> Ask:
    """What the user's service is asked, with its words; recorded. Raises Gone."""
    with transaction.atomic(durable=True):
        found = _to_answer(home, ask_id, by, at)
        _record(Act.READ_ASK, home, found, by, at)
    return found


def read_own(home: Home, ask_id: UUID, *, by: Viewer, at: datetime) -> Ask:
    """What this user asked; recorded where it was answered, in another's words. Raises Gone."""
    with transaction.atomic(durable=True):
        found = _own(home, ask_id, by)
        if found.answer:
            _record(Act.READ_ANSWER, home, found, by, at)
    return found


def to_open(home: Home, ask_id: UUID, *, by: Viewer, at: datetime) -> UUID:
    """The name under which whoever is asked may open the person, for a while. Raises Gone."""
    found = _to_answer(home, ask_id, by, at)
    purpose = Purpose(found.opening.purpose)
    return asking.candidate(found.opening.person_id, by=by, purpose=purpose, at=at).pk


def is_of(home: Home, found: Ask, opening: Opening) -> bool:
    """Whether an opening is of the person that is asked about."""
    return person_now(home, found.opening) == person_now(home, opening)


def remind(home: Home, ask_id: UUID, *, by: Viewer, at: datetime) -> None:
    """Put what one asked to the front of the service's list; once a day. Raises Gone or UserError."""
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = _own(home, ask_id, by)
        if not found.is_open:
            raise UserError("It was answered or closed in the meantime.", "Read how it stands below.")
        if found.reminded_at and day_of(found.reminded_at) == day_of(at):
            raise UserError("They were reminded today.", "Is it urgent? Call the service.")
        found.reminded_at = at
        found.save()
        _record(Act.REMIND_OF_ASK, home, found, by, at)


def close(home: Home, ask_id: UUID, *, answered: bool, by: Viewer, at: datetime) -> None:
    """Say that nothing more is needed: the answer was read, or the ask is taken back.

    `answered`: whether whoever closes it saw an answer. Closing again changes nothing. Raises Gone, or
    UserError where the answer came in the meantime.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = _own(home, ask_id, by)
        if found.answer and not answered:
            raise UserError("It was answered in the meantime.", "Read the answer, then close it.")
        if found.closed_at is None:
            found.closed_at = at
            found.save()
            _record(Act.CLOSE_ASK, home, found, by, at)


def answer_not_known(home: Home, ask_id: UUID, *, words: str, by: Viewer, at: datetime) -> None:
    """Answer that the service does not know this person. Raises Gone, or UserError where it is over."""
    with transaction.atomic(durable=True):
        ledger.Turn()
        settle(home, ask_id, answer=Answer.NOT_KNOWN, words=words, by=by, at=at)


def settle(home: Home, ask_id: UUID, *, answer: Answer, words: str, by: Viewer, at: datetime) -> None:
    """Answer an ask, inside the transaction and the turn of whatever is answered. Raises as above."""
    found = _to_answer(home, ask_id, by, at)
    if (found.answer, found.answer_words, found.answered_by) == (answer, words.strip(), by.user_id):
        return  # sent twice
    if found.answer:
        raise UserError(
            f"Somebody else answered this in the meantime: {Answer(found.answer).label.lower()}.",
            "Nothing of yours was sent. Speak with your colleague if you differ.",
        )
    if found.closed_at is not None:
        raise UserError("Whoever asked took it back in the meantime.", "Nothing was sent.")
    found.answer, found.answer_words = answer, words.strip()
    found.answered_by, found.answered_at = by.user_id, at
    found.save()
    _record(Act.ANSWER_ASK, home, found, by, at, answer=answer)


def forget_ended(at: datetime) -> None:
    """Delete what was answered or taken back a year ago: the ledger has that it was."""
    over = Q(answered_at__lte=at - KEPT_FOR) | Q(answered_at=None, closed_at__lte=at - KEPT_FOR)
    Ask.objects.filter(over).delete()


def _mine(by: Viewer) -> Q:
    return Q(opening__user_id=by.user_id, opening__organisation=by.organisation)


def _there(home: Home, found: Iterable[Ask]) -> list[Ask]:
    """Those of whose person nobody hides."""
    among = list(found)
    there = of_somebody_there(home, [each.opening for each in among])
    return [each for each in among if each.opening.pk in there]


def _answerable(found: Iterable[Ask], by: Viewer, at: datetime) -> list[Ask]:
    """Those into whose records the user's role may look for the purpose that is asked for."""
    among = list(found)
    may = asking.answerable(by=by, at=at) if among else frozenset()
    return [each for each in among if (each.opening.purpose, each.dataset) in may]


def _own(home: Home, ask_id: UUID, by: Viewer) -> Ask:
    found = _there(home, Ask.objects.filter(_mine(by), pk=ask_id).select_related("opening"))
    if not found:
        raise Gone
    return found[0]


def _to_answer(home: Home, ask_id: UUID, by: Viewer, at: datetime) -> Ask:
    wanted = Ask.objects.filter(asked=by.organisation, pk=ask_id).select_related("opening")
    found = _answerable(_there(home, wanted), by, at)
    if not found:
        raise Gone
    return found[0]


def _record(act: Act, home: Home, found: Ask, by: Viewer, at: datetime, **detail: str) -> None:
    """Write the entry of an act, for the purpose of the opening that was asked from."""
    opening: Opening = found.opening
    asks = opening.user_id == by.user_id and opening.organisation == by.organisation
    ledger.append(
        Draft(
            act=act,
            at=at,
            by=by,
            outcome="done",
            purpose=opening.purpose,
            reason_category=opening.reason_category if asks else "",
            about=found.pk,
            persons=(person_now(home, opening),),
            viewer_detail={"ask": str(found.pk), **detail},
        )
    )
