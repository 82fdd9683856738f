from collections.abc import Callable
from datetime import date

import pytest

from shiremoot.demo.county import generate
from tests.demo.extracts import County

AS_AT = date(2026, 3, 17)


@pytest.fixture(scope="session")
def make_county(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., County]:
    """A county of the given size and seed, made once."""
    made: dict[tuple[int, int], County] = {}

    def make(people: int = 1500, seed: int = 1) -> County:
        if (people, seed) not in made:
            out = tmp_path_factory.mktemp("county") / "extracts"
            made[people, seed] = County(generate(people, seed, AS_AT, out), AS_AT)
        return made[people, seed]

    return make


@pytest.fixture
def county(make_county: Callable[..., County]) -> County:
    return make_county()
