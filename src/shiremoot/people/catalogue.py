"""What a publish holds of each dataset: its tables and fields, told from the dataset's contract."""

from dataclasses import dataclass

from shiremoot.contracts import Contract, EveryRule, Field, Table


@dataclass(frozen=True)
class PublishedField:
    """One column of one serving table."""

    dataset: str
    table_name: str
    """The table in which it is read; a detail's field is read in the table that refers to the detail."""
    field_id: str
    """"<table>.<field>" inside the dataset; also the name of the column."""
    entity: str
    table_label: str
    meaning: str
    label: str
    category: str
    provider: str
    service: str
    type: str
    search: str | None
    show_when: EveryRule | None
    values: tuple[str, ...] = ()
    """The words that the contract lets it hold, in its order; none: any."""

    @property
    def column_name(self) -> str:
        return self.field_id

    @property
    def full_id(self) -> str:
        """ "<dataset>.<table>.<field>"."""
        return f"{self.dataset}.{self.field_id}"

    @property
    def serving_table(self) -> str:
        return serving_table(self.dataset, self.table_name)


def serving_table(dataset: str, table: str) -> str:
    return f"{dataset}.{table}"


def catalogue_of(contract: Contract) -> tuple[PublishedField, ...]:
    """Every published field of a dataset, its joined details included."""
    found = []
    for table in contract.subject_tables:
        found += [_published(contract, table, table, field) for field in table.published]
        for _, detail, _ in contract.detail_joins(table):
            found += [_published(contract, table, detail, field) for field in detail.published]
    return tuple(found)


def _published(contract: Contract, table: Table, home: Table, field: Field) -> PublishedField:
    """`home` is the table that the field stands in, `table` the one whose rows carry it."""
    assert field.meaning is not None  # published fields have one
    rules = tuple(dict.fromkeys(rule for rule in (table.show_when, home.show_when, field.show_when) if rule))
    return PublishedField(
        dataset=contract.dataset,
        table_name=table.name,
        field_id=f"{home.name}.{field.name}",
        entity=table.entity,
        meaning=field.meaning.name,
        table_label=table.label,
        label=field.label or field.meaning.label,
        category=field.category or field.meaning.category,
        provider=contract.provider,
        service=contract.service,
        type=field.type,
        search=field.meaning.search,
        show_when=EveryRule(rules) if rules else None,
        values=field.meaning.values or tuple(dict.fromkeys((field.codes or {}).values())),
    )
