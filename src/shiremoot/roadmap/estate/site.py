"""One site as the body that holds it registers it. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shiremoot.gazetteer.geometry import Point


class Tenure(StrEnum):
    FREEHOLD = "freehold"
    LEASEHOLD = "leasehold"
    OTHER = "other"


@dataclass(frozen=True)
class Site:
    """A building or a piece of land. What a register does not say is empty or None.

    `asset` is what the body itself calls it by; `uprn` has no noughts in front; `street` has its number.
    Areas are in square metres, costs in pounds, running costs in a year.
    """

    asset: str
    name: str
    uprn: str = ""
    street: str = ""
    town: str = ""
    postcode: str = ""
    at: Point | None = None
    tenure: Tenure = Tenure.OTHER
    holding: str = ""
    """How it is held and used, in the register's words: *occupied by the authority*, *vacant*."""
    use: str = ""
    services: tuple[str, ...] = ()
    lease_from: date | None = None
    lease_until: date | None = None
    floor_area: int | None = None
    running_cost: int | None = None
    maintenance: int | None = None
    """What it needs to be put in order costs so much."""
    condition: str = ""
    energy: str = ""
    """The band of its certificate, A to G."""
    occupancy: int | None = None
    """In 100: how full it is."""

    @property
    def is_vacant(self) -> bool:
        return "vacant" in self.holding.casefold()
