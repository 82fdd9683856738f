"""A request for one's own data, at the organisation that received it: from the day it came until it is
answered.

What people wrote is theirs: read by anybody but who noted it, that is recorded. The ledger holds none of
it.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shiremoot.access import subject_access
from shiremoot.access.held import Gone
from shiremoot.access.subject_access import Subject
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.rights import clock
from shiremoot.gateway.rights.bank_holidays import bank_holiday
from shiremoot.gateway.rights.clock import Standing
from shiremoot.gateway.rights.models import DataRequest, Task
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer


class Asker(StrEnum):
    """Who asks; the word that is stored."""

    THEMSELVES = "themselves"
    PARENT = "parent"
    ATTORNEY = "attorney"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _ASKERS[self]


_ASKERS = {
    Asker.THEMSELVES: "The person it is about",
    Asker.PARENT: "A parent, or who else has parental responsibility, for a child",
    Asker.ATTORNEY: "Somebody with a power of attorney, or a deputy",
    Asker.OTHER: "Somebody else whom they authorised, such as a solicitor",
}


class ClosedAs(StrEnum):
    """Why a request ended without an answer; the word that is stored."""

    NOT_IDENTIFIED = "not identified"
    WITHDRAWN = "taken back"
    ELSEWHERE = "answered elsewhere"

    @property
    def label(self) -> str:
        return _CLOSED[self]


_CLOSED = {
    ClosedAs.NOT_IDENTIFIED: "We cannot tell who asks",
    ClosedAs.WITHDRAWN: "The applicant took it back",
    ClosedAs.ELSEWHERE: "We answered it in another way",
}


@dataclass(frozen=True)
class Noted:
    """What is noted of a request, as the applicant said it."""

    received_on: date
    about_name: str
    about_born: str
    about_address: str
    words: str
    asker: Asker
    asker_name: str
    authority: str
    reply_to: str


@dataclass(frozen=True)
class Line:
    """A request as a list shows it: by its reference, with nothing that anybody wrote."""

    request: DataRequest
    standing: Standing
    due_on: date | None
    to_do: int
    """How many organisations have not decided yet, of those that an agreement in force lets decide here."""

    @property
    def next_step(self) -> str:
        if self.request.identity_on is None:
            return "Check who asks"
        if self.standing is Standing.STOPPED:
            return "Wait for what the applicant says"
        if self.request.asked_at is None:
            return "Find the person and ask the organisations"
        return "Make the answer" if not self.to_do else "Wait for the organisations"

    @property
    def is_ours_to_do(self) -> bool:
        return self.standing is not Standing.STOPPED and not (self.request.asked_at and self.to_do)


def note(identifier: UUID, noted: Noted, *, by: Viewer, at: datetime) -> DataRequest:
    """Note a request that came. The same `identifier` is one request, however often it is sent."""
    if noted.received_on > day_of(at):
        raise UserError("It cannot have come on a day in the future.", "Enter the day on which it came.")
    with transaction.atomic(durable=True):
        ledger.Turn()
        if known := DataRequest.objects.filter(pk=identifier).first():
            return _ours(known, by)
        made = DataRequest.objects.create(
            id=identifier, organisation=by.organisation, noted_by=by.user_id, noted_at=at, **asdict(noted)
        )
        record(Act.NOTE_DATA_REQUEST, made, by, at)
    return made


def read(request_id: UUID, *, by: Viewer, at: datetime) -> DataRequest:
    """A request of one's own organisation, with what was typed; recorded where somebody else noted it.

    Raises Gone.
    """
    with transaction.atomic(durable=True):
        found = one(request_id, by=by)
        if found.noted_by != by.user_id:
            record(Act.READ_DATA_REQUEST, found, by, at)
    return found


def listed(*, by: Viewer, at: datetime, still_open: bool) -> list[Line]:
    """The requests that one's organisation received: what is due first; or what is over, the newest first."""
    is_open = Q(answered_at=None, closed_at=None)
    found = DataRequest.objects.filter(is_open if still_open else ~is_open, organisation=by.organisation)
    asked = frozenset(subject_access.controllers(at=at))
    lines = [_line(each, asked, day_of(at)) for each in found.prefetch_related("clarifications", "tasks")]
    if still_open:
        return sorted(lines, key=lambda each: (each.due_on or date.max, each.request.received_on))
    return sorted(lines, key=lambda each: each.request.received_on, reverse=True)


