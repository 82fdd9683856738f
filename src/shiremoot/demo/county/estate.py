"""Public buildings, as each body that holds them publishes its register, and the county's small areas."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from .arrays import Ints, Texts, numbered, pick, texts
from .people import NOWHERE, World
from .writing import Columns, Style, write

_OWNERS = {
    "ambershire-council": 0.36,
    "ambershire-health": 0.16,
    "ambershire-police": 0.1,
    "ambershire-schools": 0.2,
    "amber-homes": 0.05,
    "ambershire-fire": 0.07,
    "oldford-district": 0.06,
}
_FEWEST, _PEOPLE_A_BUILDING = 60, 2_000
_USES = {
    "Office": 0.2,
    "Library": 0.12,
    "Health centre": 0.15,
    "Police station": 0.1,
    "School": 0.2,
    "Fire station": 0.06,
    "Depot": 0.07,
    "Community hall": 0.1,
}
_SERVICES = (
    "Registration", "Library", "Family hub", "Health visiting", "Adult learning", "Benefits advice",
    "Neighbourhood policing", "Housing advice", "Mental health", "Day opportunities",
)  # fmt: skip
_HEALTH = {
    "UPRN": "Property ref",
    "UniqueAssetId": "Site code",
    "NameOfBuildingOrLand": "Premises",
    "GeoX": "Map E",
    "GeoY": "Map N",
    "TotalBuildingOperationCosts": "Annual spend",
}
"""The trust publishes no such register by law, and has headings of its own."""


def write_estate(rng: np.random.Generator, world: World, at: Ints, out: Path) -> None:
    """One `<organisation>.csv` for each body; `at` has easting and northing of each address.

    Some 300 buildings in a county of 600,000, and a few lines in which something is wrong.
    """
    geography = world.geography
    count = max(_FEWEST, len(world.people) // _PEOPLE_A_BUILDING)
    address = rng.choice(len(at), size=count, replace=False)
    owner = pick(rng, tuple(_OWNERS), tuple(_OWNERS.values()), count)
    owner[: 2 * len(_OWNERS)] = list(_OWNERS) * 2  # each has some, of whatever size the county is
    use = pick(rng, tuple(_USES), tuple(_USES.values()), count)
    town = geography.town_names[geography.address_town[address]]
    gross = np.round(np.exp(rng.normal(6.8, 0.9, count))).astype(np.int64)
    tenure = pick(rng, ("Freehold", "Leasehold"), (0.7, 0.3), count)
    vacant = rng.random(count) < 0.06
    columns: Columns = {
        "OrganisationLabel": owner,
        "UPRN": geography.uprn[address],
        "UniqueAssetId": numbered("B{:04d}", np.arange(1, count + 1)),
        "NameOfBuildingOrLand": _named(town, use),
        "Street": geography.address_line[address],
        "PostTown": town,
        "Postcode": geography.address_postcode[address],
        "GeoX": texts(map(str, at[address, 0].tolist())),
        "GeoY": texts(map(str, at[address, 1].tolist())),
        "TenureType": tenure,
        "TenureDetail": texts(
            "Vacant" if empty else "Occupied" if held == "Freehold" else held
            for empty, held in zip(vacant, tenure, strict=True)
        ),
        **_leases(rng, world, tenure == "Leasehold"),
        "Purpose": use,
        "ServicesOffered": texts(
            "" if empty else "; ".join(rng.choice(_SERVICES, size=number, replace=False))
            for number, empty in zip(rng.integers(1, 4, count).tolist(), vacant, strict=True)
        ),
        "SizeM2": gross,
        "TotalBuildingOperationCosts": np.round(gross * rng.uniform(60, 160, count)).astype(np.int64),
        "RequiredMaintenance": np.round(gross * rng.gamma(1.2, 60, count)).astype(np.int64),
        "FunctionalSuitability": pick(rng, "ABCD", (0.15, 0.45, 0.3, 0.1), count),
        "EnergyPerformanceRating": pick(rng, "ABCDEFG", (0.03, 0.1, 0.27, 0.3, 0.18, 0.08, 0.04), count),
        "OccupancyPercent": np.where(
            vacant, 0, np.round(100 * np.clip(rng.normal(0.6, 0.2, count), 0.05, 1.0))
        ).astype(np.int64),
    }
    _spoil(columns, owner)
    for organisation in _OWNERS:
        rows = np.flatnonzero(owner == organisation)
        headings = _HEALTH if organisation == "ambershire-health" else {}
        write(out / organisation, _of(columns, rows, headings), Style("csv"), rng)


def _named(town: Texts, use: Texts) -> Texts:
    """*Oldford Library*, and where there are more of a kind in a town, *Oldford Library 2*."""
    counted: dict[str, int] = {}
    names = []
    for words in map(" ".join, zip(town, use, strict=True)):
        counted[words] = number = counted.get(words, 0) + 1
        names.append(words if number == 1 else f"{words} {number}")
    return texts(names)


def _leases(rng: np.random.Generator, world: World, leased: np.ndarray) -> dict[str, Texts]:
    """From up to twenty years ago on, for five to thirty years: a few have ended."""
    begin = world.as_at - rng.integers(100, 20 * 365, len(leased)).astype("timedelta64[D]")
    end = begin + rng.integers(5 * 365, 30 * 365, len(leased)).astype("timedelta64[D]")
    return {
        name: np.where(leased, days.astype(str), "").astype(object)
        for name, days in (("LeaseStart", begin), ("LeaseEnd", end))
    }


def _spoil(columns: Columns, owner: Texts) -> None:
    """What registers get wrong: places exchanged, a lease that ends first, one owner too many."""
    council, district = (np.flatnonzero(owner == each) for each in ("ambershire-council", "oldford-district"))
    swapped, ended = council[0], council[1]
    east, north = columns["GeoX"], columns["GeoY"]
    east[swapped], north[swapped] = north[swapped], east[swapped]
    columns["TenureType"][ended] = "Leasehold"
    columns["LeaseStart"][ended], columns["LeaseEnd"][ended] = "2030-04-01", "2020-03-31"
    theirs, ours = district[0], council[-1]
    for name in ("UPRN", "Street", "PostTown", "Postcode", "GeoX", "GeoY"):
        columns[name][theirs] = columns[name][ours]
    columns["TenureType"][[theirs, ours]], columns["TenureDetail"][[theirs, ours]] = "Freehold", "Occupied"
    columns["LeaseStart"][[theirs, ours]] = columns["LeaseEnd"][[theirs, ours]] = ""


def _of(columns: Columns, rows: Ints, headings: Mapping[str, str]) -> Columns:
    return {headings.get(name, name): values[rows] for name, values in columns.items()}


def write_areas(rng: np.random.Generator, world: World, at: Ints, out: Path) -> None:
    """`areas.csv`: the county's small areas, where their homes have their middle, and who lives there."""
    geography = world.geography
    count = len(geography.area_codes)
    homes = np.bincount(geography.address_area, minlength=count)
    middle = [
        np.round(np.bincount(geography.address_area, at[:, each], count) / np.maximum(homes, 1))
        for each in range(2)
    ]
    address = world.people.address
    people = np.bincount(geography.address_area[address[address != NOWHERE]], minlength=count)
    poorest_first = np.argsort(np.argsort(-geography.deprivation))
    there = np.flatnonzero(homes)
    write(
        out / "areas",
        {
            "code": geography.area_codes[there],
            "easting": middle[0][there].astype(np.int64),
            "northing": middle[1][there].astype(np.int64),
            "people": people[there],
            "deprivation decile": (1 + poorest_first * 10 // count)[there],
        },
        Style("csv"),
        rng,
    )
