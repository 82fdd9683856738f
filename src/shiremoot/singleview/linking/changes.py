"""What has come, changed and gone between two tables of records. Pure."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

ID = "record_id"


@dataclass(frozen=True)
class Changes:
    """`changed`: whole rows, new ones among them; `withdrawn`: ids of records that are no more."""

    changed: pa.Table
    withdrawn: list[str]

    def __len__(self) -> int:
        return int(self.changed.num_rows) + len(self.withdrawn)


def changes(before: pa.Table, after: pa.Table) -> Changes:
    """Records by `record_id`; a column that one table does not have says nothing there."""
    places = pc.index_in(after[ID].combine_chunks(), before[ID].combine_chunks())
    differs = places.is_null().to_numpy(zero_copy_only=False)
    for name in sorted({*before.column_names, *after.column_names} - {ID}):
        differs |= _differ(_column(before, name).take(places), _column(after, name))
    gone = pc.invert(pc.is_in(before[ID], after[ID].combine_chunks()))
    return Changes(after.filter(pa.array(differs)), before[ID].filter(gone).to_pylist())


def _column(table: pa.Table, name: str) -> pa.ChunkedArray:
    if name in table.column_names:
        return table[name]
    return pa.chunked_array([pa.nulls(table.num_rows)])


def _differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Whether two values differ, row by row; two that are missing do not."""
    kind = one.type if pa.types.is_null(other.type) else other.type
    one, other = one.cast(kind), other.cast(kind)
    both = pc.and_(pc.is_null(one), pc.is_null(other))
    same = pc.fill_null(pc.equal(one, other) if not pa.types.is_null(kind) else both, False)
    differs: npt.NDArray[np.bool_] = pc.invert(pc.or_(same, both)).to_numpy()
    return differs
