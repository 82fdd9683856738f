"""Why a pair weighs what it weighs: the parts sum to the whole."""

from dataclasses import replace

import pyarrow as pa
import pytest

from shiremoot.matching import Linked, link
from tests.matching.records import town


@pytest.fixture(scope="module", params=["classes", "m and u"])
def linked(request: pytest.FixtureRequest) -> Linked:
    """Learned from a town of households, and weighed by classes or by m and u alone."""
    records, _ = town(400)
    learned = link(records)
    if request.param == "classes":
        assert learned.model.classes is not None
        return learned
    return link(records, model=replace(learned.model, classes=None))


def pairs_of(table: pa.Table) -> list[tuple[str, str]]:
    return list(zip(table["record_l"].to_pylist(), table["record_r"].to_pylist(), strict=True))


def test_what_each_comparison_says_sums_to_the_weight(linked: Linked) -> None:
    asked = pairs_of(linked.pairs)
    said = linked.explained(asked)
    comparisons = ["prior", *(one.name for one in linked.model.comparisons)]
    assert said["comparison"].to_pylist() == comparisons * len(asked)
    assert pairs_of(said)[:: len(comparisons)] == asked
    sums = said["weight"].to_numpy().reshape(len(asked), -1).sum(axis=1)
    assert abs(sums - linked.pairs["weight"].to_numpy()).max() <= 1e-6


def test_levels_are_named_and_what_is_missing_says_nothing(linked: Linked) -> None:
    said = linked.explained(pairs_of(linked.pairs)[:200]).to_pylist()
    labels = {one.name: {level.label for level in one.levels} for one in linked.model.comparisons}
    for row in said:
        assert row["level"] in labels.get(row["comparison"], {"prior"})
        if row["level"] == "missing":
            assert abs(row["weight"]) < 1e-9


def test_kinds_of_a_pair_sum_to_one_and_the_first_is_its_probability(linked: Linked) -> None:
    asked = pairs_of(linked.pairs)
    kinds = linked.kinds(asked)
    names = linked.model.classes.names if linked.model.classes else ("match", "unrelated")
    assert kinds.column_names == ["record_l", "record_r", *names]
    total = sum(kinds[name].to_numpy() for name in names)
    assert abs(total - 1).max() < 1e-9
    assert abs(kinds["match"].to_numpy() - linked.pairs["probability"].to_numpy()).max() < 1e-8


def test_any_pair_may_be_asked_about_whichever_comes_first(linked: Linked) -> None:
    left, right = sorted(linked.clusters["record_id"].to_pylist()[:2])
    assert linked.explained([(right, left)]).equals(linked.explained([(left, right)]))
    assert linked.explained([]).num_rows == linked.kinds([]).num_rows == 0
    with pytest.raises(KeyError, match="nobody"):
        linked.explained([(left, "nobody")])
