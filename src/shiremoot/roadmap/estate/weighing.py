"""Which sites an option chooses, and what that changes for whom: distance, cost, services. Pure.

Distances are as the crow flies, in kilometres, from the middles of small areas. Today everybody goes to the
nearest of the sites that might be chosen.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from shiremoot.gazetteer.areas import SmallArea
from shiremoot.methods.hubs.choosing import Choice, Conflict, Effort, choose
from shiremoot.methods.hubs.estate import Estate, Floats, Wish, conflicts
from shiremoot.methods.hubs.serving import Service, serve, shifts
from shiremoot.roadmap.estate.asked import Asked

WITHIN = 1e-4
MOST_WITH_ROOM = 40_000
"""Hubs times areas, where room counts: 20 hubs among 2,000 areas, which takes about 20 seconds."""
_QUICK = 30_000
_FEWEST_BRANCHES, _MOST_BRANCHES, _PAIRS_OF_ALL = 10, 300, 6_000_000
"""Where room counts, a branch takes the longer the more pairs there are of site and area: fewer are tried."""


@dataclass(frozen=True)
class Hub:
    """`site` is a position; `km` how far those who come go on average, None where nobody comes; `full` how
    much of its room they take, as a share, None where room does not count.
    """

    site: int
    people: float
    km: float | None
    full: float | None


@dataclass(frozen=True)
class Band:
    """Those who live in areas of two tenths of deprivation: 1 is the most deprived fifth, 5 the least; None
    where it is not known. Mean distances before and after.
    """

    fifth: int | None
    people: float
    before: float
    after: float


@dataclass(frozen=True)
class Costs:
    """Sums of what is registered, with of how many sites it is not: running costs of all, and of those
    chosen; maintenance of those not chosen.
    """

    today: int
    unknown_today: int
    chosen: int
    unknown_chosen: int
    maintenance: int
    unknown_maintenance: int

    @property
    def less(self) -> int:
        return self.today - self.chosen

    @property
    def unknown_less(self) -> int:
        """Of how many sites not chosen it is not known what running them costs."""
        return self.unknown_today - self.unknown_chosen


@dataclass(frozen=True)
class Displaced:
    """Services of a site that is not chosen, and the nearest that is; positions."""

    site: int
    services: tuple[str, ...]
    to: int
    km: float


@dataclass(frozen=True)
class Found:
    """`before` and `after` are mean distances of all people; by `gap`, a share, another choice could be
    better at most. `without_area` is of how many sites the floor area is not known, where room counts.
    `areas` counts the areas that `areas_basis` tells from others.
    """

    hubs: tuple[Hub, ...]
    before: float
    after: float
    gap: float
    is_proved: bool
    bands: tuple[Band, ...]
    costs: Costs
    displaced: tuple[Displaced, ...]
    without_area: int
    people: int
    areas: int
    areas_basis: str

    @property
    def chosen(self) -> frozenset[int]:
        return frozenset(hub.site for hub in self.hubs)


@dataclass(frozen=True)
class Unmet:
    """What was wished cannot be had together; in words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Failed:
    """Something unforeseen was in the way, and it is not tried again."""


Weighed = Found | Unmet | Failed


def weigh(asked: Asked, areas: Sequence[SmallArea]) -> Found | Unmet:
    """Raises ValueError where nobody lives in these areas."""
    if words := unmet(asked, areas):
        return Unmet(words)
    estate, wish = _estate(asked, areas), _wish(asked)
    choice = choose(estate, wish, within=WITHIN, effort=_effort(asked, areas))
    if isinstance(choice, Conflict):
        return Unmet(choice.words)
    before = serve(replace(estate, capacity=None), range(len(asked.sites)))
    assert before is not None
    chosen = frozenset(choice.sites)
    return Found(
        hubs=_hubs(estate, choice),
        before=before.mean,
        after=choice.service.mean,
        gap=choice.gap,
        is_proved=choice.is_proved,
        bands=_bands(estate, before, choice.service, areas),
        costs=_costs(asked, chosen),
        displaced=_displaced(asked, choice.sites),
        without_area=len(_without_area(asked)),
        people=sum(area.people for area in areas),
        areas=len(areas),
        areas_basis=basis(areas),
    )


def is_beyond(asked: Asked, areas: Sequence[SmallArea]) -> bool:
    """Whether it would take too long: with room each choice is a linear programme of hubs and areas."""
    return asked.wishes.room is not None and asked.wishes.choose * len(areas) > MOST_WITH_ROOM


def unmet(asked: Asked, areas: Sequence[SmallArea]) -> tuple[str, ...]:
    """Which of the wishes are against each other, in words; none where all can be met."""
    without = _without_area(asked)
    if kept := sorted(asked.wishes.keep & without):
        names = ", ".join(asked.sites[site].name for site in kept)
        return (f"No floor area is registered of sites to keep, so nobody knows their room: {names}.",)
    words = conflicts(_estate(asked, areas), _wish(asked))
    if words and without:
        return (*words, f"Sites without a registered floor area, here {len(without):,}, cannot be chosen.")
    return words


