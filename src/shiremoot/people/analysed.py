"""What a publish holds for analysis: one Parquet for each table, without names, numbers or addresses.

Dates are dates, everything else is text; where somebody lives stands there as the code of a ward. Columns
have the names of the fields that they are made of, so that a decision about a field is one about its column.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shiremoot.people.catalogue import PublishedField

FOLDER, PERSONS = "analysis", "persons.parquet"
BORN, SEX = "person.date_of_birth", "person.sex"
UPRN, POSTCODE = "address.uprn", "address.postcode"
STATUS, SERVICE, OUTCOME = "involvement.status", "involvement.service", "involvement.visit_outcome"
START, END = "involvement.start", "involvement.end"
DAY, KIND, ROLE, EVENT_STATUS, EVENT_OUTCOME = (
    "event.date",
    "event.kind",
    "event.role",
    "event.status",
    "event.outcome",
)
DAYS = frozenset({BORN, START, END, DAY})
PLACES = frozenset({UPRN, POSTCODE})
SAYING = (SERVICE, STATUS, OUTCOME, KIND, ROLE, EVENT_STATUS, EVENT_OUTCOME)
"""What a row may be chosen by, in the order in which people are asked."""
AGE_BANDS = (
    (0, "0 to 4"),
    (5, "5 to 10"),
    (11, "11 to 15"),
    (16, "16 to 17"),
    (18, "18 to 24"),
    (25, "25 to 44"),
    (45, "45 to 64"),
    (65, "65 to 74"),
    (75, "75 to 84"),
    (85, "85 and over"),
)
SEXES = ("Female", "Male")
MEANINGS = frozenset({BORN, SEX, UPRN, POSTCODE, START, END, DAY, *SAYING})


def file_of(folder: Path, table: str) -> Path:
    """The Parquet of one serving table of a publish."""
    return folder / FOLDER / f"{table}.parquet"


@dataclass(frozen=True)
class Source:
    """A table that says when something happened to people, or since when a service has worked with them."""

    name: str
    """ "<dataset>.<table>"."""
    provider: str
    service: str
    label: str
    fields: tuple[PublishedField, ...]
    """The first of each meaning that analysis reads."""

    @cached_property
    def by_meaning(self) -> Mapping[str, PublishedField]:
        return {each.meaning: each for each in self.fields}

    @property
    def is_event(self) -> bool:
        return DAY in self.by_meaning

    @property
    def day(self) -> PublishedField:
        """When it happened, or began."""
        return self.by_meaning[DAY if self.is_event else START]

    @property
    def words(self) -> str:
        """*Housing: Rent arrears case*"""
        return f"{self.service}: {self.label}" if self.label else self.service


def sources(catalogue: Iterable[PublishedField]) -> list[Source]:
    """Every table with a day that can be asked about, by service and name."""
    tables: dict[str, dict[str, PublishedField]] = {}
    for each in catalogue:
        if each.entity in ("involvement", "event") and each.meaning in MEANINGS:
            tables.setdefault(each.serving_table, {}).setdefault(each.meaning, each)
    found = []
    for name, fields in tables.items():
        first = next(iter(fields.values()))
        if DAY in fields or START in fields:
            kept = tuple(fields.values())
            found.append(Source(name, first.provider, first.service, first.table_label, kept))
    return sorted(found, key=lambda source: (source.service, source.label, source.name))


def of_people(catalogue: Iterable[PublishedField]) -> list[PublishedField]:
    """The fields that say how old people are, of which sex, and where they live."""
    return [each for each in catalogue if each.entity == "person" and each.meaning in MEANINGS]
