"""What one agency's system holds on people: its own identifiers, its own order, its own mistakes."""

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Dates, Ints, Texts, local_identifiers, only_where
from .people import NOWHERE, World


@dataclass
class Records:
    """One row for each record. `person` is the truth and is never written beside the rest."""

    person: Ints
    key: Texts
    first: Texts
    middle: Texts
    last: Texts
    previous_last: Texts
    known_as: Texts
    born: Dates
    unborn: Bools
    estimated: Bools
    sex: Ints
    nhs: Texts
    upn: Texts
    phone: Texts
    email: Texts
    address: Ints
    uprn_address: Ints
    previous_address: Ints
    addresses: int

    def __len__(self) -> int:
        return len(self.person)

    def row_of(self, rng: np.random.Generator, persons: Ints, people: int) -> Ints:
        """A record of each of these persons, any one where there are two."""
        row = np.arange(len(self))
        forward, backward = np.zeros((2, people), dtype=np.int64)
        forward[self.person] = row
        backward[self.person[::-1]] = row[::-1]
        chosen: Ints = np.where(rng.random(len(persons)) < 0.5, forward[persons], backward[persons])
        return chosen


def hold(
    rng: np.random.Generator, world: World, who: Ints, *, duplicates: float, pattern: str, digits: int
) -> Records:
    """Records of these people without errors yet, shuffled, some people twice."""
    twice = who[rng.random(len(who)) < duplicates]
    person = rng.permutation(np.concatenate([who, twice]))
    people = world.people
    address = people.address[person]
    return Records(
        person=person,
        key=local_identifiers(rng, pattern, len(person), digits=digits),
        first=people.first[person],
        middle=people.middle[person],
        last=people.last[person],
        previous_last=people.previous_last[person],
        known_as=people.known_as[person],
        born=people.born[person],
        unborn=people.unborn[person],
        estimated=people.estimated[person],
        sex=people.sex[person],
        nhs=people.nhs[person],
        upn=people.upn[person],
        phone=people.phone[person],
        email=people.email[person],
        address=address,
        uprn_address=address.copy(),
        previous_address=people.previous_address[person],
        addresses=len(world.geography.address_area),
    )


def at_address(column: Texts, address: Ints) -> Texts:
    """A column of the geography for each address, None for no fixed abode."""
    return only_where(address != NOWHERE, column[address])