def basis(areas: Sequence[SmallArea]) -> str:
    """The same for the same areas."""
    return hashlib.sha256(repr(areas).encode()).hexdigest()


def is_quick(asked: Asked, areas: Sequence[SmallArea]) -> bool:
    """Whether it is weighed while somebody waits."""
    return asked.wishes.room is None and _pairs(asked, areas) <= _QUICK


def _pairs(asked: Asked, areas: Sequence[SmallArea]) -> int:
    return len(asked.sites) * len(areas)


def _effort(asked: Asked, areas: Sequence[SmallArea]) -> Effort | None:
    if asked.wishes.room is None:
        return None
    branches = _PAIRS_OF_ALL // _pairs(asked, areas)
    return Effort(branches=max(_FEWEST_BRANCHES, min(_MOST_BRANCHES, branches)))


def _without_area(asked: Asked) -> frozenset[int]:
    """Sites that cannot be chosen, as their room is not known; none where room does not count."""
    if asked.wishes.room is None:
        return frozenset()
    return frozenset(place for place, site in enumerate(asked.sites) if not site.floor_area)


def _wish(asked: Asked) -> Wish:
    wishes = asked.wishes
    return Wish(wishes.choose, wishes.keep, wishes.leave | _without_area(asked))


def _estate(asked: Asked, areas: Sequence[SmallArea]) -> Estate:
    room = asked.wishes.room
    capacity = None if room is None else np.array([(site.floor_area or 0) * room for site in asked.sites])
    return Estate(
        sites=tuple(site.name for site in asked.sites),
        people=np.array([area.people for area in areas], dtype=float),
        distances=_km([area.at for area in areas], [site.at for site in asked.sites]),
        capacity=capacity,
    )


def _km(begin: Sequence[tuple[int, int]], end: Sequence[tuple[int, int]]) -> Floats:
    apart = np.array(begin, dtype=float)[:, None] - np.array(end, dtype=float)[None]
    km: Floats = np.hypot(apart[:, :, 0], apart[:, :, 1]) / 1000
    return km


def _hubs(estate: Estate, choice: Choice) -> tuple[Hub, ...]:
    people = dict.fromkeys(choice.sites, 0.0)
    way = dict.fromkeys(choice.sites, 0.0)
    for each in choice.service.shares:
        going = each.share * float(estate.people[each.area])
        people[each.site] += going
        way[each.site] += going * float(estate.distances[each.area, each.site])
    return tuple(
        Hub(
            site,
            people[site],
            way[site] / people[site] if people[site] else None,
            None if estate.capacity is None else people[site] / float(estate.capacity[site]),
        )
        for site in choice.sites
    )


def _bands(estate: Estate, before: Service, after: Service, areas: Sequence[SmallArea]) -> tuple[Band, ...]:
    fifths = [None if area.decile is None else (area.decile + 1) // 2 for area in areas]
    found = shifts(estate, before, after, fifths)
    return tuple(
        Band(fifth, found[fifth].people, found[fifth].before, found[fifth].after)
        for fifth in (1, 2, 3, 4, 5, None)
        if fifth in found
    )


def _costs(asked: Asked, chosen: frozenset[int]) -> Costs:
    running = [site.running_cost for site in asked.sites]
    of_chosen = [running[place] for place in chosen]
    maintenance = [site.maintenance for place, site in enumerate(asked.sites) if place not in chosen]
    return Costs(*_known(running), *_known(of_chosen), *_known(maintenance))


def _known(costs: Sequence[int | None]) -> tuple[int, int]:
    return sum(cost or 0 for cost in costs), sum(cost is None for cost in costs)


def _displaced(asked: Asked, chosen: Sequence[int]) -> tuple[Displaced, ...]:
    among = set(chosen)
    left = [place for place, site in enumerate(asked.sites) if site.services and place not in among]
    if not left:
        return ()
    far = _km([asked.sites[place].at for place in left], [asked.sites[place].at for place in chosen])
    return tuple(
        Displaced(place, asked.sites[place].services, chosen[int(row.argmin())], float(row.min()))
        for place, row in zip(left, far, strict=True)
    )


def to_plain(weighed: Weighed) -> dict[str, Any]:
    """As JSON can hold it."""
    match weighed:
        case Unmet(words):
            return {"unmet": list(words)}
        case Failed():
            return {"failed": True}
    return asdict(weighed)


def from_plain(said: Mapping[str, Any]) -> Weighed:
    """What `to_plain` told."""
    if "unmet" in said:
        return Unmet(tuple(said["unmet"]))
    if "failed" in said:
        return Failed()
    return Found(
        **{
            **said,
            "hubs": tuple(Hub(**each) for each in said["hubs"]),
            "bands": tuple(Band(**each) for each in said["bands"]),
            "costs": Costs(**said["costs"]),
            "displaced": tuple(
                Displaced(**{**each, "services": tuple(each["services"])}) for each in said["displaced"]
            ),
        }
    )
