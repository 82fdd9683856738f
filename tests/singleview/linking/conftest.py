import pytest

from tests.access.small import Small, build
from tests.standing import copied


@pytest.fixture(scope="module")
def stands(standing) -> Small:
    made = build(standing)
    made.adopt()
    return made


@pytest.fixture
def small(stands, tmp_path, db) -> Small:
    """Ada of care and crime is one person; care has another Ada, with a number of her own."""
    return copied(stands, tmp_path)
