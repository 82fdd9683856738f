"""The ground plan: streets as two lines of houses, in square blocks around the middle of each town."""

from math import ceil

import numpy as np

from .arrays import Floats, Ints
from .geography import Geography
from .words import words

# Where the county stands on the British National Grid: in the North Sea, where nobody lives.
_CORNER = (600_000, 500_000)
_HOUSE, _TIGHTEST = 11.0, 4.0  # metres from door to door
_FROM_THE_MIDDLE = 10.0  # metres from the middle of a street to its houses
_BETWEEN_STREETS = 55.0
_CROSSING = 25.0
_SMALLEST_BLOCK = 110.0
_BEND, _BEND_OVER = 14.0, 500.0  # streets swing by so many metres over so many


def ground_plan(rng: np.random.Generator, geography: Geography) -> tuple[Ints, Ints]:
    """Easting and northing of each address, in whole metres. Has draws of its own, and changes no others."""
    number = np.array([int(line.split(" ", 1)[0]) for line in geography.address_line], dtype=np.int64)
    street = np.cumsum(number == 1) - 1  # addresses stand street by street
    first = np.flatnonzero(number == 1)
    homes = np.bincount(street)
    town_of_street = geography.address_town[first]
    centres = np.array([town[1:] for town in words().places["towns"].values()], dtype=float) * 1000
    place = np.zeros((len(number), 2))
    for town, centre in enumerate(centres):
        streets = np.flatnonzero(town_of_street == town)
        if len(streets):
            rows = np.flatnonzero(np.isin(street, streets))
            plane = _town(rng, np.searchsorted(streets, street[rows]), number[rows], homes[streets])
            place[rows] = centre + _bent(rng, plane)
    whole = np.round(place + _CORNER).astype(np.int64)
    return whole[:, 0], whole[:, 1]


def _town(rng: np.random.Generator, street: Ints, number: Ints, homes: Ints) -> Floats:
    """Places of houses, by street and number, around the middle of one town."""
    doors = (homes + 1) // 2
    block = max(_SMALLEST_BLOCK, float(np.percentile(doors, 90)) * _HOUSE + _CROSSING)
    streets_a_block = int(block // _BETWEEN_STREETS)
    apart = np.clip((block - _CROSSING) / np.maximum(doors, 1), _TIGHTEST, _HOUSE)
    blocks = ceil(len(homes) / streets_a_block)
    squares = _from_the_middle(blocks)
    turned = rng.random(blocks) < 0.5  # such a block's streets run north
    of_block, lane = np.divmod(np.arange(len(homes)), streets_a_block)
    length = doors * apart
    along = ((number - 1) // 2 + 0.5) * apart[street] - length[street] / 2
    side = np.where(number % 2 == 1, -_FROM_THE_MIDDLE, _FROM_THE_MIDDLE)
    across = (lane[street] - (streets_a_block - 1) / 2) * _BETWEEN_STREETS + side
    inside = np.stack([along, across], axis=1)
    inside[turned[of_block[street]]] = inside[turned[of_block[street]]][:, ::-1]
    return squares[of_block[street]] * (block + _CROSSING / 2) + inside


def _from_the_middle(count: int) -> Floats:
    """So many squares of a board, the middle one first, then around it."""
    reach = ceil(count**0.5 / 2) + 1
    east, north = (axis.ravel() for axis in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    order = np.lexsort([np.arctan2(north, east), np.maximum(abs(east), abs(north))])[:count]
    return np.stack([east[order], north[order]], axis=1).astype(float)


def _bent(rng: np.random.Generator, plane: Floats) -> Floats:
    """A town turned by some angle, its straight lines gently bent."""
    phase, turn = rng.uniform(0, 2 * np.pi, 2)
    bent = plane + _BEND * np.sin(plane[:, ::-1] * (2 * np.pi / _BEND_OVER) + phase)
    sin, cos = np.sin(turn), np.cos(turn)
    turned: Floats = bent @ np.array([[cos, sin], [-sin, cos]])
    return turned
