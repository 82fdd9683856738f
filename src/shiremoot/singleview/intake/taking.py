"""One delivery on its way into one folder: read, judged, kept, measured."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from shiremoot.contracts import Contract
from shiremoot.people.loads import LoadEntry, read_entry

from . import keeping, measures
from .deliveries import Delivery
from .judging import Judgement
from .staging import Staged, stage_table
from .summary import LoadSummary, TableSummary

_MEMORY = "700MB"


class Taking:
    def __init__(self, contract: Contract, delivery: Delivery, folder: Path, before: Path | None) -> None:
        self._contract, self._delivery = contract, delivery
        self._folder, self._before = folder, before
        self._accepted: dict[str, int] = {}
        self._staged: dict[str, Staged] = {}
        self._working = folder / "working"
        self._working.mkdir()
        self._connection = duckdb.connect(
            config={"memory_limit": _MEMORY, "threads": 2, "temp_directory": str(self._working / "spill")}
        )

    def read(self, progress: Callable[[int, int], None]) -> None:
        """Read, judge and keep every row; `progress` is told bytes read and in all. Raises UserError."""
        self._stage(progress)
        judgement = Judgement(self._contract, self._connection, self._staged, self._working)
        judgement.judge()
        for table in self._contract.tables:
            self._accepted[table.name] = keeping.keep_accepted(judgement, table, self._folder)
        keeping.keep_rejected(judgement, self._folder)

    def _stage(self, progress: Callable[[int, int], None]) -> None:
        total = sum(delivered.source.size for delivered in self._delivery.files)
        done = 0

        def more(read: int) -> None:
            nonlocal done
            done += read
            progress(done, total)

        for table in self._contract.tables:
            files = self._delivery.of_table(table)
            self._staged[table.name] = stage_table(table, files, self._working, more)

    def entry(self, load_id: str, at: datetime, as_at: datetime) -> LoadEntry:
        complete: dict[str, float] = {}
        for table in self._contract.tables:
            complete |= measures.completeness(self._connection, table, self._folder)
        return LoadEntry(
            dataset=self._contract.dataset,
            load_id=load_id,
            as_at=as_at,
            loaded_at=at,
            contract_version=self._contract.version,
            people=self._accepted[self._contract.person_table.name],
            rows=dict(self._accepted),
            quarantined={name: self._staged[name].read - rows for name, rows in self._accepted.items()},
            completeness=complete,
            changed=measures.changes(self._connection, self._contract, self._folder, self._before),
            held_back=tuple(self._crossed()),
        )

    def _crossed(self) -> list[str]:
        """Thresholds of the contract that this delivery crosses, in words."""
        rows_before = self._rows_before()
        contract, crossed = self._contract, []
        for table in contract.tables:
            read, accepted = self._staged[table.name].read, self._accepted[table.name]
            before = rows_before.get(table.name, 0)
            rejected, fallen = 1 - accepted / read, 1 - accepted / before if before else 0
            for share, most, words in (
                (100 * rejected, contract.max_rejected_percent, "of rows rejected"),
                (100 * fallen, contract.max_shrink_percent, "fewer rows than before"),
            ):
                if share > most:
                    crossed.append(f"{table.name}: {share:.1f} % {words}, at most {most:g} % are allowed")
            crossed += measures.failed_checks(self._connection, table, self._folder)
        return crossed

    def summary(self, entry: LoadEntry, seconds: float) -> LoadSummary:
        rows_before = self._rows_before()
        tables = tuple(
            TableSummary(
                table=table.name,
                read=self._staged[table.name].read,
                accepted=self._accepted[table.name],
                rows_before=rows_before.get(table.name),
                faults=keeping.top_faults(self._connection, table, self._folder),
            )
            for table in self._contract.tables
        )
        warnings, held_back = self._delivery.warnings, entry.held_back
        return LoadSummary(entry.dataset, entry.load_id, tables, entry.changed, warnings, held_back, seconds)

    def _rows_before(self) -> dict[str, int]:
        return dict(read_entry(self._before).rows) if self._before else {}

    def close(self) -> None:
        """The working files go; the snapshot may only be read from now on, and only by its owner."""
        self._connection.close()
        shutil.rmtree(self._working, ignore_errors=True)
        for path in self._folder.iterdir():
            path.chmod(0o400)
