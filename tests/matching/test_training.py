"""Learning: what is true of the records comes out, without anybody saying who is who."""

from random import Random

import numpy as np
import pyarrow as pa
import pytest

from shiremoot.matching import cluster_accuracy, link
from shiremoot.matching.blocking import blocked
from shiremoot.matching.chance import by_chance, without_matches
from shiremoot.matching.compiled import Compiled
from shiremoot.matching.defaults import model_for
from shiremoot.matching.mixture import Ladders, Mixture, Seen, fit, likelihood
from shiremoot.matching.model import Level, Model
from shiremoot.matching.prepare import prepare
from shiremoot.matching.training import learn
from tests.matching.records import SYLLABLES, town

PEOPLE, COPIES = 1000, 3


@pytest.fixture(scope="module")
def records() -> tuple[pa.Table, dict[str, int]]:
    return town(PEOPLE, copies=COPIES)


@pytest.fixture(scope="module")
def model(records: tuple[pa.Table, dict[str, int]]) -> Model:
    return learned(records[0])


def learned(table: pa.Table) -> Model:
    columns = prepare(table)
    compiled = Compiled(model_for(columns, table.num_rows), columns)
    return learn(compiled, blocked(compiled, compiled.model.rules))


def level(model: Model, comparison: str, label: str) -> Level:
    found = next(one for one in model.comparisons if one.name == comparison)
    return next(one for one in found.levels if one.label == label)


def test_what_matches_show_is_learned(model: Model) -> None:
    """The errors of the town: a tenth of names have a slip, one pair in thirty-three is exchanged."""
    same_first, same_born = level(model, "first", "the same").m, level(model, "born", "the same").m
    assert same_first is not None and same_born is not None
    assert 0.72 < same_first < 0.85
    assert 0.87 < same_born < 0.96
    true_pairs = PEOPLE * COPIES * (COPIES - 1) / 2
    records = PEOPLE * COPIES
    assert model.prior * records * (records - 1) / 2 == pytest.approx(true_pairs, rel=0.05)


def test_what_a_household_shares_is_no_evidence_of_one_person(model: Model) -> None:
    assert model.classes is not None and "household" in model.classes.names
    household = model.classes.names.index("household")
    shown = {
        comparison.name: dict(zip((one.label for one in comparison.levels), levels, strict=True))
        for comparison, levels in zip(model.comparisons, model.classes.levels, strict=True)
    }
    assert shown["last"]["the same"][household] > 0.5
    home = shown["place"]["the same property"][household] + shown["place"]["the same house"][household]
    assert home > 0.8
    assert shown["first"]["the same"][household] < 0.1
    pairs_of_homes = PEOPLE / 2.5 * 2.3 * COPIES**2  # of two or three people each
    records = PEOPLE * COPIES
    found = model.classes.shares[household] * records * (records - 1) / 2
    assert found == pytest.approx(pairs_of_homes, rel=0.4)


def test_probabilities_sum_to_one(model: Model) -> None:
    assert model.classes is not None
    assert sum(model.classes.shares) == pytest.approx(1)
    for comparison, levels in zip(model.comparisons, model.classes.levels, strict=True):
        known = [one for one in comparison.levels if not one.missing]
        for total in (sum(one.m or 0 for one in known), sum(one.u or 0 for one in known)):
            assert total == pytest.approx(1, abs=1e-6)
        for each in zip(*levels, strict=True):
            assert sum(each) == pytest.approx(1, abs=1e-6)


def test_where_nobody_shares_a_home_the_model_is_fellegi_and_sunters() -> None:
    """Nothing that households or namesakes would explain: the plain model wins."""
    table, truth = town(PEOPLE, copies=COPIES, seed=3)
    dice = Random(4)
    own = {person: "".join(dice.choices(SYLLABLES, k=3)) for person in sorted(set(truth.values()))}
    names = pa.array([own[truth[record]] for record in table["record_id"].to_pylist()])
    alone = table.select(["record_id", "first_name", "date_of_birth", "sex"]).append_column(
        "last_name", names
    )
    assert learned(alone).classes is None


def test_the_same_records_in_the_same_order_teach_the_same(
    records: tuple[pa.Table, dict[str, int]], model: Model
) -> None:
    assert learned(records[0]) == model


