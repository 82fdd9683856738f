"""The sites of all bodies as they are registered now, and how each came to be so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import dist

from django.db.models import Count, QuerySet

from shiremoot.gazetteer.geometry import Circle, Point
from shiremoot.roadmap.estate.changes import Difference, differences
from shiremoot.roadmap.estate.models import Edition, SiteRecord
from shiremoot.roadmap.estate.site import Site, Tenure

NEAR = 2_000
"""Metres within which sites are neighbours."""


def current() -> QuerySet[SiteRecord]:
    """Of each body those of its newest edition, by name."""
    return SiteRecord.objects.filter(edition__replaced_at=None).order_by("name", "organisation", "asset")


def site_of(record: SiteRecord) -> Site:
    at = (
        Point(record.easting, record.northing)
        if record.easting is not None and record.northing is not None
        else None
    )
    return Site(
        asset=record.asset,
        name=record.name,
        uprn=record.uprn,
        street=record.street,
        town=record.town,
        postcode=record.postcode,
        at=at,
        tenure=Tenure(record.tenure),
        holding=record.holding,
        use=record.use,
        services=tuple(record.services),
        lease_from=record.lease_from,
        lease_until=record.lease_until,
        floor_area=record.floor_area,
        running_cost=record.running_cost,
        maintenance=record.maintenance,
        condition=record.condition,
        energy=record.energy,
        occupancy=record.occupancy,
    )


def owned_twice(sites: QuerySet[SiteRecord]) -> QuerySet[SiteRecord]:
    """Of sites those that are registered as freehold, and by another body too: one of the two is wrong."""
    owned = current().filter(tenure=Tenure.FREEHOLD).exclude(uprn="").order_by().values("uprn")
    twice = owned.annotate(bodies=Count("organisation", distinct=True)).filter(bodies__gt=1).values("uprn")
    return sites.filter(tenure=Tenure.FREEHOLD, uprn__in=twice)


def other_registrations(record: SiteRecord) -> QuerySet[SiteRecord]:
    """Whatever else is registered under its UPRN."""
    same = current().exclude(uprn="").filter(uprn=record.uprn)
    return same.exclude(organisation=record.organisation, asset=record.asset)


def other_owners(sites: Collection[SiteRecord]) -> Mapping[int, list[SiteRecord]]:
    """Site → what other bodies register as freehold under its UPRN, of freehold sites that have such."""
    freehold = [each for each in sites if each.tenure == Tenure.FREEHOLD and each.uprn]
    by_uprn: dict[str, list[SiteRecord]] = {}
    for other in current().filter(tenure=Tenure.FREEHOLD, uprn__in={each.uprn for each in freehold}):
        by_uprn.setdefault(other.uprn, []).append(other)
    found = {
        each.pk: [other for other in by_uprn.get(each.uprn, ()) if other.organisation != each.organisation]
        for each in freehold
    }
    return {site: others for site, others in found.items() if others}


@dataclass(frozen=True)
class Neighbour:
    site: SiteRecord
    metres: int


def neighbours(record: SiteRecord) -> list[Neighbour]:
    """Sites of any body within two kilometres as the crow flies, the nearest first."""
    at = site_of(record).at
    if at is None:
        return []
    box = Circle(at, NEAR).box
    around = (
        current()
        .exclude(pk=record.pk)
        .filter(easting__range=(box.west, box.east), northing__range=(box.south, box.north))
    )
    found = [
        Neighbour(each, round(dist(at, theirs)))
        for each in around
        if (theirs := site_of(each).at) is not None
    ]
    return sorted((each for each in found if each.metres <= NEAR), key=lambda each: each.metres)


@dataclass(frozen=True)
class Step:
    """What an edition changed of a site; nothing: it was there for the first time, or again."""

    edition: Edition
    differences: tuple[Difference, ...]


def history(record: SiteRecord) -> list[Step]:
    """The editions that changed something of what its body calls by this reference, the newest first."""
    known = (
        SiteRecord.objects.filter(organisation=record.organisation, asset=record.asset)
        .select_related("edition")
        .order_by("edition__loaded_at")
    )
    steps: list[Step] = []
    was: SiteRecord | None = None
    for each in known:
        if was is None or was.edition.replaced_at != each.edition.loaded_at:
            steps.append(Step(each.edition, ()))
        elif found := differences(site_of(was), site_of(each)):
            steps.append(Step(each.edition, found))
        was = each
    return steps[::-1]


def gone_with(edition: Edition) -> QuerySet[SiteRecord]:
    """What its body registered until this edition and no longer does."""
    until = SiteRecord.objects.filter(
        organisation=edition.organisation, edition__replaced_at=edition.loaded_at
    )
    return until.exclude(asset__in=edition.sites.values("asset"))


def editions() -> QuerySet[Edition]:
    """All that were loaded, the newest first, with how many lines were `taken`."""
    return Edition.objects.annotate(taken=Count("sites")).order_by("-loaded_at")
