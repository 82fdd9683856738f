"""The truth: every person of the county as they really are."""

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Dates, Floats, Ints, Texts, years_old
from .geography import Geography

NOBODY = -1
NOWHERE = -1


@dataclass
class People:
    """One row for each person; columns by row number. `NOBODY` and `NOWHERE` stand for none."""

    household: Ints
    kind: Ints
    role: Ints
    sex: Ints
    born: Dates
    unborn: Bools
    estimated: Bools
    origin: Ints
    first: Texts
    middle: Texts
    last: Texts
    previous_last: Texts
    renamed: Dates
    known_as: Texts
    mother: Ints
    father: Ints
    partner: Ints
    nhs: Texts
    upn: Texts
    phone: Texts
    email: Texts
    address: Ints
    moved_in: Dates
    previous_address: Ints
    previous_from: Dates
    need: Floats
    social_tenant: Bools
    health_member: Bools

    def __len__(self) -> int:
        return len(self.household)


@dataclass(frozen=True)
class World:
    """The county at one moment."""

    as_at: np.datetime64
    geography: Geography
    people: People

    @property
    def alone(self) -> Bools:
        """Whether nobody else is of the same household."""
        people = self.people
        alone: Bools = np.bincount(people.household)[people.household] == 1
        return alone

    @property
    def age(self) -> Floats:
        return years_old(self.people.born, self.as_at)

    @property
    def town(self) -> Ints:
        """Town of each person; `NOWHERE` for those of no fixed abode."""
        address = self.people.address
        return np.where(address == NOWHERE, NOWHERE, self.geography.address_town[address])

    def chance(self, mean: float, slope: float) -> Floats:
        """Each person's probability, `mean` on average and steeper with need."""
        need = self.people.need
        return np.minimum(mean * np.exp(slope * need - slope**2 / 2), 0.9)

    def draw(self, rng: np.random.Generator, mean: float, slope: float) -> Bools:
        """Whom something happens to, the more often the greater the need."""
        return rng.random(len(self.people)) < self.chance(mean, slope)
