"""Clusters: never against gross conflict, whatever the pairs say."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.matching.clusters import Facts, cluster, near_birth

BIRTHS = st.dates().map(lambda day: f"{day:%Y%m%d}")
FACTS = st.builds(
    lambda number, births: Facts({"nhs_number": {number}} if number else {}, Counter(births)),
    st.sampled_from(["", "9990000018", "9990000026"]),
    st.lists(st.sampled_from(["19800312", "19801203", "20110730"]), max_size=1),
)
ROWS = st.lists(FACTS, min_size=2, max_size=9)


@given(ROWS, st.data())
def test_one_person_has_one_number(facts: list[Facts], data: st.DataObject) -> None:
    row = st.integers(0, len(facts) - 1)
    labels, _ = cluster(data.draw(st.lists(st.tuples(row, row))), facts)
    for label in set(labels):
        members = [fact for fact, own in zip(facts, labels, strict=True) if own == label]
        assert len({number for fact in members for number in fact.numbers.get("nhs_number", ())}) <= 1


@given(st.integers(2, 9), st.data())
def test_without_conflict_clusters_are_what_the_pairs_connect(size: int, data: st.DataObject) -> None:
    row = st.integers(0, size - 1)
    pairs = data.draw(st.lists(st.tuples(row, row)))
    labels, refused = cluster(pairs, [Facts() for _ in range(size)])
    assert refused == 0
    assert all(labels[left] == labels[right] for left, right in pairs)
    again, _ = cluster(reversed(pairs), [Facts() for _ in range(size)])
    assert again == labels
    assert all(labels[label] == label <= row for row, label in enumerate(labels))


def test_the_best_pair_wins() -> None:
    one, unknown, other = Facts({"upn": {"A"}}), Facts(), Facts({"upn": {"B"}})
    assert cluster([(0, 1), (1, 2)], [one, unknown, other]) == ([0, 0, 2], 1)
    assert cluster([(1, 2), (0, 1)], [one, unknown, other]) == ([0, 1, 1], 1)


@given(BIRTHS, BIRTHS)
def test_nearness_of_births_is_mutual(one: str, other: str) -> None:
    assert near_birth(one, one)
    assert near_birth(one, other) == near_birth(other, one)


def test_slips_are_near_and_generations_far() -> None:
    assert near_birth("19800312", "19801203")
    assert near_birth("19800312", "19800313")
    assert not near_birth("19800312", "20110730")
