"""The door on the county of the demo and on a smaller one, as the tests of access have it."""

from tests.access.conftest import small, world

__all__ = ["small", "world"]
