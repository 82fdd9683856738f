"""Clusters: never against gross conflict, whatever the pairs say."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.matching.clusters import BORN, Facts, Trust, cluster, near_birth, trust

BIRTHS = st.dates().map(lambda day: f"{day:%Y%m%d}")
FACTS = st.builds(
    lambda number, births: Facts({"nhs_number": {number}} if number else {}, Counter(births)),
    st.sampled_from(["", "9990000018", "9990000026"]),
    st.lists(st.sampled_from(["19800312", "19801203", "20110730"]), max_size=1),
)
ROWS = st.lists(FACTS, min_size=2, max_size=9)
TRUSTS = {"nhs_number": Trust(0.5, alone=True), "upn": Trust(0.5, alone=True), BORN: Trust(0.4, alone=True)}


@given(ROWS, st.data())
def test_one_person_has_one_number(facts: list[Facts], data: st.DataObject) -> None:
    row = st.integers(0, len(facts) - 1)
    labels, _ = cluster(data.draw(st.lists(st.tuples(row, row))), facts, TRUSTS)
    for label in set(labels):
        members = [fact for fact, own in zip(facts, labels, strict=True) if own == label]
        assert len({number for fact in members for number in fact.numbers.get("nhs_number", ())}) <= 1


@given(st.integers(2, 9), st.data())
def test_without_conflict_clusters_are_what_the_pairs_connect(size: int, data: st.DataObject) -> None:
    row = st.integers(0, size - 1)
    pairs = data.draw(st.lists(st.tuples(row, row)))
    labels, refused = cluster(pairs, [Facts() for _ in range(size)], TRUSTS)
    assert refused == []
    assert all(labels[left] == labels[right] for left, right in pairs)
    again, _ = cluster(reversed(pairs), [Facts() for _ in range(size)], TRUSTS)
    assert again == labels
    assert all(labels[label] == label <= row for row, label in enumerate(labels))


def test_the_best_pair_wins_and_the_refusal_has_its_reason() -> None:
    one, unknown, other = Facts({"upn": {"A12"}}), Facts(), Facts({"upn": {"B34"}})
    assert cluster([(0, 1), (1, 2)], [one, unknown, other], TRUSTS) == ([0, 0, 2], [(1, 2, "upn")])
    assert cluster([(1, 2), (0, 1)], [one, unknown, other], TRUSTS) == ([0, 1, 1], [(0, 1, "upn")])


def test_a_slip_is_no_conflict() -> None:
    facts = [Facts({"upn": {"A123456"}}), Facts({"upn": {"A123465"}})]
    assert cluster([(0, 1)], facts, TRUSTS) == ([0, 0], [])


def test_what_is_not_trusted_refuses_nothing() -> None:
    facts = [Facts({"upn": {"A12"}}), Facts({"upn": {"B34"}})]
    assert cluster([(0, 1)], facts, {}) == ([0, 0], [])


def test_what_a_pair_has_counted_already_is_heard_between_groups_alone() -> None:
    doubted = {BORN: Trust(0.4, alone=False)}
    old, young = (Facts(born=Counter([born])) for born in ("19800312", "20110730"))
    assert cluster([(0, 1)], [old, young], doubted) == ([0, 0], [])
    assert cluster([(0, 1), (1, 2)], [old, old, young], doubted) == ([0, 0, 2], [(1, 2, BORN)])


def test_conflicts_are_trusted_as_far_as_people_do_not_have_them() -> None:
    rare, usual = trust(0.0001, 0.98), trust(0.03, 0.98)
    assert rare is not None and rare.alone
    assert usual is not None and not usual.alone and usual.tolerated > rare.tolerated
    assert trust(0.3, 0.98) is None


@given(BIRTHS, BIRTHS)
def test_nearness_of_births_is_mutual(one: str, other: str) -> None:
    assert near_birth(one, one)
    assert near_birth(one, other) == near_birth(other, one)


def test_slips_are_near_and_generations_far() -> None:
    assert near_birth("19800312", "19801203")
    assert near_birth("19800312", "19800313")
    assert not near_birth("19800312", "20110730")
