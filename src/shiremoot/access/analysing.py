"""Counting people: the door through which an approved project's questions are answered.

What may be counted is what flows of *one* agreement show, in mode `aggregate`, for research, statistics and
planning: whoever signed it has agreed that its datasets are counted together. Two steps, each decided and
recorded: the project's data are prepared, and then each question reads what was prepared, under a decision of
its own. What was prepared serves only while nothing has changed that it rests on.
"""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from shiremoot import pointer
from shiremoot.access import grants, numbers, standing
from shiremoot.access.apart import decided_for
from shiremoot.access.deciding import decided
from shiremoot.access.preparing import Countable, Permitted, write
from shiremoot.access.published import in_use
from shiremoot.access.recording import Recorded, Served, Wish, decide_and_record, go_on, note_served
from shiremoot.alone import alone
from shiremoot.dates import day_of
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.kernel import Decision
from shiremoot.decisions.predicate import Predicate, either
from shiremoot.decisions.request import FieldId, Request
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.errors import UserError
from shiremoot.gazetteer import wards
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.people.analysed import MEANINGS, Source, file_of, of_people, sources
from shiremoot.people.store import Publish, PublishedField

STORE = "people.duckdb"
_META = "prepared.json"
_PATIENCE = 30.0
"""Seconds."""
Flows = Mapping[FieldId, tuple[Grant, ...]]


class NotPrepared(Exception):
    """What the project's data were prepared from has changed."""


@dataclass(frozen=True)
class Project:
    """What the door has to know of an approved project."""

    identifier: UUID
    agreement: str
    """The one that it counts under."""

    @property
    def secret(self) -> bytes:
        """What its pseudonyms are made with: from the installation's key, and another in each project."""
        return hashlib.sha256(f"shiremoot project {self.identifier}\n{settings.SECRET_KEY}".encode()).digest()


@dataclass(frozen=True)
class Offer:
    """What may be asked about under one agreement."""

    sources: tuple[Source, ...]
    people: tuple[PublishedField, ...]
    flows: tuple[Grant, ...]


@dataclass(frozen=True)
class Prepared:
    """A project's data: a DuckDB file (see `preparing`), the sources in it by number, and as at when."""

    file: Path
    sources: tuple[str, ...]
    rows: Mapping[str, int]
    people: int
    on: date
    publish_id: str
    wards: tuple[str, ...]
    """Codes; a person's `ward` is a place in this list, or its length where it is not known."""


@dataclass(frozen=True)
class Asked:
    """A question that may be answered: from what, and under which flows of the project's agreement."""

    prepared: Prepared
    recorded: Recorded
    flows: tuple[Grant, ...]

    @property
    def at(self) -> datetime:
        return self.recorded.decision.request.at


@transaction.atomic
def agreements(*, by: Viewer, at: datetime) -> tuple[str, ...]:
    """Agreements under which this organisation and role may have people counted, now."""
    return tuple(
        sorted(
            {
                grant.citation.agreement
                for grant in grants.current().all
                if grant.mode is Mode.AGGREGATE
                and grant.purpose is Purpose.RESEARCH_AND_PLANNING
                and grant.recipient == by.organisation
                and by.role in grant.roles
                and grant.in_force(at)
            }
        )
    )


@transaction.atomic
def offered(home: Home, agreement: str, *, by: Viewer, at: datetime) -> Offer:
    """What may be asked under an agreement now; nothing is read for it. Raises NothingPublished."""
    publish = in_use(home)
    flows = _of_agreement(_decision(publish, by, at), agreement)
    found = {FieldId(each.dataset, each.field_id) for each in publish.catalogue} & set(flows)
    kept = tuple(each for each in publish.catalogue if FieldId(each.dataset, each.field_id) in found)
    named = {grant.flow: grant for some in flows.values() for grant in some}
    return Offer(tuple(sources(kept)), tuple(of_people(kept)), tuple(named[name] for name in sorted(named)))


def is_prepared(home: Home, project: Project, *, by: Viewer, at: datetime) -> bool:
    """Whether questions can be answered from what was prepared. Raises NothingPublished."""
    publish = in_use(home)
    with transaction.atomic():
        key = _key(home, publish, project, _decision(publish, by, at), standing.revision())
    return _file(home, project, key).is_file()


