"""What people decided, sources with one record a person, and the order of records: what must always hold."""

from random import Random
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from shiremoot.matching import Decisions, Linked, link
from tests.matching.records import town
from tests.matching.test_bad_input import groups

TOWN = town(20, seed=11)[0]
SIZE = 30
IDS = TOWN["record_id"].to_pylist()
PAIR = st.tuples(st.sampled_from([*IDS[:SIZE], "nobody"]), st.sampled_from(IDS[:SIZE]))
DECIDED = st.builds(Decisions, st.lists(PAIR, max_size=4), st.lists(PAIR, max_size=4))
SOURCES = st.lists(st.sampled_from(["school", "clinic", None]), min_size=SIZE, max_size=SIZE)


def records(sources: list[str | None]) -> pa.Table:
    return TOWN.slice(0, SIZE).append_column("source", pa.array(sources, pa.string()))


def together(result: Linked) -> dict[str, frozenset[str]]:
    return {record: group for group in groups(result) for record in group}


def pairs_of(table: pa.Table) -> set[tuple[str, str]]:
    return set(zip(table["record_l"].to_pylist(), table["record_r"].to_pylist(), strict=True))


@settings(max_examples=40)
@given(DECIDED, SOURCES)
def test_decisions_hold(decided: Decisions, sources: list[str | None]) -> None:
    """Records held apart never meet; those put together do, or stand among the contradictions."""
    result = link(records(sources), decided=decided, single=["school"])
    person = together(result)
    not_followed = pairs_of(result.contradictions)
    for left, right in decided.apart:
        if left != right and left in person:
            assert right not in person[left]
    for left, right in decided.together:
        if left in person:
            assert right in person[left] or tuple(sorted((left, right))) in not_followed
    if not decided.apart:
        assert not not_followed


@settings(max_examples=40)
@given(SOURCES)
def test_a_source_with_one_record_a_person_has_one_record_of_each(sources: list[str | None]) -> None:
    table = records(sources)
    source = dict(zip(IDS, sources, strict=False))
    result = link(table, single=["school"])
    for group in groups(result):
        assert sum(source[record] == "school" for record in group) <= 1
    assert groups(link(table)) == groups(link(table.drop_columns(["source"]), single=["school"]))


def test_a_decision_goes_before_the_source_and_the_refusal_says_why() -> None:
    twice = pa.table(
        {name: [value] * 2 for name, value in TOWN.to_pylist()[0].items() if name != "record_id"}
    )
    twice = twice.append_column("record_id", pa.array(["a", "b"])).append_column(
        "source", pa.array(["x", "x"])
    )
    assert groups(link(twice)) == {frozenset("ab")}
    refused = link(twice, single=["x"])
    assert groups(refused) == {frozenset("a"), frozenset("b")}
    assert refused.refused.to_pylist() == [
        {"record_l": "a", "record_r": "b", "reason": "two records of one source"}
    ]
    assert groups(link(twice, single=["x"], decided=Decisions(together=[("b", "a")]))) == {frozenset("ab")}
    held = link(twice, decided=Decisions(together=[("b", "a")], apart=[("a", "b")]))
    assert groups(held) == {frozenset("a"), frozenset("b")}
    assert held.refused.to_pylist() == [{"record_l": "a", "record_r": "b", "reason": "decision"}]
    assert held.contradictions.to_pylist() == [{"record_l": "a", "record_r": "b"}]


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), DECIDED, SOURCES, st.sets(st.integers(0, SIZE - 1)))
def test_the_order_of_records_changes_nothing(
    dice: Random, decided: Decisions, sources: list[str | None], doubled: set[int]
) -> None:
    """Not even where pairs weigh the same: some records stand there twice, under two names."""
    table = records(sources)
    copies = table.take(pa.array(sorted(doubled), pa.int64()))
    copies = copies.set_column(
        0,
        "record_id",
        pa.array([f"again {record}" for record in copies["record_id"].to_pylist()], pa.string()),
    )
    table = pa.concat_tables([table, copies])
    order = list(range(table.num_rows))
    dice.shuffle(order)
    one, other = (link(some, decided=decided, single=["school"]) for some in (table, table.take(order)))
    assert groups(one) == groups(other)
    assert all_of(one) == all_of(other)


def test_the_order_of_records_teaches_nothing_else() -> None:
    table = town(330)[0]
    order = list(range(table.num_rows))
    Random(3).shuffle(order)
    one, other = link(table), link(table.take(order))
    assert one.model == other.model
    assert all_of(one) == all_of(other)


def all_of(result: Linked) -> list[list[dict[str, Any]]]:
    tables = (result.pairs, result.households, result.refused, result.contradictions)
    return [table.to_pylist() for table in tables]
