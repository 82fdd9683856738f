import pytest

from tests.access.small import Small, build


@pytest.fixture
def small(tmp_path, db) -> Small:
    """Ada of care and crime is one person; care has another Ada, with a number of her own."""
    made = build(tmp_path)
    made.adopt()
    return made
