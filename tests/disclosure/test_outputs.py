"""What stands on an output: rules, words and rates; and the keys that it rests on."""

from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiremoot.disclosure import (
    VERSION,
    Rules,
    Withheld,
    method_words,
    per_thousand,
    pseudonym,
    record_keys,
    signature,
)

shown = st.one_of(st.sampled_from(Withheld), st.integers(2, 100_000).map(lambda steps: 5 * steps))


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum": 9},
        {"minimum": 12},
        {"rounding": 0},
        {"noise": 6},
        {"noise": 1},
        {"minimum": 20, "noise": 11},
        {"variance": 10},
        {"variance": 0.4},
        {"sparse": 0},
        {"sparse": 1},
    ],
)
def test_rules_that_protect_less_or_not_at_all_are_refused(wrong):
    with pytest.raises(ValueError):
        Rules(**wrong)


def test_the_method_states_its_parameters():
    rules = Rules(minimum=20, noise=6, variance=4.5, rounding=10, sparse=0.4)
    words = " ".join(method_words(rules))
    for part in ("under 20", "at most 6", "nearest 10", "40%", "D = 6", "V = 4.5", f"Method {VERSION}:"):
        assert part in words


@given(shown, shown)
def test_a_rate_is_of_what_is_shown_and_withheld_where_that_is(counted, of):
    found = per_thousand(counted, of, Rules())
    assert isinstance(found, Withheld) == (isinstance(counted, Withheld) or isinstance(of, Withheld))
    if not isinstance(found, Withheld):
        step = 1000 * 5 / of
        assert abs(found - min(1000 * counted / of, 1000)) <= step / 2 + 1e-9


def test_rates_in_figures():
    rules = Rules()
    assert per_thousand(235, 1_000, rules) == 235
    assert per_thousand(35, 120_000, rules) == 0.29
    assert per_thousand(15, 40, rules) == 400
    assert per_thousand(45, 40, rules) == 1000
    assert per_thousand(0, 0, rules) == Withheld.FEW


def test_a_pseudonym_is_a_keyed_hash_of_eight_bytes():
    secret = bytes(range(32))
    expected = blake2b(b"person-1", digest_size=8, key=secret).digest()
    assert pseudonym(secret, "person-1").to_bytes(8, "big") == expected
    assert pseudonym(secret[::-1], "person-1") != pseudonym(secret, "person-1")
    with pytest.raises(ValueError, match="16 bytes"):
        pseudonym(b"short", "person-1")


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_record_keys_and_buckets_are_bits_of_the_pseudonym(values):
    found = np.array(values, np.uint64)
    assert record_keys(found).tolist() == [value & 255 for value in values]
    buckets = [value >> 8 & 63 for value in values]
    assert signature(found).tolist() == [buckets.count(one) for one in range(64)]
