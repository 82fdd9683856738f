"""Identifiers that last, and a history that explains every change."""

from collections import Counter
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.singleview.linking.identities import Carried, carry_over

RECORDS = [f"d:{number}" for number in range(8)]
CLUSTERS = st.dictionaries(st.sampled_from(RECORDS), st.integers(0, 4))


def run(clusters: dict[str, int], before: Carried | None = None) -> Carried:
    """`before` is the run before; identifiers are never used twice."""
    numbers = count()
    used = {*before.person_of.values(), *before.former_of.values()} if before else set()
    fresh = (name for name in map("p{}".format, numbers) if name not in used)
    people, former = (before.person_of, before.former_of) if before else ({}, {})
    return carry_over(clusters, people, lambda: next(fresh), former)


def kinds(carried: Carried) -> Counter[str]:
    return Counter(event.event for event in carried.events)


@given(CLUSTERS, CLUSTERS)
def test_clusters_are_kept_and_only_named(first: dict[str, int], second: dict[str, int]) -> None:
    carried = run(second, run(first))
    assert carried.person_of.keys() == second.keys()
    for one in second:
        for other in second:
            same = second[one] == second[other]
            assert (carried.person_of[one] == carried.person_of[other]) == same


@given(CLUSTERS)
def test_nothing_changes_when_nothing_changed(clusters: dict[str, int]) -> None:
    first = run(clusters)
    renumbered = {record: 10 - label for record, label in clusters.items()}
    again = run(renumbered, first)
    assert again.person_of == first.person_of
    assert again.events == []
    assert kinds(first) == Counter({"new": len(set(clusters.values()))} if clusters else {})


@given(CLUSTERS, CLUSTERS)
def test_everyone_who_was_there_can_be_followed(first: dict[str, int], second: dict[str, int]) -> None:
    first_run = run(first)
    before = first_run.person_of
    carried = run(second, first_run)
    now = set(carried.person_of.values())
    ceased = {event.person_id for event in carried.events if event.event in ("merge", "gone")}
    assert set(before.values()) - now == ceased
    assert now - set(before.values()) == {
        e.person_id for e in carried.events if e.event in ("new", "restored")
    }
    for event in carried.events:
        if event.event in ("merge", "split"):
            assert event.other_person_id in now


def test_a_merge_keeps_the_larger_person() -> None:
    first = run({"d:0": 1, "d:1": 1, "d:2": 2})
    before = first.person_of
    carried = run({"d:0": 7, "d:1": 7, "d:2": 7}, first)
    assert set(carried.person_of.values()) == {before["d:0"]}
    (event,) = carried.events
    assert (event.event, event.person_id, event.other_person_id) == ("merge", before["d:2"], before["d:0"])


def test_of_two_as_large_the_older_keeps_its_identifier() -> None:
    for first, second in ("ab", "ba"):
        born = {first: 0, second: 1}
        carried = carry_over({"d:0": 1, "d:1": 1}, {"d:0": "a", "d:1": "b"}, lambda: "c", born=born)
        assert set(carried.person_of.values()) == {first}


def test_a_split_leaves_the_name_with_the_larger_part() -> None:
    first = run({"d:0": 1, "d:1": 1, "d:2": 1})
    before = first.person_of
    carried = run({"d:0": 1, "d:1": 1, "d:2": 2}, first)
    assert carried.person_of["d:0"] == before["d:0"] != carried.person_of["d:2"]
    assert kinds(carried) == Counter(new=1, split=1)


def test_a_person_whose_records_went_is_gone() -> None:
    assert kinds(run({"d:1": 1}, run({"d:0": 1}))) == Counter(new=1, gone=1)


@given(CLUSTERS)
def test_parting_again_who_was_merged_undoes_the_merge(apart: dict[str, int]) -> None:
    first = run(apart)
    joined = run(dict.fromkeys(apart, 0), first)
    again = run(apart, joined)
    assert again.person_of == first.person_of
    if len(set(apart.values())) > 1:
        assert kinds(again)["restored"] == kinds(joined)["merge"]


@given(st.lists(CLUSTERS, min_size=1, max_size=5))
def test_an_identifier_is_never_given_to_another(runs: list[dict[str, int]]) -> None:
    """Whoever has an identifier anew had it before a merge: at least one record of theirs did."""
    had: dict[str, set[str]] = {}
    last = None
    for clusters in runs:
        last = run(clusters, last)
        for event in last.events:
            holders = {record for record, person in last.person_of.items() if person == event.person_id}
            if event.event == "restored":
                assert holders & had[event.person_id]
        for record, person in last.person_of.items():
            had.setdefault(person, set()).add(record)
        assert not set(last.former_of.values()) & set(last.person_of.values())
