"""The one answer: what each organisation gave, who looked, and what the law says must be told beside it.

It is put together each time that it is taken, under what is decided at that moment: protection that was set
since, or an agreement that ended, acts on it as on everything else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from shiremoot.access import subject_access
from shiremoot.access.subject_access import Given
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.rights import rows, telling, verbs
from shiremoot.gateway.rights.exemptions import Exemption
from shiremoot.gateway.rights.models import DataRequest, Task
from shiremoot.gateway.rights.plain import Told
from shiremoot.gateway.rights.rows import Said
from shiremoot.gateway.rights.telling import Asked
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Viewer


@dataclass(frozen=True)
class Kind:
    """Rows of one kind."""

    service: str
    called: str
    as_at: date
    rows: tuple[Said, ...]


@dataclass(frozen=True)
class Part:
    """What one organisation gives. `answers_itself`: no agreement lets its answer be given here any more."""

    organisation: str
    kinds: tuple[Kind, ...]
    withheld: tuple[str, ...]
    answers_itself: bool


@dataclass(frozen=True)
class Look:
    """Who looked at records of `whose`, and for what. Organisations and roles are named, staff are not."""

    day: date
    organisation: str
    role: str
    purpose: str
    whose: str


@dataclass(frozen=True)
class Answer:
    reference: str
    name: str
    from_organisation: str
    asked_on: date
    answered_on: date
    parts: tuple[Part, ...]
    looks: tuple[Look, ...]
    agreements: tuple[Told, ...]
    whom_to_ask: tuple[Asked, ...]
    entry_number: int


def make(home: Home, request_id: UUID, *, by: Viewer, at: datetime) -> None:
    """Answer a request, once everything for it is there; once more changes nothing. Raises as the door."""
    request = verbs.one(request_id, by=by)
    if request.answered_at is not None:
        return
    verbs.check_answerable(request, at=at)
    _put_together(home, request, Act.ANSWER_DATA_REQUEST, by, at)
    with transaction.atomic(durable=True):
        ledger.Turn()
        request = verbs.one(request_id, by=by)
        verbs.check_answerable(request, at=at)
        request.answered_at = at
        request.save()


def take(home: Home, request_id: UUID, *, by: Viewer, at: datetime) -> Answer:
    """The answer, to be given as a file; recorded each time. Raises UserError before it is made."""
    request = verbs.one(request_id, by=by)
    if request.answered_at is None:
        raise UserError("It is not answered yet.", "Make the answer first.")
    given, parts = _put_together(home, request, Act.DOWNLOAD_DATA_ANSWER, by, at)
    names = organisations.names()
    return Answer(
        reference=request.reference,
        name=request.about_name,
        from_organisation=names.get(request.organisation, request.organisation),
        asked_on=request.received_on,
        answered_on=day_of(request.answered_at),
        parts=tuple(parts),
        looks=tuple(_looks(given, request, names)),
        agreements=tuple(telling.told_now(home, at=at)),
        whom_to_ask=tuple(telling.whom_to_ask(at=at)),
        entry_number=given.recorded.number,
    )


def _put_together(
    home: Home, request: DataRequest, act: Act, by: Viewer, at: datetime
) -> tuple[Given, list[Part]]:
    """Decide, record, put together under what is decided, and note what that was."""
    subject = verbs.subject_of(request)
    given = subject_access.look_at_given(home, subject, about=request.pk, act=act, by=by, at=at)
    parts, counts, names = [], {}, organisations.names()
    for task in request.tasks.all():
        parts.append(_part(given, task, names))
        counts[task.organisation] = [
            f"{copy['dataset']}.{copy['table']}: {len(told)}" for copy, told in _told(given, task)
        ]
    subject_access.note_given(given, counts)
    return given, parts


def _part(given: Given, task: Task, names: Mapping[str, str]) -> Part:
    kinds = (
        Kind(copy["service"], copy["called"], date.fromisoformat(copy["as_at"]), tuple(told))
        for copy, told in _told(given, task)
    )
    return Part(
        organisation=names.get(task.organisation, task.organisation),
        kinds=tuple(kinds),
        withheld=tuple(
            Exemption(each["ground"]).told for each in task.withheld if _may_tell(given, each["tables"])
        ),
        answers_itself=task.organisation not in given.providers,
    )


def _told(given: Given, task: Task) -> Iterable[tuple[Mapping[str, Any], list[Said]]]:
    """Each copied table, with what may be told of its rows; tables of which nothing may are left out."""
    for copy in task.given:
        records = given.theirs(row["record"] for row in copy["rows"])
        told = rows.still_told(copy["rows"], records, given.meanings(copy["dataset"], copy["table"]))
        if told:
            yield copy, told


def _looks(given: Given, request: DataRequest, names: Mapping[str, str]) -> list[Look]:
    """The newest first."""
    found = [
        Look(
            day=date.fromisoformat(each["day"]),
            organisation=names.get(each["organisation"], each["organisation"]),
            role=each["role"].replace("-", " "),
            purpose=Purpose(each["purpose"]).label if each["purpose"] else "",
            whose=names.get(task.organisation, task.organisation),
        )
        for task in request.tasks.all()
        for each in task.looks
        if _may_tell(given, each["tables"])
    ]
    return sorted(found, key=lambda each: (each.day, each.organisation, each.whose), reverse=True)


def _may_tell(given: Given, tables: Iterable[str]) -> bool:
    parted = (each.rpartition(".") for each in tables)
    return any(given.meanings(dataset, table) for dataset, _, table in parted)
