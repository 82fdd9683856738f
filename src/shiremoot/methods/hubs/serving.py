"""Who goes where once sites are chosen, and what that changes for whom. Pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shiremoot.methods.hubs.estate import ROUNDING, Estate, Floats, Numbers


@dataclass(frozen=True)
class Share:
    """Of the people of an area, those who go to a site; both by position."""

    area: int
    site: int
    share: float


@dataclass(frozen=True, eq=False)
class Service:
    """`value` is the distance that all people go together, `mean` what one of them goes, and `distances` the
    mean of each area's people.
    """

    value: float
    mean: float
    shares: tuple[Share, ...]
    distances: Floats


@dataclass(frozen=True)
class Shift:
    """Mean distance of a group's people, before and after."""

    people: float
    before: float
    after: float


def serve(estate: Estate, sites: Iterable[int]) -> Service | None:
    """Everybody goes to the nearest of these sites, or, where they have no room for that, so that the whole
    way is shortest. None where they cannot hold everybody.
    """
    chosen = np.array(sorted(sites), dtype=np.intp)
    distances = estate.distances[:, chosen]
    nearest = distances.argmin(axis=1)
    flows = np.zeros(distances.shape)
    flows[np.arange(len(flows)), nearest] = 1
    if estate.capacity is not None:
        capacity = estate.capacity[chosen]
        if (estate.people @ flows > capacity * (1 + ROUNDING)).any():
            lived_in = np.flatnonzero(estate.people)
            found = _transport(estate.people[lived_in], distances[lived_in], capacity)
            if found is None:
                return None
            flows[lived_in] = found[0]
    mean = (flows * distances).sum(axis=1)
    areas, places = np.nonzero(flows)
    value = float(estate.people @ mean)
    return Service(
        value,
        value / float(estate.people.sum()),
        tuple(
            Share(area, site, share)
            for area, site, share in zip(
                areas.tolist(), chosen[places].tolist(), flows[areas, places].tolist(), strict=True
            )
        ),
        mean,
    )


def shifts(
    estate: Estate, before: Service, after: Service, groups: Sequence[Hashable]
) -> Mapping[Hashable, Shift]:
    """By group, which is one for each area. A group in which nobody lives is left out."""
    found = {}
    for group in dict.fromkeys(groups):
        people = np.where([each == group for each in groups], estate.people, 0)
        if count := float(people.sum()):
            found[group] = Shift(
                count, float(people @ before.distances) / count, float(people @ after.distances) / count
            )
    return found


def prices(estate: Estate, sites: Numbers) -> Floats | None:
    """What one more person of each area adds to the whole way, with what others then go farther where sites
    are full. None where they cannot hold everybody. Of estates whose capacity has a limit.
    """
    assert estate.capacity is not None
    found = _transport(estate.people, estate.distances[:, sites], estate.capacity[sites])
    return None if found is None else found[1]


def _transport(people: Floats, distances: Floats, capacity: Floats) -> tuple[Floats, Floats] | None:
    """Shares by area and site, and prices by area."""
    # both take long to import, and estates without a limit need neither
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, kron

    if capacity.sum() < people.sum() * (1 - ROUNDING):
        return None
    # sums that differ by rounding alone must not make it impossible
    capacity = capacity * max(1.0, people.sum() / capacity.sum())
    areas, sites = distances.shape
    found = linprog(
        distances.ravel(),
        A_ub=kron(np.ones((1, areas)), eye_array(sites), format="csr"),
        b_ub=capacity,
        A_eq=kron(eye_array(areas), np.ones((1, sites)), format="csr"),
        b_eq=people,
        method="highs",
    )
    if not found.success:
        raise ArithmeticError(found.message)
    flows: Floats = np.clip(found.x.reshape(areas, sites), 0, None)
    flows[flows < people[:, None] * ROUNDING] = 0
    shares: Floats = flows / flows.sum(axis=1, keepdims=True)
    return shares, found.eqlin.marginals
