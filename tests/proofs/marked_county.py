"""A county in which every text is a mark of its own: whatever a page shows can be told back to its cell."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from shiremoot.access.numbers import keyed
from shiremoot.decisions.request import FieldId
from shiremoot.home import Home
from shiremoot.people import store
from shiremoot.people.store import Publish
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from tests.permitted import OPERATOR, permit_linking

LOADED = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MARK = re.compile(r"\bmk[a-z]{5}\b", re.IGNORECASE)
PROVIDERS = {"care": "carers", "crime": "police"}
ADULTS_ONLY = "events"
"""The table whose rows are shown of people of 16 and over alone."""

_HEAD = """
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: {name}
status: active
name: {name}
description: {{purpose: To prove that pages keep to what was decided.}}
customProperties: [{{property: uk.provider, value: {provider}}}, {{property: uk.service, value: {name}}}]
schema:
"""
_TABLE = """  - name: {name}
    physicalName: {name}.csv
    customProperties: [{{property: uk.entity, value: {entity}}}{more}]
    properties:
"""
_KEY = "      - {{name: key, logicalType: string, {}, " + (
    "customProperties: [{{property: uk.meaning, value: person.key}}]}}\n"
)
_TEXT = "      - {{name: {}, logicalType: string, customProperties: [{{property: uk.meaning, value: {}}}]}}\n"
_DATE = (
    "      - {{name: {}, logicalType: date, logicalTypeOptions: {{format: yyyy-MM-dd}}, "
    "customProperties: [{{property: uk.meaning, value: {}}}]}}\n"
)
_WORD = (
    "      - {{name: {}, logicalType: string, customProperties: [{{property: uk.meaning, value: {}}}, "
    "{{property: uk.codes, value: {{Y: Priority}}}}]}}\n"
)
# table → entity, column → meaning
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "people": (
        "person",
        {
            "born": "person.date_of_birth",
            "first": "person.first_name",
            "last": "person.last_name",
            "nhs": "person.nhs_number",
            "line": "address.line",
            "uprn": "address.uprn",
            "priority": "person.visit_priority",
        },
    ),
    "work": (
        "involvement",
        {
            "start": "involvement.start",
            "service": "involvement.service",
            "detail": "involvement.detail",
            "lead": "involvement.lead_name",
        },
    ),
    "events": ("event", {"day": "event.date", "what": "event.kind"}),
}
_PLAIN = ("born", "nhs", "uprn", "priority", "start", "day")
"""Columns that hold no mark: dates, numbers, and a word of a closed list."""
PRIORITY, _CODED = "Priority", "Y"


@dataclass(frozen=True)
class Cell:
    """Where a mark stands: whose row of which field, and the day by which row rules judge the row."""

    nhs: str
    field: FieldId
    table: str
    day: date | None
    priority: bool
    """Whether the row says that its person's home has priority for a visit."""


@dataclass
class Marked:
    """The county: its cells by their mark, its people by NHS number."""

    home: Home
    cells: dict[str, Cell] = field(default_factory=dict)
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    """NHS number → the person's row in `care`."""

    @property
    def publish(self) -> Publish:
        found = store.current(self.home)
        assert found is not None
        return found

    def person_ids(self) -> dict[str, str]:
        """Person identifier → NHS number."""
        by_hash = {keyed(nhs): nhs for nhs in self.people}
        return {person_id: by_hash[found] for found, person_id in self.publish.with_numbers(by_hash)}

    def fields(self) -> frozenset[FieldId]:
        return frozenset(
            FieldId(dataset, f"{table}.{column}")
            for dataset in PROVIDERS
            for table, (_, columns) in TABLES.items()
            for column in columns
        )


