"""What a load tells the one who ran it: counts, places and kinds of fault; never a value."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FaultCount:
    column: str
    fault: str
    reason: str
    rows: int
    file: str
    line: int
    """Where it stands first."""


@dataclass(frozen=True)
class TableSummary:
    table: str
    read: int
    accepted: int
    rows_before: int | None
    """Accepted rows of the load in use so far; None when there is none."""
    faults: tuple[FaultCount, ...]
    """The commonest first, at most ten."""

    @property
    def quarantined(self) -> int:
        return self.read - self.accepted


@dataclass(frozen=True)
class LoadSummary:
    dataset: str
    load_id: str
    tables: tuple[TableSummary, ...]
    changed: Mapping[str, int]
    """People new, gone and changed since the load in use so far; empty for the first load."""
    warnings: tuple[str, ...]
    held_back: tuple[str, ...]
    """Why the load was not switched to, in words; empty when it was."""
    seconds: float

    @property
    def switched(self) -> bool:
        return not self.held_back

    def __str__(self) -> str:
        """One line; the whole is for `shiremoot load` to print."""
        rows = sum(table.accepted for table in self.tables)
        rejected = sum(table.quarantined for table in self.tables)
        use = "" if self.switched else "; NOT switched over: " + "; ".join(self.held_back)
        return f"{self.dataset}: {rows:,} rows in {len(self.tables)} tables, {rejected:,} quarantined{use}"
