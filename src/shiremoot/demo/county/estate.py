"""Public buildings, with the asset register of those who own them, and the services in them."""

from pathlib import Path

import numpy as np

from .arrays import numbered, pick, repeat_rows, texts
from .people import World
from .writing import Style, write

_OWNERS = (
    "ambershire-council", "ambershire-health", "ambershire-police", "ambershire-schools",
    "amber-homes", "ambershire-fire", "oldford-district",
)  # fmt: skip
_OWNER_SHARES = (0.36, 0.16, 0.1, 0.2, 0.05, 0.07, 0.06)
_USES = (
    "Office",
    "Library",
    "Health centre",
    "Police station",
    "School",
    "Fire station",
    "Depot",
    "Community hall",
)
_SERVICES = (
    "Registration", "Library", "Family hub", "Health visiting", "Adult learning", "Benefits advice",
    "Neighbourhood policing", "Housing advice", "Mental health", "Day opportunities",
)  # fmt: skip


def write_estate(rng: np.random.Generator, world: World, out: Path) -> None:
    """`buildings.csv` and `services.csv`: some 300 buildings in a county of 600,000."""
    geography = world.geography
    count = max(40, len(world.people) // 2000)
    address = rng.choice(len(geography.address_area), size=count, replace=False)
    gross = np.round(np.exp(rng.normal(6.8, 0.9, count))).astype(np.int64)
    occupancy = np.round(np.clip(rng.normal(0.6, 0.2, count), 0.05, 1.0), 2)
    building = numbered("B{:04d}", np.arange(1, count + 1))
    use = pick(rng, _USES, (0.2, 0.12, 0.15, 0.1, 0.2, 0.06, 0.07, 0.1), count)
    town = geography.town_names[geography.address_town[address]]
    write(
        out / "buildings",
        {
            "building_id": building,
            "name": texts(f"{a} {b} {n}" for n, (a, b) in enumerate(zip(town, use, strict=True), start=1)),
            "owner": pick(rng, _OWNERS, _OWNER_SHARES, count),
            "use": use,
            "tenure": pick(rng, ("Freehold", "Leasehold", "Licence"), (0.68, 0.27, 0.05), count),
            "address": geography.address_line[address],
            "town": town,
            "ward_code": geography.ward_codes[geography.area_ward[geography.address_area[address]]],
            "postcode": geography.address_postcode[address],
            "uprn": geography.uprn[address],
            "east_km": geography.east[address],
            "north_km": geography.north[address],
            "gross_internal_area_m2": gross,
            "condition": pick(rng, "ABCD", (0.15, 0.45, 0.3, 0.1), count),
            "workstations": np.maximum(gross // 14, 1),
            "occupancy": occupancy,
            "running_cost_pounds": np.round(gross * rng.uniform(60, 160, count)).astype(np.int64),
            "backlog_pounds": np.round(gross * rng.gamma(1.2, 60, count)).astype(np.int64),
            "energy_rating": pick(rng, "ABCDEFG", (0.03, 0.1, 0.27, 0.3, 0.18, 0.08, 0.04), count),
        },
        Style("csv"),
        rng,
    )
    at = repeat_rows(rng.integers(1, 4, count))
    write(
        out / "services",
        {
            "service_id": numbered("S{:04d}", np.arange(1, len(at) + 1)),
            "building_id": building[at],
            "service": pick(rng, _SERVICES, np.ones(len(_SERVICES)), len(at)),
            "staff": rng.integers(2, 60, len(at)),
            "visitors_per_week": rng.integers(0, 900, len(at)),
        },
        Style("csv"),
        rng,
    )


def write_areas(rng: np.random.Generator, world: World, out: Path) -> None:
    """`areas.csv`: the county's small areas with the ward and town each lies in."""
    geography = world.geography
    ward = geography.area_ward
    write(
        out / "areas",
        {
            "area_code": geography.area_codes,
            "ward_code": geography.ward_codes[ward],
            "ward": geography.ward_names[ward],
            "town": geography.town_names[geography.ward_town[ward]],
        },
        Style("csv"),
        rng,
    )
