"""Identifiers that last, and a history that explains every change."""

from collections import Counter
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.singleview.linking.identities import Carried, carry_over

RECORDS = [f"d:{number}" for number in range(8)]
CLUSTERS = st.dictionaries(st.sampled_from(RECORDS), st.integers(0, 4))


def run(clusters: dict[str, int], before: dict[str, str] | None = None) -> Carried:
    numbers = count(len(before or {}))
    return carry_over(clusters, before or {}, lambda: f"p{next(numbers)}")


def kinds(carried: Carried) -> Counter[str]:
    return Counter(event.event for event in carried.events)


@given(CLUSTERS, CLUSTERS)
def test_clusters_are_kept_and_only_named(first: dict[str, int], second: dict[str, int]) -> None:
    carried = run(second, run(first).person_of)
    assert carried.person_of.keys() == second.keys()
    for one in second:
        for other in second:
            same = second[one] == second[other]
            assert (carried.person_of[one] == carried.person_of[other]) == same


@given(CLUSTERS)
def test_nothing_changes_when_nothing_changed(clusters: dict[str, int]) -> None:
    first = run(clusters)
    renumbered = {record: 10 - label for record, label in clusters.items()}
    again = run(renumbered, first.person_of)
    assert again.person_of == first.person_of
    assert again.events == []
    assert kinds(first) == Counter({"new": len(set(clusters.values()))} if clusters else {})


@given(CLUSTERS, CLUSTERS)
def test_everyone_who_was_there_can_be_followed(first: dict[str, int], second: dict[str, int]) -> None:
    before = run(first).person_of
    carried = run(second, before)
    now = set(carried.person_of.values())
    ceased = {event.person_id for event in carried.events if event.event in ("merge", "gone")}
    assert set(before.values()) - now == ceased
    assert now - set(before.values()) == {e.person_id for e in carried.events if e.event == "new"}
    for event in carried.events:
        if event.event in ("merge", "split"):
            assert event.other_person_id in now


def test_a_merge_keeps_the_larger_person() -> None:
    before = run({"d:0": 1, "d:1": 1, "d:2": 2}).person_of
    carried = run({"d:0": 7, "d:1": 7, "d:2": 7}, before)
    assert set(carried.person_of.values()) == {before["d:0"]}
    (event,) = carried.events
    assert (event.event, event.person_id, event.other_person_id) == ("merge", before["d:2"], before["d:0"])


def test_a_split_leaves_the_name_with_the_larger_part() -> None:
    before = run({"d:0": 1, "d:1": 1, "d:2": 1}).person_of
    carried = run({"d:0": 1, "d:1": 1, "d:2": 2}, before)
    assert carried.person_of["d:0"] == before["d:0"] != carried.person_of["d:2"]
    assert kinds(carried) == Counter(new=1, split=1)


def test_a_person_whose_records_went_is_gone() -> None:
    before = run({"d:0": 1}).person_of
    assert kinds(run({"d:1": 1}, before)) == Counter(new=1, gone=1)