def prepare(home: Home, project: Project, *, by: Viewer, at: datetime) -> None:
    """Write what the project's questions are answered from, unless it is there. Takes seconds for a county.

    Raises Refused where no flow of the agreement lets anything be counted, NothingPublished, or UserError
    where somebody else is preparing it and takes long.
    """
    numbers.check_key()  # with another key the same people would have other pseudonyms
    publish = in_use(home)
    _check_published(publish)
    wish = Wish(
        act=Act.PREPARE_ANALYSIS,
        by=by,
        at=at,
        purpose=Purpose.RESEARCH_AND_PLANNING,
        mode=Mode.AGGREGATE,
        fields=analysable(publish),
        about=project.identifier,
        viewer_detail={"project": str(project.identifier)},
        publish=publish,
    )
    with alone(_folder(home, project), "preparation of this project's data", patience=_PATIENCE):
        if is_prepared(home, project, by=by, at=at):
            return
        recorded = decide_and_record(
            wish, enough=lambda decision: bool(_of_agreement(decision, project.agreement))
        )
        key = _key(home, publish, project, recorded.decision, recorded.facts.revision)
        permitted = _permitted(publish, recorded, project)
        found = sources(each.field for each in permitted.fields)
        known = wards.current(home)
        codes = tuple(each.code for each in known or ())
        with pointer.whole_folder(_folder(home, project), key) as new:
            written = write(
                publish.folder,
                new / STORE,
                permitted,
                found,
                codes,
                secret=project.secret,
                go_on=lambda: go_on(recorded),
            )
            meta = {
                "sources": [each.name for each in found],
                "rows": written.rows,
                "people": written.people,
                "on": permitted.on.isoformat(),
                "publish_id": publish.publish_id,
                "wards": codes,
            }
            (new / _META).write_text(json.dumps(meta), encoding="utf-8")
        _clear(_folder(home, project), key)
        _count(publish, recorded, written.rows)
        note_served(recorded, Served((), {}))


def ask(
    home: Home,
    project: Project,
    fields: frozenset[FieldId],
    *,
    by: Viewer,
    at: datetime,
    detail: Mapping[str, Any],
) -> Asked:
    """Decide and record a question that needs these fields; it may be answered from what is returned.

    Raises Refused, recorded, where the agreement's flows do not show every one of them; NotPrepared, recorded
    as allowed with nothing read, where the project's data have to be prepared anew; NothingPublished.
    """
    publish = in_use(home)
    wish = Wish(
        act=Act.ASK_QUESTION,
        by=by,
        at=at,
        purpose=Purpose.RESEARCH_AND_PLANNING,
        mode=Mode.AGGREGATE,
        fields=fields,
        about=project.identifier,
        viewer_detail={"project": str(project.identifier), **detail},
        publish=publish,
    )
    recorded = decide_and_record(
        wish, enough=lambda decision: fields <= set(_of_agreement(decision, project.agreement))
    )
    everything = replace(recorded.decision.request, fields=analysable(publish))
    whole = decided(everything, recorded.decision.grants)
    key = _key(home, publish, project, whole, recorded.facts.revision)
    file = _file(home, project, key)
    if not file.is_file():
        note_served(recorded, Served((), {}))
        raise NotPrepared
    prepared = _read(file)
    datasets = {field.dataset for field in fields}
    _count(
        publish,
        recorded,
        {table: rows for table, rows in prepared.rows.items() if table.split(".", 1)[0] in datasets},
    )
    flows = {
        grant.flow: grant
        for some in _of_agreement(recorded.decision, project.agreement).values()
        for grant in some
    }
    return Asked(prepared, recorded, tuple(flows[name] for name in sorted(flows)))


def forget(home: Home, project: Project) -> None:
    """Remove what was prepared for a project, and who was counted in what was released of it."""
    shutil.rmtree(home.analysis / str(project.identifier), ignore_errors=True)


@lru_cache(maxsize=4)
def analysable(publish: Publish) -> frozenset[FieldId]:
    """Every field that analysis reads of a publish."""
    return frozenset(
        FieldId(each.dataset, each.field_id)
        for each in publish.catalogue
        if each.meaning in MEANINGS and each.entity != "tie"
    )


def _decision(publish: Publish, by: Viewer, at: datetime) -> Decision:
    request = Request(
        organisation=by.organisation,
        role=by.role,
        purpose=Purpose.RESEARCH_AND_PLANNING,
        mode=Mode.AGGREGATE,
        relationships=frozenset(),
        fields=analysable(publish),
        at=at,
    )
    return decided(request, grants.current())


