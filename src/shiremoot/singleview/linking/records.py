"""One row for each row of a dataset's person table, in the words that matching knows."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shiremoot.singleview.snapshots import Snapshot

_COLUMN_OF = {
    "person.first_name": "first_name",
    "person.middle_names": "middle_names",
    "person.last_name": "last_name",
    "person.previous_last_name": "previous_last_name",
    "person.known_as": "known_as",
    "person.date_of_birth": "date_of_birth",
    "person.sex": "sex",
    "person.nhs_number": "nhs_number",
    "person.upn": "upn",
    "person.phone": "phone",
    "person.email": "email",
    "person.ethnicity": "ethnic_group",  # compared by nobody: linkage is held to be as good for each
    "address.postcode": "postcode",
    "address.uprn": "uprn",
    "address.line": "address_line",
}
_FULL_NAME = "person.full_name"
_DATES = ("date_of_birth",)


def records_of(snapshots: Sequence[Snapshot]) -> pa.Table:
    """`record_id` ("<dataset>:<key>"), `source` (the dataset) and the columns of matching that any has."""
    tables = [_records(snapshot) for snapshot in snapshots]
    together = pa.concat_tables(tables, promote_options="default")
    return together.combine_chunks()


def _records(snapshot: Snapshot) -> pa.Table:
    person = snapshot.contract.person_table
    key = person.subject_key
    assert key is not None  # the contract was checked for it
    rows = pq.read_table(snapshot.folder / f"{person.name}.parquet")
    columns = {
        "source": pa.array([snapshot.dataset] * rows.num_rows, pa.string()),
        "record_id": pc.binary_join_element_wise(f"{snapshot.dataset}:", rows[key.name].cast("string"), ""),
    }
    for meaning, name in _COLUMN_OF.items():
        field = person.field_meaning(meaning)
        if field is not None:
            columns[name] = rows[field.name].cast(pa.date32() if name in _DATES else pa.string())
    full_name = person.field_meaning(_FULL_NAME)
    if full_name is not None:
        columns |= _split(rows[full_name.name], columns)
    return pa.table(columns)


def record_of(record_id: str, said: Mapping[str, str]) -> dict[str, str]:
    """One record in the words that matching knows, from what is said of it: meaning → text."""
    found = {name: said[meaning] for meaning, name in _COLUMN_OF.items() if meaning in said}
    first, last = split_name(said.get(_FULL_NAME))
    whole = {name: part for name, part in (("first_name", first), ("last_name", last)) if part}
    return {"record_id": record_id, **whole, **found}


def _split(full_names: pa.ChunkedArray, already: dict[str, pa.ChunkedArray]) -> dict[str, pa.Array]:
    """First and last names out of whole ones, where the dataset does not give them apart."""
    parts = [split_name(name) for name in full_names.to_pylist()]
    first, last = ([part[at] for part in parts] for at in (0, 1))
    columns = {"first_name": pa.array(first, pa.string()), "last_name": pa.array(last, pa.string())}
    return {name: values for name, values in columns.items() if name not in already}


def split_name(name: str | None) -> tuple[str | None, str | None]:
    """First and last name: "SMITH Jo Ann" and "Smith, Jo Ann" as well as "Jo Smith"."""
    if not name or not name.strip():
        return None, None
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip() or None, last.strip() or None
    words = name.split()
    capitals = 0
    while capitals < len(words) and words[capitals].isupper():
        capitals += 1
    if 0 < capitals < len(words):
        return " ".join(words[capitals:]), " ".join(words[:capitals])
    return " ".join(words[:-1]) or None, words[-1]
