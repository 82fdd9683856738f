"""A county of two wards made to be counted: care and crime, and an agreement under which analysts count."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from shiremoot.access import analysing
from shiremoot.access.numbers import keyed
from shiremoot.decisions.words import Purpose
from shiremoot.gazetteer import verbs as gazetteer
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.people import store
from shiremoot.people.store import Publish
from shiremoot.singleview.analysis import projects, running
from shiremoot.singleview.analysis.models import Project, Release
from shiremoot.singleview.analysis.projects import Proposal
from shiremoot.singleview.analysis.question import Question
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from shiremoot.yaml_text import read_yaml
from tests.permitted import HOST, OPERATOR, adopt, agreement_on_everything, as_yaml, permit_linking

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ANALYST, APPROVER = Viewer(HOST, "analyst", "nell"), Viewer(HOST, "governance", "sam")
PROTECTOR = Viewer("police", "protection-officer", "pat")
AGREEMENT = "analysis"
NORTH, SOUTH = "X00000001", "X00000002"

_PEOPLE = """
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: {name}
status: active
name: {name}
description: {{purpose: To be counted.}}
customProperties: [{{property: uk.provider, value: {provider}}}, {{property: uk.service, value: {service}}}]
schema:
  - name: people
    physicalName: people.csv
    customProperties: [{{property: uk.entity, value: person}}]
    properties:
      - {{name: key, logicalType: string, primaryKey: true,
         customProperties: [{{property: uk.meaning, value: person.key}}]}}
      - {{name: born, logicalType: date, logicalTypeOptions: {{format: yyyy-MM-dd}},
         customProperties: [{{property: uk.meaning, value: person.date_of_birth}}]}}
"""
_FIELD = "      - {{name: {}, logicalType: {}, customProperties: [{{property: uk.meaning, value: {}}}]}}\n"
_TABLE = """  - name: {name}
    businessName: {label}
    physicalName: {name}.csv
    customProperties: [{{property: uk.entity, value: {entity}}}{shown}]
    properties:
      - {{name: key, logicalType: string, required: true,
         customProperties: [{{property: uk.meaning, value: person.key}}]}}