def _of_agreement(decision: Decision, agreement: str) -> Flows:
    """Each field that flows of the agreement show, with those flows: others may not be combined with them."""
    found = {
        field: tuple(
            grant for grant in decision.showing_flows(field) if grant.citation.agreement == agreement
        )
        for field in decision.shown
    }
    return {field: flows for field, flows in found.items() if flows}


def _permitted(publish: Publish, recorded: Recorded, project: Project) -> Permitted:
    """What may be counted of whom; somebody of whom a fact forbids a flow counts in nothing it shows."""
    general = _of_agreement(recorded.decision, project.agreement)
    standings: dict[int, frozenset[str]] = {}
    apart: dict[FieldId, set[int]] = {field: set() for field in general}
    hidden: frozenset[str] = frozenset()
    for number, (each, people) in enumerate(recorded.facts.alike.items()):
        if each.hidden:
            hidden |= people
            continue
        own = _of_agreement(decided_for(each, recorded.decision), project.agreement)
        if lost := {field for field, flows in general.items() if own.get(field) != flows}:
            standings[number] = people
            for field in lost:
                apart[field].add(number)
    on = day_of(recorded.decision.request.at)
    countable = (
        Countable(each, rows, frozenset(apart[field]))
        for each in publish.catalogue
        if (field := FieldId(each.dataset, each.field_id)) in general
        and _can_be_told(publish, each, rows := _rows(general[field], on))
    )
    return Permitted(tuple(countable), standings, hidden, recorded.facts.suspects, on)


def _rows(flows: tuple[Grant, ...], on: date) -> Predicate | None:
    """The rows that some of the flows show; None: all of them."""
    rules = [grant.rows for grant in flows if grant.rows is not None]
    return either(tuple(rule.on(on) for rule in rules)) if len(rules) == len(flows) else None


def _can_be_told(publish: Publish, field: PublishedField, rows: Predicate | None) -> bool:
    """Whether what a row rule compares is there to be compared: if not, the field may not be counted."""
    there = {
        each.field_id
        for each in publish.catalogue
        if each.serving_table == field.serving_table and each.meaning in MEANINGS
    }
    return rows is None or rows.fields <= there


def _key(home: Home, publish: Publish, project: Project, decision: Decision, revision: int) -> str:
    """The same for as long as the same data would be prepared."""
    gazetteer = pointer.current(home.wards)
    rests_on = [
        publish.publish_id,
        project.agreement,
        decision.hash,
        revision,
        day_of(decision.request.at).isoformat(),
        gazetteer.name if gazetteer else "",
    ]
    return hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()[:32]


def released(home: Home, project: Project) -> Path:
    """Where it is kept who was counted in what was released."""
    return home.analysis / str(project.identifier) / "released"


def _check_published(publish: Publish) -> None:
    tables = {each.serving_table for each in publish.catalogue if each.entity != "tie"}
    if not all(file_of(publish.folder, table).is_file() for table in tables):
        raise UserError(
            "The people in use were published before people could be counted.",
            "Publish once more: shiremoot publish",
        )


def _folder(home: Home, project: Project) -> Path:
    return home.analysis / str(project.identifier) / "prepared"


def _file(home: Home, project: Project, key: str) -> Path:
    return _folder(home, project) / key / STORE


def _read(file: Path) -> Prepared:
    said = json.loads((file.parent / _META).read_text(encoding="utf-8"))
    return Prepared(
        file=file,
        sources=tuple(said["sources"]),
        rows=said["rows"],
        people=said["people"],
        on=date.fromisoformat(said["on"]),
        publish_id=said["publish_id"],
        wards=tuple(said["wards"]),
    )


def _clear(folder: Path, key: str) -> None:
    """What was prepared before is not needed any more; whoever has it open reads on."""
    for each in folder.iterdir():
        if each.is_dir() and each.name != key:
            shutil.rmtree(each, ignore_errors=True)


def _count(publish: Publish, recorded: Recorded, rows: Mapping[str, int]) -> None:
    """Count what is read, and note it for the entry after the read."""
    found: Counter[tuple[str, str]] = Counter()
    providers = {each.serving_table: each.provider for each in publish.catalogue}
    for table, count in rows.items():
        found[providers[table], table.split(".", 1)[0]] += count
    publish.count(found, on=day_of(recorded.decision.request.at))
    recorded.reading.rows.update(found)