def test_too_few_pairs_teach_nothing() -> None:
    """A model that nothing speaks for or against stays as it was."""
    size = 600
    table = pa.table(
        {
            "record_id": [f"r{at}" for at in range(size)],
            "first_name": [
                f"{'abcdefghij'[at % 10]}{'klmnopqrst'[at // 10 % 10]}{'uvwxyz'[at // 100]}"
                for at in range(size)
            ],
        }
    )
    columns = prepare(table)
    compiled = Compiled(model_for(columns, size), columns)
    assert learn(compiled, blocked(compiled, compiled.model.rules)) == compiled.model


def test_chance_is_counted(records: tuple[pa.Table, dict[str, int]]) -> None:
    columns = prepare(records[0])
    compiled = Compiled(model_for(columns, records[0].num_rows), columns)
    chances = by_chance(compiled)
    names = [comparison.name for comparison in compiled.model.comparisons]
    values = columns["sex"].counts()
    expected = (values * (values - 1)).sum() / (values.sum() * (values.sum() - 1))
    assert chances[names.index("sex")][1] == pytest.approx(expected, rel=0.02)
    for chance in chances:
        assert chance.sum() == pytest.approx(1, abs=1e-6)


def test_chance_is_cleared_of_matches() -> None:
    """Hardly any two records have one NHS number by chance, though matches make it look like some."""
    chance, match = np.array([1e-4, 1 - 1e-4]), np.array([0.99, 0.01])
    (cleared,) = without_matches([chance], [match], 1e-4)
    assert cleared[0] == pytest.approx(5e-6, rel=0.01)
    assert cleared.sum() == pytest.approx(1)


def test_what_a_block_hides_is_learned_from_the_others() -> None:
    """Blocks of a mixture of two classes, each of which shows only pairs that agree on one comparison."""
    dice = np.random.default_rng(5)
    # Of each comparison, how often a class agrees
    true = np.array([[0.9, 0.2], [0.8, 0.1], [0.7, 0.05], [0.9, 0.3], [0.8, 0.2]])
    ladders = Ladders(np.repeat(np.arange(5), 2), np.zeros(10, bool))
    blocks = []
    for agreed in (0, 1, 2):
        member = (dice.random(200_000) < 0.5).astype(int)
        differs = (dice.random((200_000, 5)) > true[:, member].T).astype(int)
        kept = differs[differs[:, agreed] == 0]
        patterns, counts = np.unique(kept, axis=0, return_counts=True)
        blocks.append(Seen(patterns + np.arange(0, 10, 2), counts.astype(float)))
    shown = np.stack([true, 1 - true], axis=1).reshape(10, 2)
    guess = np.where(shown > 0.5, 0.7, 0.3)
    start = Mixture(guess, np.full((3, 2), 0.5), -np.inf)
    found = fit(blocks, ladders, start, np.ones((10, 2), bool), np.full((10, 2), 1e-6))
    assert found.likelihood >= likelihood(blocks, ladders, start)
    assert found.likelihood == pytest.approx(likelihood(blocks, ladders, found), rel=1e-4)
    assert np.abs(found.shown - shown).max() < 0.02


def test_a_town_of_households_is_linked_and_families_stay_apart(
    records: tuple[pa.Table, dict[str, int]],
) -> None:
    table, truth = records
    result = link(table)
    found = dict(zip(*result.clusters.to_pydict().values(), strict=True))
    accuracy = cluster_accuracy(found, truth)
    assert accuracy.precision > 0.99 and accuracy.recall > 0.97
    at_home = [
        (truth[left], truth[right])
        for left, right in zip(
            result.households["record_l"].to_pylist(), result.households["record_r"].to_pylist(), strict=True
        )
    ]
    apart = sum(left != right for left, right in at_home)
    assert len(at_home) > 2 * PEOPLE and apart > 0.98 * len(at_home)


def test_a_learned_model_serves_again(records: tuple[pa.Table, dict[str, int]], model: Model) -> None:
    """Without learning, the records that it was learned from are linked as they were."""
    assert link(records[0], model=model).clusters.equals(link(records[0]).clusters)
