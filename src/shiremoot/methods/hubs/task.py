"""The question as it is worked on: by site and area, and ever fewer sites. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from shiremoot.methods.hubs.estate import Estate, Floats, Marks, Numbers, Wish
from shiremoot.methods.hubs.serving import serve


@dataclass(frozen=True, eq=False)
class Task:
    """`cost` is of all people of an area going to a site, by site and area. `numbers` are the sites'
    positions in the estate; other positions here are those in `numbers`. Areas in which nobody lives are left
    out.
    """

    estate: Estate
    numbers: Numbers
    kept: Marks
    choose: int
    cost: Floats
    _room: Floats = field(repr=False)

    @classmethod
    def of(cls, estate: Estate, wish: Wish) -> Self:
        lived_in = np.flatnonzero(estate.people)
        estate = replace(estate, people=estate.people[lived_in], distances=estate.distances[lived_in])
        numbers = np.array([site for site in range(len(estate.sites)) if site not in wish.leave])
        cost = np.ascontiguousarray((estate.people[:, None] * estate.distances[:, numbers]).T)
        return cls(estate, numbers, np.isin(numbers, list(wish.keep)), wish.choose, cost, np.empty_like(cost))

    @property
    def sites(self) -> int:
        return len(self.numbers)

    @property
    def is_decided(self) -> bool:
        return self.sites == self.choose or int(self.kept.sum()) == self.choose

    @property
    def decided(self) -> Numbers:
        """The only choice there is."""
        return np.arange(self.sites) if self.sites == self.choose else np.flatnonzero(self.kept)

    @property
    def is_whole(self) -> bool:
        """All choices cost whole numbers, so that a better one is better by 1 at least."""
        return self.estate.capacity is None and bool((self.cost == np.round(self.cost)).all())

    def restricted(self, sites: Numbers, kept: Marks) -> Self:
        """To some of the sites; `kept` is by these."""
        if len(sites) == self.sites:
            return replace(self, kept=kept)
        cost = self.cost[sites]
        return replace(self, numbers=self.numbers[sites], kept=kept, cost=cost, _room=np.empty_like(cost))

    def value(self, sites: Numbers) -> float:
        """Of these sites, infinite where they do not hold everybody."""
        if self.estate.capacity is None:
            return float(self.cost[sites].min(axis=0).sum())
        found = serve(self.estate, self.numbers[sites])
        return np.inf if found is None else found.value

    def worth(self, prices: Floats) -> tuple[Floats, Callable[[Numbers], Floats]]:
        """Of each site, if it takes the areas whose price is above their cost, as far as it has room; and
        what of each area some sites take together.
        """
        np.subtract(self.cost, prices, out=self._room)
        if self.estate.capacity is not None:
            return self._worth_within(self.estate.capacity[self.numbers])
        np.minimum(self._room, 0, out=self._room)
        return self._room.sum(axis=1), lambda sites: (self._room[sites] < 0).sum(axis=0, dtype=float)

    def _worth_within(self, capacity: Floats) -> tuple[Floats, Callable[[Numbers], Floats]]:
        """Each site takes first whose price is most above the cost, for each of them."""
        places, areas = np.nonzero(self._room < 0)
        gain = self._room[places, areas]
        people = self.estate.people[areas]
        order = np.lexsort((gain / people, places))
        places, areas, gain, people = places[order], areas[order], gain[order], people[order]
        until = np.cumsum(people)
        starts = np.searchsorted(places, np.arange(self.sites))
        before = until - people - np.append(0, until)[starts][places]
        share = np.clip((capacity[places] - before) / people, 0, 1)
        worth: Floats = np.bincount(places, share * gain, minlength=self.sites).astype(float)

        def taken(sites: Numbers) -> Floats:
            among = np.isin(np.arange(self.sites), sites)[places]
            return np.bincount(areas[among], share[among], minlength=self.cost.shape[1]).astype(float)

        return worth, taken
