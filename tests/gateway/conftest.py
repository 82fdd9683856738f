"""The door on the small county, as the tests of access have it."""

from tests.access.conftest import world

__all__ = ["world"]
