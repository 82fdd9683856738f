"""How long the stretches of time are that numbers are of. Pure."""

from enum import IntEnum


class Period(IntEnum):
    """In months."""

    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6

    @property
    def words(self) -> str:
        """*half-year*"""
        return self.name.lower().replace("_", "-")
