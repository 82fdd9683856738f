"""From records in our vocabulary to the columns that are compared."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .names import fold, kin, sound

COLUMNS = (
    "first_name", "middle_names", "last_name", "previous_last_name", "known_as", "date_of_birth", "sex",
    "nhs_number", "upn", "phone", "email", "postcode", "uprn", "address_line",
)  # fmt: skip
"""What a table of records may have beside `record_id`; all text but the date of birth."""


def prepare(records: pa.Table) -> pa.Table:
    """Comparable columns, a row for each record; `unique_id` is its number. Empty columns are left out."""
    size = records.num_rows
    empty = pa.nulls(size, pa.string())
    text = {name: _text(records[name]) if name in records.column_names else empty for name in COLUMNS}
    first, last = _each(text["first_name"], fold), _each(text["last_name"], fold)
    born = _born(text["date_of_birth"])
    postcode = _each(text["postcode"], _letters_and_digits)
    columns = {
        "first": first,
        "first_kin": _kin(first, _each(text["known_as"], fold)),
        "first_start": pc.utf8_slice_codeunits(first, 0, 3),
        "first_sound": _each(first, sound),
        "middle": _each(text["middle_names"], fold),
        "last": last,
        "last_start": pc.utf8_slice_codeunits(last, 0, 4),
        "last_sound": _each(last, sound),
        "previous_last": _each(text["previous_last_name"], fold),
        "born": born,
        "born_turned": _each(born, _turned),
        "born_year": pc.utf8_slice_codeunits(born, 0, 4),
        "sex": _each(text["sex"], lambda value: value[:1].upper() or None),
        "nhs_number": _each(text["nhs_number"], _digits),
        "upn": _each(text["upn"], _letters_and_digits),
        "phone": _each(text["phone"], _digits),
        "email": _each(text["email"], lambda value: value.lower() or None),
        "postcode": postcode,
        "outward": pc.utf8_slice_codeunits(postcode, 0, -3),
        "uprn": _each(text["uprn"], _digits),
        "house": _each(text["address_line"], _house),
    }
    columns = {name: values for name, values in columns.items() if values.null_count < size}
    return pa.table({"unique_id": pa.array(range(size), pa.int64()), **columns})


def _text(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    values = whole.cast(pa.date32()) if pa.types.is_temporal(whole.type) else whole
    trimmed = pc.utf8_trim_whitespace(values.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _each(values: pa.Array, change: Callable[[str], str | None]) -> pa.Array:
    """Apply to each distinct value once; what comes out empty counts as missing."""
    coded = values.dictionary_encode()
    changed = [change(value) or None for value in coded.dictionary.to_pylist()]
    return pa.array(changed, pa.string()).take(coded.indices)


def _kin(first: pa.Array, known_as: pa.Array) -> pa.Array:
    """The names under which someone may be called, as lists."""
    seen: dict[tuple[str | None, str | None], list[str] | None] = {}
    for pair in zip(first.to_pylist(), known_as.to_pylist(), strict=True):
        if pair not in seen:
            seen[pair] = sorted(frozenset().union(*(kin(name) for name in pair if name))) or None
    pairs = zip(first.to_pylist(), known_as.to_pylist(), strict=True)
    return pa.array([seen[pair] for pair in pairs], pa.list_(pa.string()))


def _born(values: pa.Array) -> pa.Array:
    """Eight digits, year first."""
    return _each(values, lambda text: _digits(text[:10]))


def _turned(born: str) -> str | None:
    """Day and month exchanged, where that is a date too."""
    turned = born[:4] + born[6:8] + born[4:6]
    try:
        date.fromisoformat(turned)
    except ValueError:
        return None
    return turned


def _digits(text: str) -> str | None:
    return "".join(filter(str.isdigit, text)) or None


def _letters_and_digits(text: str) -> str | None:
    return "".join(filter(str.isalnum, text.upper())) or None


def _house(line: str) -> str | None:
    """The first two words of an address: "12 Mill Lane" and "12, Mill La." both give 12MILL."""
    words = "".join(letter if letter.isalnum() else " " for letter in line.upper()).split()
    return "".join(words[:2]) or None


def column(table: pa.Table, name: str) -> list[Any]:
    """The column's values, or as many None."""
    return table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
