"""A county of a few people made for tests of facts: two datasets, an agreement, and what pages show of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from shiremoot.access import finding, openings
from shiremoot.access.models import Opening
from shiremoot.access.numbers import keyed
from shiremoot.access.reading import Block
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.people import store
from shiremoot.people.store import Publish
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from shiremoot.yaml_text import read_yaml
from tests.permitted import HOST, LONG_AGO, OPERATOR, adopt, agreement_on_everything, as_yaml, permit_linking

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PURPOSE = Purpose.SAFEGUARDING_CHILDREN
WORKER = Viewer(HOST, "social-worker", "dana")
PROTECTOR = Viewer("police", "protection-officer", "pat")

_CONTRACT = """
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: {name}
status: active
name: {name}
description: {{purpose: To test facts.}}
customProperties: [{{property: uk.provider, value: {provider}}}, {{property: uk.service, value: {name}}}]
schema:
  - name: people
    physicalName: people.csv
    customProperties: [{{property: uk.entity, value: person}}]
    properties:
      - {{name: key, logicalType: string, primaryKey: true,
         customProperties: [{{property: uk.meaning, value: person.key}}]}}
      - {{name: born, logicalType: date, logicalTypeOptions: {{format: yyyy-MM-dd}},
         customProperties: [{{property: uk.meaning, value: person.date_of_birth}}]}}
{fields}
"""
_TEXT = "      - {{name: {}, logicalType: string, customProperties: [{{property: uk.meaning, value: {}}}]}}\n"
_MEANINGS = {
    "first": "person.first_name",
    "last": "person.last_name",
    "former": "person.previous_last_name",
    "nhs": "person.nhs_number",
    "phone": "person.phone",
    "line": "address.line",
    "postcode": "address.postcode",
    "uprn": "address.uprn",
}
_TABLE = """  - name: {name}
    physicalName: {name}.csv
    customProperties: [{{property: uk.entity, value: {entity}}}]
    properties:
      - {{name: key, logicalType: string, required: true,
         customProperties: [{{property: uk.meaning, value: person.key}}]}}
