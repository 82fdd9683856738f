"""Reads the county's files back, as text, in whatever shape each agency sends them."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from shiremoot.contracts import Contract, parse_contract
from shiremoot.demo import contract_files
from shiremoot.demo.county import Summary

_STYLES = {
    "adult-social-care": (";", "cp1252"),
    "childrens-social-care": (",", "utf-8-sig"),
    "housing": ("|", "cp1252"),
    "council-tax": ("\t", "cp1252"),
}


@dataclass(frozen=True)
class County:
    summary: Summary
    as_at: date

    @property
    def files(self) -> list[Path]:
        """Every file of the extracts."""
        return sorted(p for p in self.summary.folder.rglob("*") if p.is_file() and p.name != "FICTIONAL.txt")

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        return {
            name: parse_contract(path.read_text(encoding="utf-8")) for name, path in contract_files().items()
        }

    def table(self, dataset: str, name: str) -> tuple[list[str], list[dict[str, Any]]]:
        """Headers and rows (by field name of the contract) of one table."""
        table = self.contracts[dataset].by_name[name]
        (path,) = (self.summary.folder / dataset).glob(table.file_glob)
        headers, rows = read(path)
        names = {field.header: field.name for field in table.fields}
        return headers, [{names[header]: value for header, value in row.items()} for row in rows]

    def people(self, dataset: str) -> list[dict[str, Any]]:
        return self.table(dataset, self.contracts[dataset].person_table.name)[1]

    def key(self, dataset: str) -> str:
        key = self.contracts[dataset].person_table.subject_key
        assert key is not None
        return key.name

    @cached_property
    def true_people(self) -> dict[int, dict[str, Any]]:
        return {row["person"]: row for row in self.truth("people")}

    def truth(self, name: str) -> list[dict[str, Any]]:
        return pq.read_table(self.summary.truth / f"{name}.parquet").to_pylist()

    def true_person(self, dataset: str) -> dict[str, int]:
        """The true person by local identifier."""
        return {row["key"]: row["person"] for row in self.truth("records") if row["dataset"] == dataset}


def read(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return table.column_names, table.to_pylist()
    if path.suffix == ".geojson":
        rows = [feature["properties"] for feature in json.loads(path.read_bytes())["features"]]
        return list(rows[0]), rows
    if path.suffix == ".xlsx":
        headers, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return list(map(str, headers)), [dict(zip(map(str, headers), row, strict=True)) for row in rows]
    delimiter, encoding = _STYLES.get(path.parent.name, (",", "utf-8"))
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.DictReader(file, delimiter=delimiter)
        rows = list(reader)
    return list(reader.fieldnames or ()), rows