def build(folder: Path, *, people: int = 12) -> Marked:
    """Load, link and publish the county; two people to a household, some of them children."""
    county = Marked(Home(folder / "home"))
    county.home.contracts.mkdir(parents=True)
    for dataset, provider in PROVIDERS.items():
        path = county.home.contracts / f"{dataset}.odcs.yaml"
        path.write_text(_contract(dataset, provider), encoding="utf-8")
    permit_linking(county.home)
    random, marks = Random(7), _marks()
    numbers = _nhs_numbers()
    everyone = [(next(numbers), *_identity(random, place)) for place in range(people)]
    for dataset in PROVIDERS:
        files = [
            _write(folder / dataset, table, rows)
            for table, rows in _rows(county, dataset, everyone, random, marks).items()
        ]
        load(county.home, dataset=dataset, files=files, by=OPERATOR, at=LOADED)
    link(county.home, by=OPERATOR, at=LOADED)
    publish(county.home, by=OPERATOR, at=LOADED)
    return county


def _contract(name: str, provider: str) -> str:
    text = _HEAD.format(name=name, provider=provider)
    for table, (entity, columns) in TABLES.items():
        more = ", {property: uk.showWhen, value: {minAge: 16}}" if table == ADULTS_ONLY else ""
        text += _TABLE.format(name=table, entity=entity, more=more)
        text += _KEY.format("primaryKey: true" if table == "people" else "required: true")
        for column, meaning in columns.items():
            shape = {"born": _DATE, "start": _DATE, "day": _DATE, "priority": _WORD}.get(column, _TEXT)
            text += shape.format(column, meaning)
    return text


def _identity(random: Random, place: int) -> tuple[date, str]:
    """A date of birth and a UPRN; every third person is a child."""
    year = random.randint(2012, 2022) if place % 3 == 0 else random.randint(1940, 2005)
    return date(year, random.randint(1, 12), random.randint(1, 28)), str(1000 + place // 2)


def _rows(
    county: Marked,
    dataset: str,
    everyone: list[tuple[str, date, str]],
    random: Random,
    marks: Iterator[str],
) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {table: [] for table in TABLES}
    for place, (nhs, born, uprn) in enumerate(everyone):
        first = (place + len(dataset)) % 3 == 0
        plain = {"born": born.isoformat(), "nhs": nhs, "uprn": uprn, "priority": _CODED if first else ""}
        for table in TABLES:
            for _ in range(1 if table == "people" else random.randint(1, 4)):
                day = date(random.randint(2022, 2026), random.randint(1, 10), random.randint(1, 28))
                row = {"key": str(place)} | _row(county, dataset, table, nhs, day, plain, marks)
                found[table].append(row)
                if (dataset, table) == ("care", "people"):
                    county.people[nhs] = row
    return found


def _row(
    county: Marked,
    dataset: str,
    table: str,
    nhs: str,
    day: date,
    plain: dict[str, str],
    marks: Iterator[str],
) -> dict[str, str]:
    row = {}
    for column in TABLES[table][1]:
        if column in _PLAIN:
            row[column] = plain.get(column, day.isoformat())
            continue
        # the same person has the same name in both datasets, or they would not be linked
        known = county.people.get(nhs, {}).get(column) if column in ("first", "last") else None
        mark = row[column] = known or next(marks)
        judged = day if table != "people" else None
        first = table == "people" and plain["priority"] == _CODED
        cell = Cell(nhs, FieldId(dataset, f"{table}.{column}"), table, judged, first)
        county.cells.setdefault(mark, cell)
    return row


def _marks() -> Iterator[str]:
    """*mkabcde*: no two alike enough to be taken for a misspelling of each other's."""
    random, given = Random(11), set[str]()
    while True:
        mark = "mk" + "".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(5))
        if mark not in given:
            given.add(mark)
            yield mark


def _nhs_numbers() -> Iterator[str]:
    """Numbers of the range kept for tests, with their check digit."""
    for start in range(999_000_100, 999_999_999):
        weighed = zip(map(int, str(start)), range(10, 1, -1), strict=True)
        check = 11 - sum(figure * weight for figure, weight in weighed) % 11
        if check != 10:
            yield f"{start}{check % 11}"


def _write(folder: Path, table: str, rows: list[dict[str, str]]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["key", *TABLES[table][1]])
        writer.writeheader()
        writer.writerows(rows)
    return path
