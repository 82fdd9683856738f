"""Second step of a load: which rows are accepted, and for each that is not, the cells at fault."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from shiremoot.contracts import Contract, Table
from shiremoot.contracts.model import DETAIL, PERSON
from shiremoot.errors import UserError

from . import rules, sql
from .rules import Fault
from .staging import Staged

_ORDER = (DETAIL, PERSON)


@dataclass
class Judgement:
    """Holds the connection whose views the last step reads: good_<table> and bad_<table>."""

    contract: Contract
    connection: duckdb.DuckDBPyConnection
    staged: dict[str, Staged]
    folder: Path
    faults: list[Fault] = field(default_factory=list)

    def judge(self) -> None:
        """Judge every table: details and people first, for the others refer to them."""
        first = [table for entity in _ORDER for table in self.contract.tables if table.entity == entity]
        for table in [*first, *(table for table in self.contract.tables if table not in first)]:
            self._judge_cells(table)
            self._judge_keys(table)
            self._judge_references(table)

    def _judge_cells(self, table: Table) -> None:
        values = ", ".join(f"{rules.typed(f)} AS {sql.name(f.name)}" for f in table.fields)
        raws = ", ".join(f"{sql.name(f.name)} AS {sql.name('raw.' + f.name)}" for f in table.fields)
        kept = ", ".join(sql.name(f.name) for f in table.fields)
        cases = ", ".join(case for rule in rules.rules_of(table).values() if (case := self._case(rule)))
        target = self.folder / f"{table.name}.typed"
        try:
            self.connection.execute(
                f"""COPY (
                    SELECT _row, _line, _file, {kept},
                        list_filter([{cases}]::INTEGER[], lambda fault: fault IS NOT NULL) AS _faults
                    FROM (SELECT _row, _line, _file, {raws}, {values}
                          FROM {sql.parquet(self.staged[table.name].cells)})
                ) TO {sql.text(str(target))} (FORMAT parquet, COMPRESSION lz4)"""
            )
        except duckdb.InvalidInputException:
            raise UserError(
                f"{self.contract.dataset}: a pattern in table {table.name} of the contract cannot be run.",
                "Write patterns without looking ahead or behind and without back-references.",
            ) from None
        source = sql.parquet(target)
        self.connection.execute(
            f"""CREATE TABLE {self.bad(table)} AS
                SELECT _row, unnest(_faults) AS fault FROM {source} WHERE len(_faults) > 0"""
        )
        self.connection.execute(
            f"""CREATE VIEW {self.good(table)} AS
                SELECT * EXCLUDE (_faults) FROM {source} ANTI JOIN {self.bad(table)} USING (_row)"""
        )

    def _case(self, field_rules: list[rules.Rule]) -> str:
        branches = [f"WHEN {rule.when} THEN {self._number(rule.fault)}" for rule in field_rules]
        return f"CASE {' '.join(branches)} END" if branches else ""

    def _judge_keys(self, table: Table) -> None:
        keys = [(f.name,) for f in table.fields if f.unique]
        for key in dict.fromkeys([*keys, *([table.key] if table.key else [])]):
            columns = ", ".join(sql.name(part) for part in key)
            filled = " AND ".join(f"{sql.name(part)} IS NOT NULL" for part in key)
            headers = ", ".join(table.by_name[part].header for part in key)
            fault = Fault(headers, "duplicate", "stands in an earlier row already")
            self._refuse(
                table,
                fault,
                f"""JOIN (SELECT {columns}, min(_row) AS _first FROM {self.good(table)}
                          WHERE {filled} GROUP BY {columns} HAVING count(*) > 1) USING ({columns})
                    WHERE _row > _first""",
            )

    def _judge_references(self, table: Table) -> None:
        people = self.contract.person_table
        for f in table.fields:
            meaning = f.meaning.name if f.meaning else ""
            if f.refers_to:
                target, key = self.contract.by_name[f.refers_to.table], f.refers_to.field
            elif meaning == "tie.other" or (meaning == "person.key" and table is not people):
                target, key = people, self.contract.person_key.name
            else:
                continue
            who = "person" if target is people else f"row of {target.name}"
            fault = Fault(f.header, f"no such {who}", f"no accepted row of {target.name} has this key")
            self._refuse(
                table,
                fault,
                f"""WHERE {sql.name(f.name)} IS NOT NULL AND CAST({sql.name(f.name)} AS VARCHAR) NOT IN
                    (SELECT CAST({sql.name(key)} AS VARCHAR) FROM {self.good(target)}
                     WHERE {sql.name(key)} IS NOT NULL)""",
            )

    def _refuse(self, table: Table, fault: Fault, condition: str) -> None:
        self.connection.execute(
            f"""INSERT INTO {self.bad(table)}
                SELECT _row, {self._number(fault)} FROM {self.good(table)} {condition}"""
        )

    def _number(self, fault: Fault) -> int:
        self.faults.append(fault)
        return len(self.faults) - 1

    @staticmethod
    def good(table: Table) -> str:
        return sql.name(f"good_{table.name}")

    @staticmethod
    def bad(table: Table) -> str:
        return sql.name(f"bad_{table.name}")
