"""One row for each row of a dataset's person table, in the words that matching knows."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shiremoot.people.records import COLUMN_OF, FULL_NAME, split_name
from shiremoot.singleview.snapshots import Snapshot

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
    for meaning, name in COLUMN_OF.items():
        field = person.field_meaning(meaning)
        if field is not None:
            columns[name] = rows[field.name].cast(pa.date32() if name in _DATES else pa.string())
    full_name = person.field_meaning(FULL_NAME)
    if full_name is not None:
        columns |= _split(rows[full_name.name], columns)
    return pa.table(columns)


def _split(full_names: pa.ChunkedArray, already: dict[str, pa.ChunkedArray]) -> dict[str, pa.Array]:
    """First and last names out of whole ones, where the dataset does not give them apart."""
    parts = [split_name(name) for name in full_names.to_pylist()]
    first, last = ([part[at] for part in parts] for at in (0, 1))
    columns = {"first_name": pa.array(first, pa.string()), "last_name": pa.array(last, pa.string())}
    return {name: values for name, values in columns.items() if name not in already}
