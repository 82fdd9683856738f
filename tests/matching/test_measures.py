"""Accuracy: what must hold whatever is found and whatever is true."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from shiremoot.matching import b_cubed, cluster_accuracy, pair_accuracy

RECORDS = [f"r{number}" for number in range(12)]
LABELS = st.fixed_dictionaries({record: st.integers(0, 5) for record in RECORDS})


def pairs_within(labels: dict[str, int]) -> set[tuple[str, str]]:
    return {pair for pair in combinations(RECORDS, 2) if labels[pair[0]] == labels[pair[1]]}


@given(LABELS)
def test_the_truth_is_perfect(truth: dict[str, int]) -> None:
    for accuracy in (cluster_accuracy(truth, truth), pair_accuracy(pairs_within(truth), truth)):
        assert accuracy.precision == accuracy.recall == accuracy.f1 == 1.0


@given(LABELS, LABELS)
def test_clusters_are_measured_by_their_pairs(found: dict[str, int], truth: dict[str, int]) -> None:
    assert cluster_accuracy(found, truth) == pair_accuracy(pairs_within(found), truth)


@given(LABELS, LABELS)
def test_figures_are_shares_and_f1_lies_between(found: dict[str, int], truth: dict[str, int]) -> None:
    accuracy = cluster_accuracy(found, truth)
    low, high = sorted((accuracy.precision, accuracy.recall))
    assert 0.0 <= low <= accuracy.f1 + 1e-12 and accuracy.f1 <= high + 1e-12 <= 1.0 + 1e-12


@given(LABELS, LABELS)
def test_finding_and_truth_exchanged_exchange_precision_and_recall(
    found: dict[str, int], truth: dict[str, int]
) -> None:
    one, other = cluster_accuracy(found, truth), cluster_accuracy(truth, found)
    assert (one.precision, one.recall) == (other.recall, other.precision)


@given(LABELS, LABELS)
def test_names_of_clusters_do_not_matter(found: dict[str, int], truth: dict[str, int]) -> None:
    renamed = {record: f"c{-label}" for record, label in found.items()}
    assert cluster_accuracy(renamed, truth) == cluster_accuracy(found, truth)


@given(LABELS, LABELS)
def test_b_cubed_is_the_average_over_records(found: dict[str, int], truth: dict[str, int]) -> None:
    def share(of: dict[str, int], within: dict[str, int]) -> float:
        shares = []
        for record in RECORDS:
            mates = [other for other in RECORDS if of[other] == of[record]]
            shares.append(sum(within[other] == within[record] for other in mates) / len(mates))
        return sum(shares) / len(shares)

    precision, recall = share(found, truth), share(truth, found)
    assert abs(b_cubed(found, truth) - 2 * precision * recall / (precision + recall)) < 1e-12
    assert b_cubed(truth, truth) == 1.0 == b_cubed({}, truth)


def test_records_of_unknown_truth_do_not_count() -> None:
    truth = {"r1": "a", "r2": "a"}
    assert pair_accuracy([("r1", "r2"), ("r1", "r9"), ("r2", "r1")], truth).found == 1
