"""Records as they should not be: a clear message or a sound answer."""

from datetime import date
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.matching import Linked, cluster_accuracy, link
from shiremoot.matching.prepare import COLUMNS, prepare
from tests.matching.records import town

SIZE = 3000


def groups(result: Linked) -> set[frozenset[str]]:
    """The partition, whatever the clusters are called."""
    found: dict[int, set[str]] = {}
    for record, cluster in zip(*result.clusters.to_pydict().values(), strict=True):
        found.setdefault(cluster, set()).add(record)
    return {frozenset(members) for members in found.values()}


def people(**columns: list[Any]) -> pa.Table:
    size = len(next(iter(columns.values())))
    return pa.table({"record_id": [f"r{at}" for at in range(size)], **columns})


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_all_missing_is_as_if_it_were_not_there(name: str) -> None:
    table, _ = town(60)
    without = link(table.drop_columns([name]))
    at = table.column_names.index(name)
    for empty in (
        pa.nulls(table.num_rows, pa.string()),
        pa.nulls(table.num_rows),
        pa.array([" "] * table.num_rows),
    ):
        assert link(table.set_column(at, name, empty)).clusters.equals(without.clusters)


def test_one_surname_in_a_third_of_records() -> None:
    table, truth = town(600)
    dice = Random(1)
    common = {person for person in set(truth.values()) if dice.random() < 1 / 3}
    names = [
        "Smith" if truth[record] in common else name
        for record, name in zip(table["record_id"].to_pylist(), table["last_name"].to_pylist(), strict=True)
    ]
    result = link(table.set_column(table.column_names.index("last_name"), "last_name", [names]))
    found = dict(zip(*result.clusters.to_pydict().values(), strict=True))
    accuracy = cluster_accuracy(found, truth)
    assert accuracy.precision > 0.98 and accuracy.recall > 0.95


def test_a_block_of_two_hundred_thousand_is_left_out_and_said() -> None:
    size = 200_000
    table = people(
        last_name=["Smith"] * size,
        first_name=["Anna"] * size,
        email=[f"{at // 2}@mail.example" for at in range(size)],
    )
    result = link(table)
    assert result.counts.compared == size // 2
    names = {tuple(left for left, _ in capped.rule) for capped in result.capped}
    assert ("first_sound", "last_sound") in names
    assert all(capped.blocks == 1 and capped.pairs == size * (size - 1) // 2 for capped in result.capped)


def test_many_identical_records_are_compared_or_said() -> None:
    one = {
        "first_name": "Anna",
        "last_name": "Hill",
        "date_of_birth": date(1984, 3, 7),
        "postcode": "XK1 2AB",
    }
    few = link(people(**{name: [value] * 300 for name, value in one.items()}))
    assert few.counts.people == 1 and few.capped == []
    many = link(people(**{name: [value] * SIZE for name, value in one.items()}))
    assert many.counts.people == SIZE and many.capped


ODD = {
    "first_name": ["A\x00nna", "شَريف", "e\u0301va", "王", "x" * 300, "O", "अनिता", "\u202eanna\u202c", "😀"],
    "last_name": ["\x00", "آل سعود", "Nguye\u0302\u0303n", "李", "y" * 300, "B", "शर्मा", "Hill", "\ud7a3"],
    "date_of_birth": [
        date(1800, 1, 1), date(2090, 12, 31), date(1, 1, 1), date(9999, 12, 31), *[date(1984, 3, 7)] * 5
    ],
    "nhs_number": [
        "9990000018", "٩٩٩٠٠٠٠٠١٨", "９９９００００１８", "0", "none", "", "x" * 300, "\x00", "9990000019"
    ],
    "phone": ["+44 (0)1632 960001", "01632960001", "0044 1632 960001", "1", "", "n/k", "²", "\x00", "x"],
}  # fmt: skip


def test_letters_of_every_script_and_length_are_taken_as_they_come() -> None:
    """Each odd record is found again in its copy, and in nobody else."""
    size = len(ODD["first_name"])
    twice = {name: values * 2 for name, values in ODD.items()}
    result = link(people(**twice, postcode=[f"XK{at} 1AB" for at in range(size)] * 2))
    assert groups(result) == {frozenset({f"r{at}", f"r{at + size}"}) for at in range(size)}


def test_numbers_are_read_whatever_their_digits_and_checked() -> None:
    columns = prepare(people(**ODD))
    known = columns["nhs_number"].decoded().to_pylist()
    assert known[:3] == ["9990000018", "9990000018", None] and known[8] is None
    assert columns["phone"].decoded().to_pylist()[:3] == ["01632960001"] * 3


TEXT = st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["Anna", "Hill", "\x00", "\u202e", "🧑‍🦽"]))


@settings(max_examples=40)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, TEXT)), min_size=1, max_size=6))
def test_any_text_may_stand_in_any_column(rows: list[dict[str, str | None]]) -> None:
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in COLUMNS})
    result = link(table.append_column("record_id", pa.array([f"r{at}" for at in range(len(rows))])))
    assert result.clusters.num_rows == len(rows)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.integers(2, 40))
def test_the_order_of_records_changes_no_partition(dice: Random, size: int) -> None:
    """Where no two pairs that exclude each other weigh the same, which in this town none do."""
    table, _ = town(20, seed=11)
    table = table.slice(0, size)
    order = list(range(table.num_rows))
    dice.shuffle(order)
    assert groups(link(table.take(order))) == groups(link(table))


def test_the_order_of_records_changes_no_partition_of_a_learned_model() -> None:
    table, _ = town(330)
    order = list(range(table.num_rows))
    Random(3).shuffle(order)
    assert groups(link(table.take(order))) == groups(link(table))
