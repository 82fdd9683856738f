"""Files as agencies send them, each system in its own style; byte for byte the same each time."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from .arrays import Bools

Columns = Mapping[str, np.ndarray[Any, Any]]
WATERMARK = {"WATERMARK": "FICTIONAL"}
_DIRT = 0.002
# Letters that Windows' western code page lacks and old systems therefore lose.
_LOST = {
    ord(a): b
    for a, b in zip("łŁıİşŞşğĞșȘțȚąĄęĘśŚżŻźŹćĆńŃăĂĄČčőű", "lLiIsSsgGsStTaAeEsSzZzZcCnNaAACcou", strict=True)
}


@dataclass(frozen=True)
class Style:
    """How one system writes its files. `dates` is a strftime pattern; `ending` csv, txt, parquet or xlsx."""

    ending: str
    dates: str = "%Y-%m-%d"
    delimiter: str = ","
    encoding: str = "utf-8"
    bad_date: str = "31/02/2019"


@dataclass(frozen=True)
class Dirt:
    """Where mandatory fields, dates and codes may be spoilt, and in which rows (all by default)."""

    mandatory: Sequence[str] = ()
    dates: Sequence[str] = ()
    codes: Sequence[str] = ()
    among: Bools | None = None


def write(
    path: Path, columns: Columns, style: Style, rng: np.random.Generator, dirt: Dirt | None = None
) -> Bools:
    """Write one table; true for the rows that were spoilt."""
    size = len(next(iter(columns.values())))
    table = {name: _arrow(values) for name, values in columns.items()}
    typed = style.ending in ("parquet", "xlsx")
    if not typed:
        table = {name: _as_text(values, style) for name, values in table.items()}
    spoilt = _spoil(rng, table, dirt or Dirt(), style, size) if dirt else np.zeros(size, dtype=bool)
    table |= {name: pa.repeat(value, size) for name, value in WATERMARK.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    _WRITERS.get(style.ending, _write_text)(path.with_suffix(f".{style.ending}"), pa.table(table), style)
    return spoilt


def _arrow(values: np.ndarray[Any, Any]) -> pa.Array:
    if values.dtype == object:
        return pa.array(values, type=pa.string())
    if values.dtype.kind == "M":
        return pa.array(values.astype("datetime64[D]"), type=pa.date32())
    return pa.array(values)


def _as_text(values: pa.Array, style: Style) -> pa.Array:
    if pa.types.is_date(values.type):
        return pc.strftime(values, format=style.dates)
    if pa.types.is_string(values.type):
        return _in_code_page(values) if style.encoding == "cp1252" else values
    return pc.cast(values, pa.string())


def _in_code_page(values: pa.Array) -> pa.Array:
    distinct = values.dictionary_encode()
    known = [
        text.translate(_LOST).encode("cp1252", "replace").decode("cp1252")
        for text in distinct.dictionary.to_pylist()
    ]
    return pa.array(known, type=pa.string()).take(distinct.indices)


def _spoil(
    rng: np.random.Generator, table: dict[str, pa.Array], dirt: Dirt, style: Style, size: int
) -> Bools:
    """Spoil one field in a few rows, so that intake has something to put in quarantine."""
    dates = () if style.ending in ("parquet", "xlsx") else dirt.dates
    faults: list[tuple[str, str | None]] = [(name, None) for name in dirt.mandatory]
    faults += [(name, style.bad_date) for name in dates] + [(name, "??") for name in dirt.codes]
    spoilt = rng.random(size) < _DIRT
    if dirt.among is not None:
        spoilt &= dirt.among
    which = np.where(spoilt, rng.integers(0, len(faults), size), -1)
    for number, (name, value) in enumerate(faults):
        wrong = pa.scalar(value, type=table[name].type)
        table[name] = pc.if_else(pa.array(which == number), wrong, table[name])
    return spoilt


def _write_text(path: Path, table: pa.Table, style: Style) -> None:
    options = pa.csv.WriteOptions(delimiter=style.delimiter, quoting_style="needed", quoting_header="needed")
    if style.encoding == "utf-8":
        pa.csv.write_csv(table, path, options)
        return
    text = io.BytesIO()
    pa.csv.write_csv(table, text, options)
    path.write_bytes(text.getvalue().decode("utf-8").encode(style.encoding))


def _write_parquet(path: Path, table: pa.Table, _: Style) -> None:
    pq.write_table(table, path, compression="zstd")


def _write_workbook(path: Path, table: pa.Table, _: Style) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Extract")
    sheet.append(table.column_names)
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        sheet.append(row)
    draft = io.BytesIO()
    book.save(draft)
    path.write_bytes(_without_clock(draft.getvalue()))


def _without_clock(workbook: bytes) -> bytes:
    """The same workbook with the moments of writing taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(entry.filename), content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


_WRITERS = {"parquet": _write_parquet, "xlsx": _write_workbook}


def stamped(name: str, as_at: np.datetime64) -> str:
    """A file name with the day of the extract, as exports have."""
    day: date = as_at.astype(object)
    return f"{name}_{day:%Y%m%d}"
