"""Saving questions and asking them: decided and recorded, counted, protected, and released."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import duckdb
from django.db import transaction
from django.db.models import Max, QuerySet

from shiremoot.access import analysing
from shiremoot.access.analysing import Asked, NotPrepared, Offer
from shiremoot.access.held import Gone
from shiremoot.access.published import in_use, is_there
from shiremoot.access.recording import Refused, Served, note_served
from shiremoot.alone import alone
from shiremoot.disclosure.history import ReleasedCell
from shiremoot.disclosure.wording import method_words
from shiremoot.errors import UserError
from shiremoot.gazetteer import wards
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.analysed import sources
from shiremoot.pointer import make_durable
from shiremoot.singleview.analysis import projects
from shiremoot.singleview.analysis.answering import RULES, Answered, answer
from shiremoot.singleview.analysis.histories import packed, unpacked, write_people
from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.models import Project, Release, SavedQuestion
from shiremoot.singleview.analysis.needs import check_size, needed
from shiremoot.singleview.analysis.question import Breakdown, Question, from_plain, to_plain
from shiremoot.singleview.analysis.tables import Table
from shiremoot.singleview.analysis.tables import to_plain as table_to_plain
from shiremoot.singleview.analysis.wording import sentence

_TRIES = 3
_PATIENCE = 30.0
"""Seconds that a question waits for another of its project to be answered."""
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "512MB",
    "threads": 2,
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def save(
    identifier: UUID, project_id: UUID, title: str, question: Question, *, by: Viewer, at: datetime
) -> SavedQuestion:
    """Keep a question under a name; sent twice, it is one. Raises Gone, or UserError for a project that is
    not approved.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()
        project = projects.one(project_id, by=by)
        projects.must_be_approved(project, at)
        if made := project.questions.filter(pk=identifier).first():
            return made
        saved = SavedQuestion.objects.create(
            id=identifier,
            project=project,
            title=title,
            content=to_plain(question),
            saved_by=by.user_id,
            saved_at=at,
        )
        projects.record(Act.SAVE_QUESTION, project, by, at, question=str(saved.pk), content=saved.content)
    return saved


def question_of(question_id: UUID, *, by: Viewer) -> SavedQuestion:
    """Raises Gone where it is not of one's organisation's and role's projects."""
    found = SavedQuestion.objects.select_related("project").filter(pk=question_id).first()
    if found is None or not projects.listed(by=by).filter(pk=found.project_id).exists():
        raise Gone
    return found


def releases(saved: SavedQuestion) -> QuerySet[Release]:
    """What was shown of it, the newest first."""
    return saved.releases.order_by("-number")


def place_of(home: Home, offer: Offer) -> Place:
    return Place(tuple(wards.current(home) or ()), offer.sources)


def checked(home: Home, project: Project, question: Question, *, by: Viewer, at: datetime) -> str:
    """The question as a sentence, once it is sure that it may be asked now; nothing is read for it.

    Raises UserError where it may not, and NothingPublished.
    """
    offer = analysing.offered(home, project.agreement, by=by, at=at)
    place = place_of(home, offer)
    needed(question, offer, place)
    check_size(question, place)
    return sentence(question, place)


def ask(home: Home, question_id: UUID, *, by: Viewer, at: datetime) -> Release:
    """Answer a saved question from the people in use; where nothing has changed, the release there is.

    Raises Gone; UserError where the project or the question does not let it be answered; Refused, recorded,
    where a flow has ended; NothingPublished.
    """
    saved = question_of(question_id, by=by)
    project = saved.project
    projects.must_be_approved(project, at)
    question = from_plain(saved.content)
    asked = _permitted(home, saved, question, by, at)
    place = _place(home, asked)
    folder = analysing.released(home, projects.known_to_the_door(project))
    SavedQuestion.objects.filter(pk=saved.pk).update(tried_of=asked.prepared.publish_id)
    with alone(folder, "question of this project", patience=_PATIENCE):
        earlier = _earlier(project, folder)
        answered = answer(
            _opened(asked.prepared.file).cursor(),
            question,
            place,
            earlier=earlier,
            publish=asked.prepared.publish_id,
        )
        note_served(asked.recorded, Served((), {}))
        return _release(
            saved, asked, _table(home, question, place, asked, answered), answered.kept, folder, by
        )


def ask_all(home: Home, *, at: datetime) -> int:
    """Ask what was saved in approved projects of a publish of which it was not asked; how many were answered.

    In the organisation's and role's name, and nobody's: whoever saved a question may have left.
    """
    answered = 0
    if not is_there(home):
        return 0
    publish_id = in_use(home).publish_id
    for saved in SavedQuestion.objects.select_related("project").exclude(tried_of=publish_id):
        project = saved.project
        if projects.state(project, at) is not projects.State.APPROVED:
            continue
        SavedQuestion.objects.filter(pk=saved.pk).update(tried_of=publish_id)
        try:
            ask(home, saved.pk, by=Viewer(project.organisation, project.role, ""), at=at)
            answered += 1
        except (UserError, Refused):
            continue  # its page says when it was last answered, and asking again there says why not
    return answered


