"""A dataset contract in the shape the rest of the house uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from .rules import DisplayRule
from .vocabulary import Meaning

PERSON, INVOLVEMENT, EVENT, TIE, DETAIL = "person", "involvement", "event", "tie", "detail"
ENTITIES = (PERSON, INVOLVEMENT, EVENT, TIE, DETAIL)
PERSON_KEY = "person.key"


@dataclass(frozen=True)
class Reference:
    """Where a field points: the key of another table of the same dataset."""

    table: str
    field: str


@dataclass(frozen=True)
class Check:
    """A figure that must hold over a whole table, e.g. at most 10 percent of `phone` missing."""

    metric: str  # rowCount | duplicateValues | nullValues | invalidValues
    fields: tuple[str, ...]
    percent: bool
    limits: Mapping[str, float]  # operator of ODCS, e.g. mustBeLessThan, and its bound
    valid_values: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True)
class Field:
    name: str
    header: str
    """The heading of the column in the file."""
    type: str  # string | date | timestamp | integer | number | boolean
    formats: tuple[str, ...] = ()
    """Date styles that are accepted, as JDK patterns."""
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | str | None = None
    maximum: float | str | None = None
    required: bool = False
    unique: bool = False
    meaning: Meaning | None = None
    category: str | None = None
    derived: bool = False
    """Its provider works it out from other data, as a level of risk: no fact, but a judgement on facts."""
    show_when: DisplayRule | None = None
    codes: Mapping[str, str] | None = None
    """Code in the file to the words that the snapshot keeps in its place."""
    true_values: tuple[str, ...] = ()
    refers_to: Reference | None = None
    label: str | None = None
    """What people call it, where the label of its meaning says too little: *Percent attended*."""

    @property
    def searchable(self) -> bool:
        return self.meaning is not None and self.meaning.search is not None


@dataclass(frozen=True)
class Table:
    name: str
    file_glob: str
    entity: str
    fields: tuple[Field, ...]
    label: str = ""
    """What people call its rows: *Attendance*."""
    description: str = ""
    show_when: DisplayRule | None = None
    checks: tuple[Check, ...] = ()
    key: tuple[str, ...] = ()
    """The fields that together tell one row from another; empty when the contract names none."""

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    def fields_meaning(self, meaning: str) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.meaning and field.meaning.name == meaning)

    def field_meaning(self, meaning: str) -> Field | None:
        """The first field that stands for `meaning`."""
        return next(iter(self.fields_meaning(meaning)), None)

    @property
    def subject_key(self) -> Field | None:
        """The field that says whom a row is about; None only in detail tables."""
        return self.field_meaning(PERSON_KEY)

    @property
    def published(self) -> tuple[Field, ...]:
        """Fields with a meaning, the local identifier aside."""
        return tuple(field for field in self.fields if field.meaning and field.meaning.name != PERSON_KEY)


@dataclass(frozen=True)
class Contract:
    """What one dataset is: one person table, and tables whose rows reach a person by the subject key."""

    dataset: str
    name: str
    version: str
    status: str
    purpose: str
    provider: str
    service: str
    owner: str
    """The post that answers for the data, such as *Head of housing*; empty where the contract names none."""
    subjects: tuple[str, ...]
    """Categories of people whom the data are about: *tenants*, *members of their households*."""
    loads_every: timedelta | None
    """A new load is promised this often; None where nothing is promised."""
    kept_for: str
    """How long the provider keeps the data: *7 years*; empty where the contract does not say."""
    one_record_a_person: bool
    """No two of its records are ever of one person."""
    max_rejected_percent: float
    max_shrink_percent: float
    tables: tuple[Table, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Table]:
        return {table.name: table for table in self.tables}

    @property
    def person_table(self) -> Table:
        return next(table for table in self.tables if table.entity == PERSON)

    @property
    def person_key(self) -> Field:
        """The local identifier in the person table, to which every other subject key refers."""
        return self.person_table.fields_meaning(PERSON_KEY)[0]

    @property
    def subject_tables(self) -> tuple[Table, ...]:
        """Tables whose rows are about a person: all but the details."""
        return tuple(table for table in self.tables if table.entity != DETAIL)

    @property
    def fields_with_meaning(self) -> frozenset[str]:
        """`table.field` of every field that has a meaning: what a linking agreement must name."""
        return frozenset(
            f"{table.name}.{field.name}" for table in self.tables for field in table.fields if field.meaning
        )

    @cached_property
    def readable_in(self) -> Mapping[str, frozenset[str]]:
        """Subject table → the `table.field` names that its published rows carry, its details' included."""
        return {
            table.name: frozenset(
                f"{home.name}.{field.name}"
                for home in (table, *(detail for _, detail, _ in self.detail_joins(table)))
                for field in home.published
            )
            for table in self.subject_tables
        }

    def detail_joins(self, table: Table) -> tuple[tuple[Field, Table, Field], ...]:
        """For each reference of `table` to a detail table: referring field, detail table, its key."""
        return tuple(
            (field, detail, detail.by_name[field.refers_to.field])
            for field in table.fields
            if field.refers_to
            for detail in [self.by_name[field.refers_to.table]]
            if detail.entity == DETAIL
        )
