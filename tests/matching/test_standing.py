"""A standing linkage: whatever comes and goes, it is what a whole run over the records would find."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.errors import UserError
from shiremoot.matching import Base, Decisions, Linked, advance, blocking, build, link, mapped
from shiremoot.matching.decisions import NONE
from shiremoot.matching.model import Model
from tests.matching.records import town
from tests.matching.test_bad_input import groups

Record = dict[str, Any]
TOWN = town(330, seed=5)[0]
MODEL = link(TOWN).model
"""Learned once, with classes and rarity, so that small sets are weighed by a model that has them."""
ROWS: list[Record] = TOWN.drop_columns(["record_id"]).slice(0, 60).to_pylist()
SCHEMA = TOWN.schema.append(pa.field("source", pa.string()))
FIELDS = [
    "first_name",
    "last_name",
    "date_of_birth",
    "postcode",
    "phone",
    "nhs_number",
    "middle_names",
    "known_as",
]


def table(records: dict[str, Record]) -> pa.Table:
    rows = [{"record_id": name, **record} for name, record in records.items()]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@dataclass(frozen=True)
class Day:
    changed: dict[str, Record]
    withdrawn: list[str]
    decided: Decisions
    single: list[str]


IDS = [f"r{at:02}" for at in range(40)]
RECORDS = st.builds(
    lambda at, other, fields, source: {
        **ROWS[at],
        **{name: ROWS[other][name] for name in fields},
        "source": source,
    },
    st.integers(0, 11),
    st.integers(0, len(ROWS) - 1),
    st.lists(st.sampled_from(FIELDS), max_size=2),
    st.sampled_from([None, "school", "clinic"]),
)
PAIRS = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=3)
DECIDED = st.one_of(st.just(NONE), st.builds(Decisions, PAIRS, PAIRS))
SINGLE = st.sampled_from([[], [], ["school"]])
BATCHES = st.dictionaries(st.sampled_from(IDS), RECORDS, max_size=12)
DAYS = st.lists(
    st.builds(Day, BATCHES, st.lists(st.sampled_from(IDS), max_size=6), DECIDED, SINGLE),
    min_size=1,
    max_size=4,
)
LIMITS = st.sampled_from([(1_000_000, 4), (0, 1), (12, 0), (3, 0)])


@contextmanager
def few_pairs(most: tuple[int, int]) -> Iterator[None]:
    """Blocks are left out of comparison as they would be among millions."""
    before = blocking.MOST_PAIRS, blocking.MOST_PAIRS_OF_A_RECORD
    blocking.MOST_PAIRS, blocking.MOST_PAIRS_OF_A_RECORD = most
    try:
        yield
    finally:
        blocking.MOST_PAIRS, blocking.MOST_PAIRS_OF_A_RECORD = before


def assert_same(found: Linked, whole: Linked) -> None:
    for name in ("pairs", "households", "refused", "contradictions"):
        assert getattr(found, name).to_pylist() == getattr(whole, name).to_pylist(), name
    assert groups(found) == groups(whole)
    assert found.capped == whole.capped
    asked = [(row["record_l"], row["record_r"]) for row in whole.pairs.to_pylist()]
    assert found.explained(asked).equals(whole.explained(asked))


@settings(max_examples=25)
@given(BATCHES, DAYS, LIMITS, st.randoms(use_true_random=False))
def test_days_that_come_and_go_end_where_a_whole_run_does(
    first: dict[str, Record], days: list[Day], limits: tuple[int, int], dice: Random
) -> None:
    with TemporaryDirectory() as folder, few_pairs(limits):
        run_of_days(Path(folder), first, days, dice, MODEL)


def run_of_days(folder: Path, first: dict[str, Record], days: list[Day], dice: Random, model: Model) -> None:
    records = dict(first)
    before = build(folder / "0", table(records), model=model)
    assert_same(Base(folder / "0").linked(), before)
    for number, day in enumerate(days, 1):
        changed = list(day.changed.items())
        dice.shuffle(changed)
        for name in day.withdrawn:
            records.pop(name, None)
        records |= day.changed
        asked = {"decided": day.decided, "single": day.single}
        found = advance(
            folder / f"{number - 1}", folder / f"{number}", table(dict(changed)), day.withdrawn, **asked
        )
        whole = link(table(records), model=model, **asked)
        assert_same(found.linked(), whole)
        assert_same(Base(folder / f"{number}").linked(), whole)
        were = {record: group for group in groups(before) for record in group}
        assert found.affected == sorted(
            record for group in groups(whole) for record in group if were.get(record) != group
        )
        before = whole


def test_a_base_without_room_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapped, "_LEAST_ROOM", 3)
    records = {f"r{at}": {**row, "source": None} for at, row in enumerate(ROWS[:30])}
    days = [
        Day({f"s{at}": {**ROWS[30 + at], "source": "school"} for at in range(9)}, ["r3"], NONE, ["school"])
    ]
    run_of_days(tmp_path, records, days * 2, Random(1), MODEL)


def test_a_block_that_becomes_too_large_loses_its_pairs_and_gets_them_back(tmp_path: Path) -> None:
    """Records that only their telephone and e-mail bring together."""
    person = {"email": "anna@mail.example", "phone": "01632 960001", "sex": "Female"}
    one = {f"r{at}": person for at in range(4)}
    more = {f"s{at}": person for at in range(3)}
    with few_pairs((6, 0)):
        build(tmp_path / "0", table(one), model=MODEL)
        advance(tmp_path / "0", tmp_path / "1", table(more))
        between = Base(tmp_path / "1").linked()
        after = advance(tmp_path / "1", tmp_path / "2", table({}), list(more)).linked()
        assert between.capped and not between.pairs.num_rows and after.pairs.num_rows
        assert after.capped == [] == Base(tmp_path / "0").linked().capped
        assert_same(after, Base(tmp_path / "0").linked())


@pytest.mark.parametrize("columns", [["first_name", "last_name", "date_of_birth"], ["phone"]])
def test_a_base_of_few_columns_stands_as_others_do(tmp_path: Path, columns: list[str]) -> None:
    records = TOWN.select(["record_id", *columns])
    build(tmp_path / "0", records.slice(0, 200))
    model = Base(tmp_path / "0").whole_model()
    after = advance(tmp_path / "0", tmp_path / "1", records.slice(200)).linked()
    assert_same(after, link(records, model=model))


def test_the_old_base_stays_whole(tmp_path: Path) -> None:
    records = {f"r{at}": {**row, "source": None} for at, row in enumerate(ROWS)}
    build(tmp_path / "0", table(records), model=MODEL)
    before = {file: file.read_bytes() for file in sorted((tmp_path / "0").rglob("*")) if file.is_file()}
    advance(tmp_path / "0", tmp_path / "1", table({"new": records["r1"]}), ["r2"])
    assert {
        file: file.read_bytes() for file in sorted((tmp_path / "0").rglob("*")) if file.is_file()
    } == before


def test_a_folder_that_is_no_base_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="anew"):
        Base(tmp_path)
