"""Choosing places in the OR-Library's smaller networks, held to the published optima."""

import pytest

from shiremoot.methods.hubs.choosing import choose
from shiremoot.methods.hubs.estate import Wish

from .networks import FOLDER, network

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the networks of the OR-Library are not beside the repository"
)


@pytest.mark.parametrize("number", range(1, 14))
def test_the_published_optimum_is_found_and_proved(number):
    asked = network(number)
    found = choose(asked.estate, Wish(asked.choose), within=0)
    assert found.value == asked.optimum
    assert found.bound == asked.optimum
    assert found.is_proved
