"""A few sites of two bodies, and small areas around them."""

from datetime import UTC, datetime
from typing import Any

from shiremoot.gazetteer.geometry import Point
from shiremoot.gazetteer.verbs import load_areas
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.roadmap.estate.models import Edition, SiteRecord
from tests.permitted import HOST

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
LEAD, ELSEWHERE = Viewer(HOST, "chief-executive", "avery"), Viewer("police", "chief", "pat")
AREAS = """code,easting,northing,people,deprivation decile
E01000001,500000,200000,1000,1
E01000002,501000,200000,1500,2
E01000003,510000,200000,2000,5
E01000004,511000,201000,1200,6
E01000005,520000,205000,800,10
E01000006,521000,205000,700,
"""
SITES: tuple[dict[str, Any], ...] = (
    {
        "asset": "H1",
        "name": "Oldford Library",
        "easting": 500100,
        "northing": 200000,
        "services": ["Library"],
        "running_cost": 200_000,
        "floor_area": 800,
    },
    {
        "asset": "H2",
        "name": "Town Hall",
        "easting": 501200,
        "northing": 200200,
        "services": ["Registrar", "Advice"],
        "running_cost": 900_000,
        "maintenance": 50_000,
        "floor_area": 3000,
    },
    {
        "asset": "H3",
        "name": "Midbury Centre",
        "easting": 510100,
        "northing": 200100,
        "services": ["Advice"],
        "running_cost": 150_000,
        "floor_area": 1500,
    },
    {"asset": "H4", "name": "Farley Store", "easting": 521000, "northing": 205500},
)
OF_POLICE: tuple[dict[str, Any], ...] = (
    {
        "asset": "P1",
        "name": "Town Hall",
        "easting": 520100,
        "northing": 205000,
        "services": ["Front desk"],
        "running_cost": 75_000,
        "floor_area": 900,
    },
    {"asset": "P2", "name": "Nowhere Yard"},
)


def load(home: Home, areas: str = AREAS) -> None:
    load_areas(home, areas.encode(), at=NOW)


def register(organisation: str, sites: tuple[dict[str, Any], ...], at: datetime = NOW) -> Edition:
    """Its register from now on."""
    Edition.objects.filter(organisation=organisation, replaced_at=None).update(replaced_at=at)
    edition = Edition.objects.create(
        organisation=organisation, file_name="sites.csv", columns={}, loaded_by="test", loaded_at=at
    )
    SiteRecord.objects.bulk_create(
        SiteRecord(**{"edition": edition, "organisation": organisation, "tenure": "freehold", **each})
        for each in sites
    )
    return edition


def registers() -> None:
    register(HOST, SITES)
    register("police", OF_POLICE)


def spread(east: int, north: int) -> Point:
    """Within a county of sixty kilometres."""
    return Point(500_000 + east, 200_000 + north)
