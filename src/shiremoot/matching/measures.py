"""How good a linkage is, held against the truth."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Accuracy:
    """`right` of what was `found`, of what there `is`; counts of pairs, or of people."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        together = self.found + self.true
        return 2 * self.right / together if together else 1.0


def pair_accuracy(pairs: Iterable[tuple[str, str]], truth: Mapping[str, Hashable]) -> Accuracy:
    """Accuracy of pairs of record ids. Records whose truth is unknown do not count."""
    known = {frozenset(pair) for pair in pairs if pair[0] in truth and pair[1] in truth}
    right = sum(len({truth[record] for record in pair}) == 1 for pair in known)
    return Accuracy(right, len(known), _pairs(Counter(truth.values()).values()))


def cluster_accuracy(found: Mapping[str, Hashable], truth: Mapping[str, Hashable]) -> Accuracy:
    """Accuracy of the pairs that are in one cluster together. `found` and `truth`: record id to cluster.

    Only records that are in both count.
    """
    both = [(found[record], truth[record]) for record in found if record in truth]
    return Accuracy(
        right=_pairs(Counter(both).values()),
        found=_pairs(Counter(cluster for cluster, _ in both).values()),
        true=_pairs(Counter(person for _, person in both).values()),
    )


def b_cubed(found: Mapping[str, Hashable], truth: Mapping[str, Hashable]) -> float:
    """B³ F1 (A. Bagga and B. Baldwin 1998): how pure, on the average over records, a record's cluster is, and
    how whole its person. Only records that are in both count.
    """
    both = [(found[record], truth[record]) for record in found if record in truth]
    if not both:
        return 1.0
    clusters, people = Counter(cluster for cluster, _ in both), Counter(person for _, person in both)
    together = Counter(both)
    precision = sum(n * n / clusters[cluster] for (cluster, _), n in together.items()) / len(both)
    recall = sum(n * n / people[person] for (_, person), n in together.items()) / len(both)
    return 2 * precision * recall / (precision + recall)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
