"""The register as a list: sorted, summed up in words, and as marks on a map."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from django.db.models import Case, Count, F, FloatField, OrderBy, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Cast, Lower

from shiremoot.gateway.organisations.models import Organisation
from shiremoot.gazetteer.geometry import Point
from shiremoot.gazetteer.outlines import Outline
from shiremoot.gazetteer.wards import Wards
from shiremoot.pictures.places import PlaceMap, Spot, placed
from shiremoot.roadmap.estate.models import SiteRecord
from shiremoot.roadmap.estate.register import site_of
from shiremoot.roadmap.estate.site import Site, Tenure

_CORNERS = 72
"""Of what is drawn as a circle."""
MOST_DRAWN = 2_000
"""Sites on one map: a browser draws no more in good time, and nobody tells more apart."""
SORTS = {
    "name": "Name",
    "body": "Body",
    "use": "Use",
    "area": "Floor area (m²)",
    "cost": "Running cost (£ a year)",
    "each": "Cost of a m² (£)",
}
NUMBERS = 3
"""So many of the last columns hold numbers."""
LOOKS = {
    "dot": "Freehold",
    "square": "Leasehold",
    "diamond": "Held otherwise",
    "triangle": "Vacant, however it is held",
}
_BY: dict[str, Any] = {
    "name": Lower("name"),
    "body": Lower("body"),
    "use": Lower("use"),
    "area": F("floor_area"),
    "cost": F("running_cost"),
    "each": F("per_metre"),
}
_TENURES = {Tenure.FREEHOLD: "dot", Tenure.LEASEHOLD: "square", Tenure.OTHER: "diamond"}


@dataclass(frozen=True)
class Heading:
    """`sort` is what the address says to sort by it: the other way round where it is so already."""

    words: str
    sort: str
    direction: str
    """As `aria-sort` has it; empty where it is sorted by another."""


def ordered(sites: QuerySet[SiteRecord], sort: str) -> QuerySet[SiteRecord]:
    """What is not known stands last, whichever way round."""
    called = Organisation.objects.filter(pk=OuterRef("organisation")).values("name")
    found = sites.annotate(
        body=Subquery(called),
        per_metre=Case(When(floor_area__gt=0, then=Cast("running_cost", FloatField()) / F("floor_area"))),
    )
    by = OrderBy(_BY[sort.removeprefix("-")], descending=sort.startswith("-"), nulls_last=True)
    return found.order_by(by, Lower("name"), "pk")


def as_sort(said: str) -> str:
    return said if said.removeprefix("-") in SORTS else "name"


def headings(sort: str) -> list[Heading]:
    wanted, falls = sort.removeprefix("-"), sort.startswith("-")
    return [
        Heading(
            words,
            f"-{name}" if name == wanted and not falls else name,
            ("descending" if falls else "ascending") if name == wanted else "",
        )
        for name, words in SORTS.items()
    ]


@dataclass(frozen=True)
class Sums:
    """How many there are; what they come to, and of how many that is known."""

    sites: int
    bodies: int
    area: int
    with_area: int
    cost: int
    with_cost: int


def sums(sites: QuerySet[SiteRecord]) -> Sums:
    found = sites.order_by().aggregate(
        sites=Count("pk"),
        bodies=Count("organisation", distinct=True),
        area=Sum("floor_area", default=0),
        with_area=Count("floor_area"),
        cost=Sum("running_cost", default=0),
        with_cost=Count("running_cost"),
    )
    return Sums(**found)


def look_of(site: Site) -> str:
    return "triangle" if site.is_vacant else _TENURES[site.tenure]


def drawn(
    records: Collection[SiteRecord], wards: Wards | None, names: Mapping[str, str], description: str
) -> tuple[PlaceMap, ...]:
    """Those whose place is known, over the outlines of districts; nothing where there is none."""
    spots = spots_of(records, names)
    if not spots:
        return ()
    over = list(zip(wards.districts, wards.district_outlines, strict=True)) if wards else []
    return placed(spots, over, key_of(spots), description)


def spots_of(records: Collection[SiteRecord], names: Mapping[str, str]) -> list[Spot]:
    """What is rarer, and more looked for, lies over the rest."""
    found = [(record, site_of(record)) for record in records]
    spots = [
        Spot(site.at, look_of(site), f"{site.name}, {names.get(record.organisation, record.organisation)}")
        for record, site in found
        if site.at
    ]
    return sorted(spots, key=lambda spot: list(LOOKS).index(spot.look))


def key_of(spots: Sequence[Spot]) -> list[tuple[str, str]]:
    there = {spot.look for spot in spots}
    return [(look, words) for look, words in LOOKS.items() if look in there]


def circle(middle: Point, radius: int) -> Outline:
    """So many metres around a point; its name stands near its southern end, and not over the point."""
    turns = (2 * pi * corner / _CORNERS for corner in range(_CORNERS + 1))
    ring = tuple(
        (round(middle.easting + radius * cos(turn)), round(middle.northing + radius * sin(turn)))
        for turn in turns
    )
    return Outline((ring,), (middle.easting, middle.northing - radius * 3 // 4))
