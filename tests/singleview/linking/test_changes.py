"""What came, changed and went, told from two tables of records."""

from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.singleview.linking.changes import changes

VALUES = {
    "first_name": st.sampled_from([None, "", "Jo", "jo"]),
    "date_of_birth": st.sampled_from([None, date(2020, 1, 2), date(2020, 2, 1)]),
}
ROWS = st.fixed_dictionaries({}, optional=VALUES)
WORLDS = st.dictionaries(st.sampled_from(["a:1", "a:2", "b:1", "b:2"]), ROWS)
TYPES = {"first_name": pa.string(), "date_of_birth": pa.date32()}


def table(world: dict[str, dict], columns: list[str]) -> pa.Table:
    named = {name: pa.array([row.get(name) for row in world.values()], TYPES[name]) for name in columns}
    return pa.table({"record_id": pa.array(world, pa.string()), **named})


@given(WORLDS, WORLDS, st.lists(st.sampled_from([*TYPES]), unique=True))
def test_applied_to_what_was_they_give_what_is(before, after, columns):
    every = [*TYPES]
    before = {record: {name: row.get(name) for name in columns} for record, row in before.items()}
    found = changes(table(before, columns), table(after, every))
    whole = {record: {name: row.get(name) for name in every} for record, row in before.items()}
    for record in found.withdrawn:
        del whole[record]
    for row in found.changed.to_pylist():
        whole[row.pop("record_id")] = row
    assert whole == {record: {name: row.get(name) for name in every} for record, row in after.items()}
    assert len(found) == found.changed.num_rows + len(found.withdrawn)


@given(WORLDS)
def test_of_what_stayed_nothing_is_said(world):
    found = changes(table(world, [*TYPES]), table(dict(reversed(world.items())), [*TYPES]))
    assert len(found) == 0
