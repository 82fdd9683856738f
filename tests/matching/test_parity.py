"""Held to Splink 5: the same model weighs the same pairs alike, and models travel both ways."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shiremoot.matching import pairs
from shiremoot.matching.blocking import blocked
from shiremoot.matching.columns import Column
from shiremoot.matching.compiled import Compiled
from shiremoot.matching.defaults import model_for
from shiremoot.matching.model import Model, Rarity
from shiremoot.matching.prepare import prepare
from shiremoot.matching.splink_json import from_splink, read_splink, to_splink, write_splink
from shiremoot.matching.training import learn
from tests.matching.records import town

pytest.importorskip("splink", reason="Splink comes with the development set-up")

import splink.comparison_library as library
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from tests.matching import splink_peer

pytestmark = pytest.mark.splink


@pytest.fixture(scope="module")
def columns() -> dict[str, Column]:
    return prepare(town(500)[0])


@pytest.fixture(scope="module")
def learned(columns: dict[str, Column]) -> Model:
    """By m and u alone, which is what Splink weighs by."""
    compiled = Compiled(model_for(columns, 1500), columns)
    return replace(learn(compiled, blocked(compiled, compiled.model.rules)), classes=None, frequencies=None)


def weights(columns: Mapping[str, Column], model: Model) -> dict[tuple[int, int], float]:
    compiled = Compiled(model, columns)
    rules = blocked(compiled, model.rules).rules
    _, rows, found, _ = pairs.score(compiled.records, rules, compiled.weights(model), -np.inf, np.inf)
    pairs_found = [(left, right) for left, right in rows.tolist()]
    assert len(set(pairs_found)) == len(pairs_found)
    return dict(zip(pairs_found, found[:, 0].tolist(), strict=True))


def assert_alike(columns: Mapping[str, Column], model: Model) -> None:
    ours, theirs = weights(columns, model), splink_peer.weights(columns, model)
    assert ours.keys() == theirs.keys()
    assert max(abs(ours[pair] - theirs[pair]) for pair in ours) < 1e-4


def test_every_pair_weighs_as_in_splink(columns: dict[str, Column], learned: Model) -> None:
    levels = {level.label for comparison in learned.comparisons for level in comparison.levels}
    assert {"in the place of the last name", "part of a double name", "changed name"} <= levels
    assert_alike(columns, learned)


def test_rarity_counts_as_in_splink(columns: dict[str, Column], learned: Model) -> None:
    """Its weight, its floor, and rarity on a level that is not of equality."""
    first = learned.comparisons[0]
    levels = [
        replace(level, rarity=Rarity("first", 0.5, 0.01))
        if level.label in ("the same", "sounds alike")
        else level
        for level in first.levels
    ]
    changed = replace(learned, comparisons=(replace(first, levels=tuple(levels)), *learned.comparisons[1:]))
    assert_alike(columns, changed)


def test_our_model_comes_back_from_splink_unchanged(
    columns: dict[str, Column], learned: Model, tmp_path: Path
) -> None:
    assert from_splink(splink_peer.saved(columns, learned)) == learned
    write_splink(learned, tmp_path / "model.json")
    assert read_splink(tmp_path / "model.json") == learned
    assert from_splink(to_splink(learned)) == learned


def test_a_model_trained_by_splink_weighs_the_same_here(columns: dict[str, Column]) -> None:
    import duckdb

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            library.NameComparison("first"),
            library.JaroAtThresholds("last", [0.9]).configure(term_frequency_adjustments=True),
            library.LevenshteinAtThresholds("last_start", 1),
            library.DamerauLevenshteinAtThresholds("born", [1, 2]),
            library.ArrayIntersectAtSizes("first_kin", [1]),
            library.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first", "born"),
            block_on("last"),
            "l.first = r.last",
        ],
    )
    with duckdb.connect(":memory:") as connection:
        connection.register("prepared", splink_peer.table(columns))
        linker = Linker(DuckDBAPI(connection=connection).register("prepared"), settings)
        linker.training.estimate_u_using_random_sampling(max_pairs=100_000, seed=1)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("last", "postcode"))
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("first", "born"))
        saved = linker.misc.save_model_to_json(out_path=None)
    assert_alike(columns, from_splink(saved))