def _permitted(home: Home, saved: SavedQuestion, question: Question, by: Viewer, at: datetime) -> Asked:
    """The decision, once the project's data are those that it lets be read."""
    project = saved.project
    door = projects.known_to_the_door(project)
    for _ in range(_TRIES):
        offer = analysing.offered(home, project.agreement, by=by, at=at)
        place = place_of(home, offer)
        check_size(question, place)
        fields = needed(question, offer, place)
        if not analysing.is_prepared(home, door, by=by, at=at):
            analysing.prepare(home, door, by=by, at=at)
        try:
            return analysing.ask(home, door, fields, by=by, at=at, detail={"question": str(saved.pk)})
        except NotPrepared:
            continue
    raise UserError("The county's data are being changed just now.", "Ask again in a minute.")


def _place(home: Home, asked: Asked) -> Place:
    """With the sources in the order of what was prepared."""
    catalogue = in_use(home).catalogue
    known = {source.name: source for source in sources(catalogue)}
    found = {each.code: each for each in wards.current(home) or ()}
    return Place(
        tuple(found[code] for code in asked.prepared.wards),
        tuple(known[name] for name in asked.prepared.sources),
    )


def _table(home: Home, question: Question, place: Place, asked: Asked, answered: Answered) -> Table:
    catalogue = in_use(home).catalogue
    datasets = {field.dataset for field in asked.recorded.decision.shown}
    services = {each.dataset: each.service for each in catalogue if each.dataset in datasets}
    as_at = in_use(home).as_at
    return Table(
        sentence=sentence(question, place),
        breakdowns=question.breakdowns,
        levels=tuple(place.levels(each, question) for each in question.breakdowns),
        codes=tuple(each.code for each in place.wards) if Breakdown.WARD in question.breakdowns else (),
        people=answered.people,
        of=answered.of,
        rates=answered.rates,
        nowhere=answered.nowhere,
        on=asked.prepared.on.isoformat(),
        as_at={services[each]: as_at[each].isoformat() for each in sorted(services)},
        flows=tuple((grant.flow, grant.citation.sentence) for grant in asked.flows),
        left_out=_left_out(asked),
        method=method_words(RULES),
    )


def _left_out(asked: Asked) -> tuple[str, ...]:
    """Who is not counted: the same words whether or not there is anybody."""
    opt_out = [grant.flow for grant in asked.flows if grant.opt_out_applies]
    said = (
        "Not counted: whoever's objection or restriction was upheld, in the data that it reaches; people who"
        " are hidden for their protection; and records that may be somebody else's."
    )
    if not opt_out:
        return (said, "The national data opt-out does not apply to these flows.")
    return (
        said,
        "Whoever opted out under the national data opt-out is not counted in what these flows share:"
        f" {', '.join(opt_out)}.",
    )


def _release(
    saved: SavedQuestion,
    asked: Asked,
    table: Table,
    kept: Sequence[ReleasedCell],
    folder: Path,
    by: Viewer,
) -> Release:
    said, publish_id = table_to_plain(table), asked.prepared.publish_id
    last = releases(saved).first()
    if last and not kept and (last.table, last.publish_id) == (said, publish_id):
        return last
    newest = Release.objects.filter(project=saved.project).order_by("-number").first()
    release = Release(
        project=saved.project,
        question=saved,
        number=newest.number + 1 if newest else 1,
        released_at=asked.at,
        released_by=by.user_id,
        publish_id=publish_id,
        entry_number=asked.recorded.number,
        table=said,
        cells=packed(kept),
    )
    write_people(kept, _people(folder, release))
    make_durable(_people(folder, release))
    with transaction.atomic(durable=True):
        release.save(force_insert=True)
        detail = {"question": str(saved.pk), "release": release.number, "cells": len(table.people)}
        projects.record(Act.RELEASE, saved.project, by, asked.at, **detail)
    return release


def _earlier(project: Project, folder: Path) -> list[ReleasedCell]:
    """Every cell that the project was shown, in order; call it while the project is held."""
    held = _held(project.pk)
    newest = project.releases.aggregate(newest=Max("number"))["newest"] or 0
    if newest < held.number:  # the control store was put back
        held.number, held.cells = 0, []
    new = project.releases.filter(number__gt=held.number).order_by("number")
    for release in new.only("id", "number", "cells", "publish_id"):
        held.cells += unpacked(bytes(release.cells), release.publish_id, _people(folder, release))
        held.number = release.number
    return held.cells


@dataclass
class _Held:
    """Cells of a project's releases up to a number, held in memory."""

    number: int = 0
    cells: list[ReleasedCell] = field(default_factory=list)


@lru_cache(maxsize=16)
def _held(project_id: UUID) -> _Held:
    return _Held()


def _people(folder: Path, release: Release) -> Path:
    return folder / f"{release.pk}.people"


@lru_cache(maxsize=8)
def _opened(file: Path) -> duckdb.DuckDBPyConnection:
    """One connection for each process and file; each question has a cursor of its own."""
    return duckdb.connect(str(file), read_only=True, config=_CONFIG)