"""
_OF_PEOPLE = "".join(
    _FIELD.format(name, "string", meaning)
    for name, meaning in (
        ("first", "person.first_name"),
        ("last", "person.last_name"),
        ("sex", "person.sex"),
        ("nhs", "person.nhs_number"),
        ("postcode", "address.postcode"),
        ("uprn", "address.uprn"),
    )
)
_ADDRESSES = """uprn,address,town,postcode,easting,northing
1,1 Up Road,A,XK1 1AA,600500,501500
2,2 Low Road,A,XK1 2AA,600500,500500
"""
_KINDS = "{property: uk.codes, value: {Theft: Theft, Noise: Noise}}"
_ADULTS = ", {property: uk.showWhen, value: {minAge: 18}}"
CONTRACTS = {
    "care": _PEOPLE.format(name="care", provider="carers", service="Care")
    + _OF_PEOPLE
    + _TABLE.format(name="services", label="Service", entity="involvement", shown="")
    + _FIELD.format("began", "date", "involvement.start")
    + _FIELD.format("ended", "date", "involvement.end")
    + _FIELD.format("status", "string", "involvement.status"),
    "crime": _PEOPLE.format(name="crime", provider="police", service="Police")
    + _OF_PEOPLE
    + _TABLE.format(name="incidents", label="Incident", entity="event", shown=_ADULTS)
    + _FIELD.format("day", "date", "event.date")
    + _FIELD.format("what", "string", "event.kind").replace("}]}", "}, " + _KINDS + "]}")
    + _FIELD.format("part", "string", "event.role"),
}
_HEADS = {
    "people": "key,born,first,last,sex,nhs,postcode,uprn",
    "services": "key,began,ended,status",
    "incidents": "key,day,what,part",
}


@dataclass(frozen=True)
class Somebody:
    """One person; in each dataset that knows them under the same key."""

    key: str
    born: str = "1980-01-01"
    sex: str = "Female"
    uprn: str = "1"
    care: tuple[tuple[str, str, str], ...] | None = ()
    """began, ended, status of each service; None: not known to care."""
    crime: tuple[tuple[str, str, str], ...] | None = None
    """day, what, part of each incident; None: not known to the police."""

    @property
    def nhs(self) -> str:
        """Ten figures, the last of which follows from the others; skipping those that none follows from."""
        number = 900_000_000 + int(self.key) * 11
        while True:
            weighted = sum(int(figure) * (10 - place) for place, figure in enumerate(f"{number:09}"))
            check = 11 - weighted % 11
            if check != 10:
                return f"{number:09}{check % 11}"
            number += 1

    @property
    def row(self) -> str:
        first, last = f"Name{_letters(self.key)}", f"Family{_letters(self.key)}"
        return f"{self.key},{self.born},{first},{last},{self.sex},{self.nhs},,{self.uprn}"


def _letters(key: str) -> str:
    return "".join(chr(ord("a") + int(figure)) for figure in key)


def crowd(count: int, since: int = 1000, **like: object) -> list[Somebody]:
    """So many people who are alike."""
    return [Somebody(str(since + number), **like) for number in range(count)]


@dataclass
class County:
    """The door on this county, at a moment that moves on as the test says."""

    home: Home
    folder: Path
    people: list[Somebody]
    now: datetime = NOW
    versions: int = 0
    _made: dict[str, Project] = field(default_factory=dict)

    @property
    def publish(self) -> Publish:
        found = store.current(self.home)
        assert found is not None
        return found

    def person(self, somebody: Somebody) -> str:
        """Their identifier."""
        ((_, person_id),) = self.publish.with_numbers([keyed(somebody.nhs)])
        return person_id

    def agree(self, identifier: str = AGREEMENT, **changes: tuple[dict[str, object], ...]) -> None:
        """Analysts may have both datasets counted, each under one flow; or under flows changed like these."""
        self.versions += 1
        text = agreement_on_everything(
            self.home, identifier, role=ANALYST.role, purpose=Purpose.RESEARCH_AND_PLANNING
        )
        file = read_yaml(text, "agreement") | {"version": self.versions}
        flows = [
            flow | {"mode": "aggregate"} | change
            for flow in file["flows"]
            for change in changes.get(flow["dataset"], ({},))
        ]
        file["flows"] = [flow | {"clause": f"2.{place}"} for place, flow in enumerate(flows, start=1)]
        adopt(self.home, as_yaml(file), at=self.now)

    def republish(self, people: list[Somebody]) -> None:
        self.people = people
        deliver(self.home, self.folder, people, at=self.now)

    def project(self, agreement: str = AGREEMENT) -> Project:
        """An approved one."""
        if agreement not in self._made:
            proposal = Proposal("Counts", agreement, "a", "b", "c", "d", "e", date(2027, 11, 1))
            made = projects.propose(uuid4(), proposal, by=ANALYST, at=self.now)
            self._made[agreement] = projects.decide(
                made.pk, approve=True, why="Yes", by=APPROVER, at=self.now
            )
        return self._made[agreement]

    def save(self, question: Question, project: Project | None = None) -> UUID:
        project = project or self.project()
        return running.save(uuid4(), project.pk, "How many", question, by=ANALYST, at=self.now).pk

    def ask(self, question: Question, project: Project | None = None) -> Release:
        return running.ask(self.home, self.save(question, project), by=ANALYST, at=self.now)

    def door(self) -> analysing.Project:
        return projects.known_to_the_door(self.project())


def build(folder: Path, people: list[Somebody]) -> County:
    """The county, linked and published, before anybody has agreed that it is counted."""
    home = Home(folder / "home")
    home.contracts.mkdir(parents=True)
    for name, text in CONTRACTS.items():
        (home.contracts / f"{name}.odcs.yaml").write_text(text)
    gazetteer.load(home, _ADDRESSES.encode(), at=NOW)
    squares = [_square(NORTH, "Upper", 501_000), _square(SOUTH, "Lower", 500_000)]
    collection = {"type": "FeatureCollection", "features": squares}
    gazetteer.load_wards(home, json.dumps(collection).encode(), at=NOW)
    permit_linking(home)
    deliver(home, folder, people, at=NOW)
    return County(home, folder, people)


def deliver(home: Home, folder: Path, people: list[Somebody], *, at: datetime) -> None:
    for dataset, table in (("care", "services"), ("crime", "incidents")):
        known = [each for each in people if getattr(each, dataset) is not None]
        rows = [",".join((each.key, *row)) for each in known for row in getattr(each, dataset)]
        _write(folder / dataset, "people", (each.row for each in known))
        _write(folder / dataset, table, rows)
        load(home, dataset=dataset, files=sorted((folder / dataset).iterdir()), by=OPERATOR, at=at)
    link(home, by=OPERATOR, at=at)
    publish(home, by=OPERATOR, at=at)


def _write(folder: Path, table: str, rows: Iterable[str]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join([_HEADS[table], *rows, ""]))


def _square(code: str, name: str, south: int) -> dict[str, object]:
    west, size = 600_000, 1000
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, "district": "All"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
