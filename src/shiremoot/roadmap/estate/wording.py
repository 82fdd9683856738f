"""What options come to, in words. Pure."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shiremoot.roadmap.estate.asked import Asked
from shiremoot.roadmap.estate.weighing import WITHIN, Failed, Found, Unmet, Weighed
from shiremoot.roadmap.files import plain

FIFTHS = {
    1: "Most deprived fifth",
    2: "Second most deprived fifth",
    3: "Middle fifth",
    4: "Second least deprived fifth",
    5: "Least deprived fifth",
    None: "Not known",
}
WAITING = "It is being worked out. Load this page again in a minute."
FAILED = "It could not be worked out: something unforeseen was in the way. Tell whoever runs this Shiremoot."
_HARDLY = 0.005
"""Kilometres: less is no difference that is told."""


def sentence(asked: Asked, weighed: Weighed | None) -> str:
    """*20 of 84 sites: people go 3.1 km on average, 0.41 km more than today; £1.2 million less running cost a
    year.*
    """
    match weighed:
        case None:
            return WAITING
        case Failed():
            return FAILED
        case Unmet(words):
            return f"It cannot be met. {' '.join(words)}"
    return (
        f"{len(weighed.hubs)} of {sites(len(asked.sites))}: people go {kilometres(weighed.after)} on average,"
        f" as the crow flies, {farther(weighed.after - weighed.before)}; {_saved(weighed)}."
    )


def proof(found: Found) -> str:
    """How far from the best it may be."""
    of = hubs(len(found.hubs))
    if found.is_proved:
        return f"No other choice of {of} would make the way shorter by more than {_in_100(WITHIN)} in 100."
    return f"Another choice of {of} might be better by up to {_in_100(found.gap)} in 100; none was found."


def farther(km: float) -> str:
    if abs(km) < _HARDLY:
        return "as far as today"
    return f"{kilometres(abs(km))} {'more' if km > 0 else 'less'} than today"


def kilometres(km: float) -> str:
    """*3.1 km*, *0.45 km*"""
    return f"{km:.1f} km" if km >= 1 else f"{km:.2f} km"


def pounds(count: int) -> str:
    """*£1.2 million*, *£84,000*"""
    return f"£{count / 1e6:,.1f} million" if count >= 1e6 else f"£{count:,}"


def sites(count: int) -> str:
    return "1 site" if count == 1 else f"{count:,} sites"


def hubs(count: int) -> str:
    return "1 hub" if count == 1 else f"{count:,} hubs"


def listed(names: Sequence[str]) -> str:
    """*Amber Homes, Fire and Police*"""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def services_displaced(found: Found) -> str:
    count = sum(len(each.services) for each in found.displaced)
    if not count:
        return "No services"
    services = "1 service" if count == 1 else f"{count:,} services"
    return f"{services} of {sites(len(found.displaced))}"


def cost(known: int, unknown: int) -> str:
    """*£84,000, and what is not known of 3 sites*"""
    return f"£{known:,}" + (f", and what is not known of {sites(unknown)}" if unknown else "")


def method(asked: Asked, found: Found) -> Iterator[str]:
    """How it was worked out."""
    yield (
        f"{found.people:,} people live in {found.areas:,} small areas. All of an area are taken to live in"
        " its middle, and distances are as the crow flies."
    )
    yield "Today means that everybody goes to the nearest of all these sites, whatever is offered there."
    if asked.wishes.room is None:
        yield "With this option everybody goes to the nearest hub."
    else:
        yield (
            f"A square metre of floor has room for {asked.wishes.room:g} people. Where a hub is full, people"
            " go to another, so that the way of all together is shortest."
        )
    if found.without_area:
        yield f"{sites(found.without_area)} could not be chosen, as no floor area is registered."
    yield (
        "The hubs are those that make the way of all people together shortest. Costs are not weighed: they"
        " are what the sites cost now, by their registers. What it costs to move services, or to take them"
        " in, is not counted."
    )
    yield (
        "What is registered several times under one UPRN is one site, by the freeholder’s register first, as"
        " far as it is among these."
    )


def hub_rows(asked: Asked, found: Found, names: Mapping[str, str]) -> list[list[str]]:
    """Head and rows of a file."""
    rows = [
        [
            *_where(asked, hub.site, names),
            f"{hub.people:.0f}",
            "" if hub.km is None else f"{hub.km:.2f}",
            "" if hub.full is None else f"{100 * hub.full:.0f}",
        ]
        for hub in found.hubs
    ]
    heads = [*_PLACE, "People", "Mean distance in km", "Room taken in 100"]
    return [heads, *rows]


def displaced_rows(asked: Asked, found: Found, names: Mapping[str, str]) -> list[list[str]]:
    """A row for each service; the first holds the heads."""
    rows = [
        [*_where(asked, each.site, names), plain(service), plain(asked.sites[each.to].name), f"{each.km:.2f}"]
        for each in found.displaced
        for service in each.services
    ]
    return [[*_PLACE, "Service", "Nearest hub", "Distance in km"], *rows]


_PLACE = ("Site", "Body", "Asset", "Easting", "Northing")


def _where(asked: Asked, place: int, names: Mapping[str, str]) -> Iterable[str]:
    site = asked.sites[place]
    called = site.called[0]
    body = names.get(called.organisation, called.organisation)
    return plain(called.name), plain(body), plain(called.asset), str(site.at.easting), str(site.at.northing)


def _saved(found: Found) -> str:
    costs, left = found.costs, found.costs.unknown_less
    if not costs.less:
        return "what running cost that saves is not known" if left else "the same running cost"
    beyond = f", not counting {sites(left)} whose cost is not known" if left else ""
    return f"{pounds(costs.less)} less running cost a year{beyond}"


def _in_100(share: float) -> str:
    """Rounded up: what is said is never too little."""
    digits = 2 if share < 0.01 else 1
    return f"{math.ceil(100 * share * 10**digits - 1e-6) / 10**digits:g}"