def line(request: DataRequest, *, at: datetime) -> Line:
    return _line(request, frozenset(subject_access.controllers(at=at)), day_of(at))


def waiting(*, by: Viewer, at: datetime) -> int:
    """How many requests wait for a next step of one's own."""
    return sum(each.is_ours_to_do for each in listed(by=by, at=at, still_open=True))


def confirm_identity(request_id: UUID, *, seen: str, on: date, by: Viewer, at: datetime) -> None:
    """Note that it was checked who asks: what was seen, on what day. Only the first counts."""
    _need(seen, "Say what you saw that shows who it is.")
    with transaction.atomic(durable=True):
        found = _to_change(request_id, by)
        _check_day(on, found.received_on, at)
        if found.identity_on is not None:
            if (found.identity_seen, found.identity_on) == (seen.strip(), on):
                return  # sent twice
            raise UserError("Somebody checked who asks in the meantime.", "Read what they noted.")
        found.identity_seen, found.identity_on, found.identity_by = seen.strip(), on, by.user_id
        found.save()
        _changed(found, "identity confirmed", by, at)


def close(request_id: UUID, *, how: ClosedAs, why: str, by: Viewer, at: datetime) -> None:
    """End a request without an answer. Closing again changes nothing."""
    _need(why, "Say why, so that it can be told.")
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = one(request_id, by=by)
        if found.closed_at is not None:
            return
        _need_open(found)
        if how is ClosedAs.NOT_IDENTIFIED and found.identity_on is not None:
            raise UserError("Somebody checked who asks in the meantime.", "Read what they noted.")
        found.closed_at, found.closed_as, found.closed_why = at, how, why.strip()
        found.save()
        _changed(found, how, by, at)


def ask_applicant(request_id: UUID, *, words: str, on: date, by: Viewer, at: datetime) -> None:
    """Note that the applicant was asked what they mean: the clock stands still until they say it."""
    _need(words, "Say what you asked.")
    with transaction.atomic(durable=True):
        found = _to_change(request_id, by)
        last = max((each.came_on or each.asked_on for each in found.clarifications.all()), default=None)
        _check_day(on, max(found.received_on, last or found.received_on), at)
        if waits := found.open_clarification:
            if (waits.words, waits.asked_on) == (words.strip(), on):
                return
            raise UserError("The applicant is being asked already.", "Note first what they said to that.")
        found.clarifications.create(words=words.strip(), asked_on=on)
        _changed(found, "clarification asked", by, at)


def applicant_said(request_id: UUID, *, words: str, on: date, by: Viewer, at: datetime) -> None:
    """Note what the applicant said: the clock goes on. Said again it changes nothing."""
    _need(words, "Say what they told you.")
    with transaction.atomic(durable=True):
        found = _to_change(request_id, by)
        waits = found.open_clarification
        if waits is None:
            return
        _check_day(on, waits.asked_on, at)
        waits.came_on, waits.came_words = on, words.strip()
        waits.save()
        _changed(found, "clarification came", by, at)


def extend(request_id: UUID, *, why: str, by: Viewer, at: datetime) -> None:
    """Take two months more: it is complex, or they are many. Raises UserError after the first month."""
    _need(why, "Say why it takes longer: the applicant is told.")
    with transaction.atomic(durable=True):
        found = _to_change(request_id, by)
        if found.extended_on is not None:
            return
        if not clock.may_extend(found.clock, day_of(at), bank_holiday):
            raise UserError(
                "It can be extended only within the first month, and once it is known who asks.",
                "Answer as soon as you can, and tell the applicant why it is late.",
            )
        found.extended_on, found.extended_why = day_of(at), why.strip()
        found.save()
        _changed(found, "extended", by, at)


