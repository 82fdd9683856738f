"""The effect of the county's staged programme is found as surely as is said, and none where there is none."""

import os

import pytest
from scipy.stats import binom

from shiremoot.demo.county.programme import RATE_RATIO
from shiremoot.methods.periods import Period
from tests.proofs.programme import county, trials

SEEDS = range(200 if os.environ.get("PROOF") == "full" else 40)

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def world():
    return county()


def test_intervals_cover_the_true_effect_in_95_of_100(world):
    found = trials(world, SEEDS)
    covered = sum(trial.covered for trial in found)
    assert 0.91 * len(found) <= covered <= 0.99 * len(found)
    assert sum(trial.told for trial in found) >= 0.95 * len(found)


@pytest.mark.parametrize("each", [Period.QUARTER, Period.HALF_YEAR])
def test_nor_is_it_told_too_small_where_it_began_within_longer_periods(world, each):
    found = trials(world, SEEDS, each=each)
    assert sum(trial.covered for trial in found) >= 0.91 * len(found)
    assert sum(trial.share for trial in found) / len(found) == pytest.approx(RATE_RATIO - 1, abs=0.02)


def test_without_a_programme_an_effect_is_told_in_5_of_100(world):
    found = trials(world, SEEDS, rate_ratio=1)
    assert sum(trial.told for trial in found) <= by_chance(len(found))
    assert sum(not trial.moved_alike for trial in found) <= by_chance(len(found))


def by_chance(times: int) -> float:
    """The most of so many that 5 in 100 make, but for 1 time in 40."""
    return binom.ppf(0.975, times, 0.05)
