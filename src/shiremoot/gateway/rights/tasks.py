"""What each organisation decides of its own records for a request, and of who looked at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from shiremoot.access import subject_access
from shiremoot.access.held import Gone
from shiremoot.access.subject_access import LookedAt
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.rights import clock, exemptions, rows, verbs
from shiremoot.gateway.rights.bank_holidays import bank_holiday
from shiremoot.gateway.rights.exemptions import GIVE
from shiremoot.gateway.rights.models import DataRequest, Task
from shiremoot.gateway.rights.rows import Kind
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Viewer


class Overtaken(UserError):
    """Somebody saved the same task meanwhile; nothing was saved, and nothing of theirs is lost."""


@dataclass(frozen=True)
class ToDo:
    """A task as a list shows it, with nothing that anybody wrote."""

    task: Task
    due_on: date | None
    is_late: bool


@dataclass(frozen=True)
class TaskView:
    """A task, what the organisation's records say, and who looked at them."""

    task: Task
    kinds: list[Kind]
    looks: list[LookedAt]
    entry_number: int
    held_back: bool

    @property
    def marks(self) -> list[str]:
        return rows.marks(self.kinds, self.looks)

    @property
    def undecided(self) -> int:
        return sum(not self.task.choices.get(mark) for mark in self.marks)


def to_do(*, by: Viewer, at: datetime) -> list[ToDo]:
    """What one's organisation is to decide, what is due first first."""
    found = [_to_do(each, day_of(at)) for each in _waiting(by).select_related("request")]
    return sorted(found, key=lambda each: (each.due_on or date.max, each.task.request.received_on))


def waiting(*, by: Viewer) -> int:
    return _waiting(by).count()


def _waiting(by: Viewer) -> QuerySet[Task]:
    return Task.objects.filter(
        organisation=by.organisation, done_at=None, request__answered_at=None, request__closed_at=None
    )


def _to_do(task: Task, today: date) -> ToDo:
    kept = task.request.clock
    due = clock.due_on(kept, bank_holiday)
    return ToDo(task, due, clock.standing(kept, today, bank_holiday) is clock.Standing.LATE)


def one(task_id: UUID, *, by: Viewer) -> Task:
    """A task of one's own organisation whose request is not over. Raises Gone."""
    found = Task.objects.filter(pk=task_id, organisation=by.organisation).select_related("request").first()
    if found is None or not found.request.is_open:
        raise Gone
    return found


def open_task(home: Home, task_id: UUID, *, by: Viewer, at: datetime) -> TaskView:
    """Read who asks, and look at one's own records of them; both recorded. Raises as the door does."""
    task = one(task_id, by=by)
    with transaction.atomic(durable=True):
        verbs.record(Act.READ_DATA_REQUEST, task.request, by, at)
    return _look(home, task, by, at)


def save(
    task_id: UUID, *, choices: Mapping[str, str], note: str, revision: int, by: Viewer, at: datetime
) -> None:
    """Keep what is decided so far; `revision` is the one that was seen. Raises Overtaken, or Gone."""
    known = {value for value, _ in exemptions.choices()}
    if not known.issuperset(choices.values()):
        raise UserError("That cannot be chosen.", "Choose from the list.")
    with transaction.atomic(durable=True):
        ledger.Turn()
        task = _undone(task_id, by)
        kept = {mark: choice for mark, choice in choices.items() if choice}
        if (task.choices, task.note) == (kept, note.strip()):
            return  # sent twice
        if task.revision != revision:
            raise Overtaken(
                "Somebody else of your organisation saved this in the meantime.",
                "Yours is below, not saved yet. Save it again, and it takes the place of theirs.",
            )
        task.choices, task.note, task.saved_by = kept, note.strip(), by.user_id
        task.revision += 1
        task.save()


def finish(home: Home, task_id: UUID, *, by: Viewer, at: datetime) -> None:
    """Look again, and give what is decided so, once everything is. Done again it changes nothing.

    Raises UserError where something is left to decide, or withheld without a word why.
    """
    task = one(task_id, by=by)
    if task.done_at is not None:
        return
    seen = _look(home, task, by, at)
    with transaction.atomic(durable=True):
        ledger.Turn()
        task = _undone(task_id, by)
        choices = {mark: str(task.choices.get(mark, "")) for mark in seen.marks}
        if left := sum(not choice for choice in choices.values()):
            raise UserError(
                f"{left} {'line is' if left == 1 else 'lines are'} not decided yet.",
                "Give or withhold each of them.",
            )
        if any(choice != GIVE for choice in choices.values()) and not task.note:
            raise UserError("Something is withheld.", "Say why. Your own organisation alone reads it.")
        task.given = rows.given_rows(seen.kinds, choices)
        task.looks = rows.given_looks(seen.looks, choices)
        task.withheld = rows.told_grounds(seen.kinds, seen.looks, choices)
        task.done_at = at
        task.save()
        verbs.record(Act.DECIDE_DATA_GIVEN, task.request, by, at, asked=[by.organisation])


def reopen(task_id: UUID, *, by: Viewer, at: datetime) -> None:
    """Decide again: what was given is taken back until it is done anew. Raises Gone once it is answered."""
    with transaction.atomic(durable=True):
        ledger.Turn()
        task = one(task_id, by=by)
        if task.done_at is None:
            return
        task.given, task.looks, task.withheld, task.done_at = [], [], [], None
        task.save()
        verbs.record(Act.CHANGE_DATA_REQUEST, task.request, by, at, what="task opened again")


def _look(home: Home, task: Task, by: Viewer, at: datetime) -> TaskView:
    request: DataRequest = task.request
    subject = verbs.subject_of(request)
    found = subject_access.own_records(home, subject, about=task.pk, before=request.noted_at, by=by, at=at)
    return TaskView(
        task, rows.kinds(found.blocks, found.record_ids), found.looks, found.entry_number, found.held_back
    )


def _undone(task_id: UUID, by: Viewer) -> Task:
    task = one(task_id, by=by)
    if task.done_at is not None:
        raise UserError("Somebody said that this is done in the meantime.", "Open it again to change it.")
    return task