def ask_controllers(request_id: UUID, *, person_id: str, by: Viewer, at: datetime) -> None:
    """Ask every organisation what it holds about this person; empty: about somebody the records do not know.

    Asked again for another person, each begins anew. Raises UserError before it is known who asks.
    """
    asked = subject_access.controllers(at=at)
    if not asked:
        raise UserError(
            "No agreement in force lets any organisation answer here.", "Tell your governance lead."
        )
    with transaction.atomic(durable=True):
        found = _to_change(request_id, by)
        if found.identity_on is None:
            raise UserError(
                "It is not known yet who asks.", "Check it first: what is held goes to nobody else."
            )
        if found.asked_at is not None and found.person_id == person_id:
            return
        found.person_id, found.asked_at = person_id, at
        found.save()
        found.tasks.all().delete()
        Task.objects.bulk_create(Task(request=found, organisation=each) for each in asked)
        record(Act.ASK_CONTROLLERS, found, by, at, asked=asked)


def subject_of(request: DataRequest) -> Subject:
    return Subject(str(request.person_id), request.asked_at)


def check_answerable(request: DataRequest, *, at: datetime) -> None:
    """Raises UserError, with what is to be done first, unless everything for the answer is there.

    An organisation that no agreement lets decide here any more is not waited for: it answers itself.
    """
    _need_open(request)
    if request.identity_on is None or request.asked_at is None:
        raise UserError("It is not ready to be answered.", "Check who asks, then ask the organisations.")
    if request.open_clarification:
        raise UserError("The applicant is being asked what they mean.", "Note what they said, then answer.")
    if line(request, at=at).to_do:
        raise UserError("Not every organisation has decided yet.", "Ask those that are listed as to do.")


def _line(request: DataRequest, asked: Collection[str], today: date) -> Line:
    kept = request.clock
    to_do = sum(each.done_at is None and each.organisation in asked for each in request.tasks.all())
    due = clock.due_on(kept, bank_holiday)
    return Line(request, clock.standing(kept, today, bank_holiday), due, to_do)


def _to_change(request_id: UUID, by: Viewer) -> DataRequest:
    """The request, while nobody else changes it. Raises Gone, or UserError once it is over."""
    ledger.Turn()
    found = one(request_id, by=by)
    _need_open(found)
    return found


def one(request_id: UUID, *, by: Viewer) -> DataRequest:
    """A request of one's own organisation; what was typed is shown by `read` alone. Raises Gone."""
    found = DataRequest.objects.filter(pk=request_id).prefetch_related("clarifications").first()
    if found is None:
        raise Gone
    return _ours(found, by)


def _ours(request: DataRequest, by: Viewer) -> DataRequest:
    if request.organisation != by.organisation:
        raise Gone
    return request


def _need_open(request: DataRequest) -> None:
    if request.answered_at is not None:
        raise UserError("It was answered in the meantime.", "Nothing more is needed.")
    if request.closed_at is not None:
        raise UserError("It was closed in the meantime.", "Read why on its page.")


def _need(words: str, what: str) -> None:
    if not words.strip():
        raise UserError(what, "A sentence is enough.")


def _check_day(on: date, first: date, at: datetime) -> None:
    if not first <= on <= day_of(at):
        raise UserError(
            "That day cannot be.", "Enter one that is not in the future, and not before what it follows."
        )


def _changed(request: DataRequest, what: str, by: Viewer, at: datetime) -> None:
    record(Act.CHANGE_DATA_REQUEST, request, by, at, what=what)


def record(
    act: Act, request: DataRequest, by: Viewer, at: datetime, *, asked: Sequence[str] = (), **detail: object
) -> None:
    """Write the entry of an act about a request; inside its transaction.

    `asked`: organisations that are to find the entry in their log.
    """
    ledger.append(
        Draft(
            act=act,
            at=at,
            by=by,
            outcome="done",
            purpose=subject_access.PURPOSE,
            about=request.pk,
            persons=(request.person_id,) if request.person_id else (),
            providers=tuple(ProviderPart(each, flows=(), fields=()) for each in asked),
            viewer_detail={"request": request.reference, **detail},
        )
    )
