"""Slips and hearsay leave a name recognisable."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from shiremoot.demo.county.faults import mistype, respell

NAMES = st.text("abcdefghijklmnopqrstuvwxyzéł'-", min_size=1, max_size=20).map(str.capitalize)


@given(NAMES, st.integers())
def test_a_slip_is_one_slip(name: str, seed: int) -> None:
    assert OSA.distance(name, mistype(name, Random(seed))) <= 2


@given(NAMES, st.integers())
def test_a_respelt_name_begins_alike(name: str, seed: int) -> None:
    assert respell(name, Random(seed))[0] == name[0]


@pytest.mark.parametrize("name", ["Stephanie", "Mackenzie", "Kelly"])
def test_names_can_be_heard_in_several_ways(name: str) -> None:
    assert len({respell(name, Random(seed)) for seed in range(40)}) > 2