"""
_FIELDS = "".join(_TEXT.format(name, meaning) for name, meaning in _MEANINGS.items())
_TIES = _TABLE.format(name="ties", entity="tie") + "".join(
    _TEXT.format(name, meaning) for name, meaning in (("other", "tie.other"), ("kind", "tie.kind"))
)
_EVENTS = _TABLE.format(name="events", entity="event") + _TEXT.format("what", "event.kind")
CONTRACTS = {
    "care": _CONTRACT.format(name="care", provider="carers", fields=_FIELDS + _TIES),
    "crime": _CONTRACT.format(name="crime", provider="police", fields=_FIELDS + _EVENTS),
}

People = dict[str, dict[str, str]]
Ties = list[tuple[str, str, str]]
_HEAD = "key,born,first,last,former,nhs,phone,line,postcode,uprn"
PEOPLE = {
    "care": {
        "1": "1980-02-03,Ada,Adult,Before,9000000009,01632960001,4 Mill Lane,XK1 2AB,100",
        "2": "2015-05-06,Cora,Child,,9000000017,01632960002,4 Mill Lane,XK1 2AB,100",
        "3": "1990-07-08,Lena,Lodger,,9000000025,01632960003,4 Mill Lane,XK1 2AB,100",
        "4": "1980-02-03,Ada,Adulte,,9000000033,01632960004,9 High Street,XK2 3CD,200",
    },
    "crime": {
        "1": "1980-02-03,Ada,Adult,Before,9000000009,01632960001,4 Mill Lane,XK1 2AB,100",
        "5": "1971-01-09,Peter,Else,,9000000041,01632960005,1 Far Road,XK9 9ZZ,300",
    },
}
TIES = [
    ("2", "1", "Mother"),
    ("1", "2", "Daughter"),
    ("3", "1", "Sister"),
    ("2", "3", "Aunt"),
    ("3", "2", "Niece"),
]
EVENTS = [("1", "Victim"), ("5", "Witness")]


@dataclass
class Small:
    """The door on this county, at a moment that moves on as the test says."""

    home: Home
    now: datetime = NOW
    versions: int = 0

    @property
    def publish(self) -> Publish:
        found = store.current(self.home)
        assert found is not None
        return found

    def person(self, number: str) -> str:
        """The identifier of the person with this NHS number."""
        ((_, person_id),) = self.publish.with_numbers([keyed(number)])
        return person_id

    def results(self, terms: str, by: Viewer = WORKER) -> finding.Results:
        search = finding.start_search(by=by, purpose=PURPOSE, terms=terms, at=self.now)
        return finding.results(self.home, search.pk, by=by, at=self.now)

    def find(self, terms: str, by: Viewer = WORKER) -> list[finding.Found]:
        return self.results(terms, by).people

    def names(self, terms: str, meaning: str = "person.first_name") -> set[str]:
        """What is said of those who are found."""
        return {name for found in self.find(terms) for name in said(found.blocks, meaning)}

    def open(self, terms: str, by: Viewer = WORKER) -> Opening:
        return self.open_candidate(self.find(terms, by)[0].candidate, by)

    def open_candidate(self, candidate: UUID, by: Viewer = WORKER) -> Opening:
        return openings.open_person(
            self.home,
            candidate,
            by=by,
            category=ReasonCategory.VISIT,
            reason="A visit that is planned",
            at=self.now,
        )

    def view(self, opening: Opening, by: Viewer = WORKER) -> openings.PersonView:
        return openings.view_person(self.home, opening.pk, by=by, at=self.now)

    def opened(self, terms: str, by: Viewer = WORKER) -> openings.PersonView:
        return self.view(self.open(terms, by), by)

    def household(self, view: openings.PersonView) -> set[str]:
        members = openings.view_household(view, uprn="100")
        return {name for member in members for name in said(member.blocks, "person.first_name")}

    def adopt(self, *flows: dict[str, object]) -> None:
        """These flows and no others from now on, each of the dataset that it names; all of it if none is."""
        self.versions += 1
        text = agreement_on_everything(self.home, "front-door", role=WORKER.role, purpose=PURPOSE)
        file = read_yaml(text, "agreement") | {"version": self.versions}
        of = {flow["dataset"]: flow for flow in file["flows"]}
        file["flows"] = [
            of[str(flow["dataset"])] | {"clause": str(number)} | flow
            for number, flow in enumerate(flows or [{"dataset": name} for name in of], start=1)
        ]
        adopt(self.home, as_yaml(file), at=self.now)

    def republish(self, folder: Path, people: People) -> None:
        deliver(self.home, folder, people, at=self.now)


def build(
    folder: Path, *, without: str = "", people: People | None = None, ties: Ties | None = None
) -> Small:
    """The county; or what it would be if nobody in it had this NHS number, or with these people and ties."""
    home = Home(folder / "home")
    home.contracts.mkdir(parents=True)
    for name, text in CONTRACTS.items():
        (home.contracts / f"{name}.odcs.yaml").write_text(text)
    another = bool(without or people)
    permit_linking(home, at=NOW if another else LONG_AGO)  # the record of the county before goes on
    kept = {
        dataset: {key: row for key, row in rows.items() if not without or without not in row}
        for dataset, rows in (people or PEOPLE).items()
    }
    deliver(home, folder, kept, at=NOW, ties=ties)
    return Small(home)


def deliver(home: Home, folder: Path, people: People, *, at: datetime, ties: Ties | None = None) -> None:
    """Load these people with the ties and events among them, link and publish."""
    _write(folder / "care", "people", _HEAD, (f"{key},{row}" for key, row in people["care"].items()))
    care, crime = people["care"].keys(), people["crime"].keys()
    known = (",".join(tie) for tie in ties or TIES if tie[0] in care and tie[1] in care)
    _write(folder / "care", "ties", "key,other,kind", known)
    _write(folder / "crime", "people", _HEAD, (f"{key},{row}" for key, row in people["crime"].items()))
    _write(folder / "crime", "events", "key,what", (",".join(each) for each in EVENTS if each[0] in crime))
    for dataset in CONTRACTS:
        files = sorted((folder / dataset).iterdir())
        load(home, dataset=dataset, files=files, by=OPERATOR, at=at)
    link(home, by=OPERATOR, at=at)
    publish(home, by=OPERATOR, at=at)


def said(blocks: Iterable[Block], meaning: str) -> set[str]:
    return {row.values[meaning] for block in blocks for row in block.rows if meaning in row.values}


def everything(blocks: Iterable[Block]) -> set[tuple[str, str, str]]:
    """Every value that is shown: dataset, meaning, value."""
    return {
        (block.dataset, meaning, value)
        for block in blocks
        for row in block.rows
        for meaning, value in row.values.items()
    }


def _write(folder: Path, table: str, head: str, rows: Iterable[str]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join([head, *rows, ""]))
