"""Noise: our own table, and tables made elsewhere."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shiremoot.disclosure import PerturbationTable, Rules

KEYS = np.arange(256)


@st.composite
def rules(draw):
    noise = draw(st.integers(2, 7))
    most = noise * (noise + 1) / 3
    return Rules(minimum=15, noise=noise, variance=draw(st.floats(0.5, most, exclude_max=True)))


def noise_of(rules, count):
    return PerturbationTable.of(rules).noise(np.full(256, count), KEYS)


@given(rules(), st.integers(15, 1_000_000))
def test_noise_is_bounded_without_bias_and_of_the_variance(rules, count):
    noise = noise_of(rules, count)
    assert np.abs(noise).max() <= rules.noise
    assert noise.sum() == 0
    assert abs((noise**2).mean() - rules.variance) <= 1 / 128
    assert (np.diff(noise) >= 0).all()


def test_the_default_has_its_variance_exactly_and_leaves_five_of_the_minimum():
    noise = noise_of(Rules(), 10)
    assert (noise**2).mean() == 3
    assert (10 + noise).min() == 5
    assert [Counter(noise.tolist())[one] for one in range(6)] == [60, 49, 30, 14, 4, 1]


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_no_other_noise_of_that_bound_mean_and_variance_tells_less(weights):
    """Its entropy, with at most 0.001 bits lost to 256 parts, is above that of any symmetric other."""
    other = np.array([*weights[:0:-1], *weights])
    assume(other.sum() > 0.1)
    other = other / other.sum()
    values = np.arange(-5, 6)
    variance = (other * values**2).sum()
    assume(0.5 <= variance < 9.5)
    counts = Counter(noise_of(Rules(variance=variance), 10).tolist())
    ours = np.array([counts[one] for one in values]) / 256
    assert entropy(ours) >= entropy(other) - 0.001 - np.abs((ours * values**2).sum() - variance)


def entropy(shares):
    shares = shares[shares > 0]
    return -(shares * np.log2(shares)).sum()


def test_counts_that_are_withheld_have_no_noise():
    with pytest.raises(ValueError, match="fewer than 10"):
        PerturbationTable.of(Rules()).noise(np.array([12, 9]), np.array([0, 0]))


def test_a_table_made_elsewhere_is_read_by_count_and_key_and_goes_round():
    rows = [(count, key, 1000 * count + key) for count in range(1, 8) for key in range(256)]
    table = PerturbationTable.from_rows(reversed(rows), cycle=3)
    counts = np.arange(1, 15)
    told = table.noise(counts, np.full(14, 9)) // 1000
    assert told.tolist() == [1, 2, 3, 4, 5, 6, 7, 5, 6, 7, 5, 6, 7, 5]
    assert table.noise(np.array([2]), np.array([255])) == [2255]


def test_a_table_with_a_gap_is_refused():
    rows = [(count, key, 0) for count in range(1, 4) for key in range(256)]
    for gone in (rows[1:], rows[:300] + rows[301:], rows[:256] + rows[512:], [*rows, rows[-1]]):
        with pytest.raises(ValueError, match="no gap"):
            PerturbationTable.from_rows(gone, cycle=1)


def test_people_who_come_or_go_can_change_noise_by_anything():
    """The key of a single person takes a cell to any row of the table, as their record key is anything."""
    noise = noise_of(Rules(), 50)
    for before in (0, 100, 255):
        after = {int(noise[(before + key) % 256]) for key in range(256)}
        assert after == set(range(-5, 6))
    assert all(b - a in (0, 1) for a, b in pairwise(noise))
