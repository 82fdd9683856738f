"""The door on the county of the demo and on a smaller one, as the tests of access have it."""

import pytest

from tests.access.conftest import world
from tests.access.small import Small, build

__all__ = ["world"]


@pytest.fixture
def small(tmp_path, db) -> Small:
    """A few people, made anew for each test, as others of the same file have the county of the demo."""
    made = build(tmp_path)
    made.adopt()
    return made
