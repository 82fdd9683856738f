"""One dataset as its page shows it. Pure: contract, loads and grants in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shiremoot.access.loaded import LoadEntry
from shiremoot.contracts import Contract
from shiremoot.decisions.grants import Grant
from shiremoot.gateway.datasets.catalogue import label_of
from shiremoot.gateway.datasets.freshness import Bar, Freshness, Load, bars, freshness, next_load
from shiremoot.gateway.datasets.usage import Use, by_field, uses

LOADS = 12


@dataclass(frozen=True)
class FieldLine:
    """A field: what it is, how often it has a value (0 to 1; None: nothing loaded), and who receives it."""

    name: str
    label: str
    meaning: str
    category: str
    completeness: float | None
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class TableLines:
    name: str
    label: str
    entity: str
    rows: int | None
    quarantined: int | None
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True)
class DatasetPage:
    contract: Contract
    tables: tuple[TableLines, ...]
    uses: tuple[Use, ...]
    loads: tuple[Load, ...]
    """The newest first."""
    bars: tuple[Bar, ...]
    in_use: Load | None
    freshness: Freshness
    next_load: datetime | None

    @property
    def unused(self) -> int:
        """Fields with a meaning that no flow names."""
        return sum(bool(line.meaning) and not line.uses for table in self.tables for line in table.fields)


def of(
    contract: Contract,
    history: Sequence[LoadEntry],
    current: LoadEntry | None,
    grants: Iterable[Grant],
    now: datetime,
) -> DatasetPage:
    """`history`: every load of the dataset, oldest first; `current`: the one in use."""
    used = uses(grants, contract.dataset, now)
    loads = [_load(entry) for entry in history[-LOADS:]]
    as_at = current.as_at if current else None
    return DatasetPage(
        contract=contract,
        tables=tuple(_tables(contract, current, by_field(used))),
        uses=tuple(used),
        loads=tuple(reversed(loads)),
        bars=tuple(bars(loads)),
        in_use=_load(current) if current else None,
        freshness=freshness(as_at, contract.loads_every, now),
        next_load=next_load(as_at, contract.loads_every),
    )


def _tables(
    contract: Contract, current: LoadEntry | None, used: Mapping[str, Sequence[Use]]
) -> Iterable[TableLines]:
    for table in contract.tables:
        yield TableLines(
            name=table.name,
            label=table.label,
            entity=table.entity,
            rows=current.rows.get(table.name, 0) if current else None,
            quarantined=current.quarantined.get(table.name, 0) if current else None,
            fields=tuple(
                FieldLine(
                    name=field.name,
                    label=label_of(field),
                    meaning=field.meaning.label if field.meaning else "",
                    category=field.category or "",
                    completeness=current.completeness.get(f"{table.name}.{field.name}") if current else None,
                    uses=tuple(used.get(f"{table.name}.{field.name}", ())),
                )
                for field in table.fields
            ),
        )


def _load(entry: LoadEntry) -> Load:
    return Load(
        as_at=entry.as_at,
        loaded_at=entry.loaded_at,
        people=entry.people,
        rows=sum(entry.rows.values()),
        quarantined=sum(entry.quarantined.values()),
        held_back=entry.held_back,
    )
