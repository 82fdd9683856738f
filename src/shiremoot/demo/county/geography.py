"""Towns, wards, small areas, streets and addresses that exist nowhere."""

from dataclasses import dataclass

import numpy as np

from .arrays import Floats, Ints, Texts, numbered, texts
from .words import words

_WARDS = 70
_AREAS = 370
_HOMES_PER_STREET = 40
# Royal Mail has never issued these two areas.
_POSTCODE_AREAS = ("XK", "QV")
_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_UNITS = 10 * len(_UNIT_LETTERS) ** 2
_ADDRESSES_PER_POSTCODE = 14
# A block of property numbers that nobody was given.
_UPRN_PATTERN = "9999{:08d}"


@dataclass(frozen=True)
class Geography:
    """Every column is by number: towns, wards of towns, areas of wards, addresses of areas."""

    town_names: Texts
    ward_names: Texts
    ward_codes: Texts
    ward_town: Ints
    area_codes: Texts
    area_ward: Ints
    deprivation: Floats  # by area; 0 in the middle, above it poorer
    address_area: Ints
    address_line: Texts
    address_postcode: Texts
    uprn: Texts
    east: Floats  # by address, km from the county's corner
    north: Floats

    @property
    def address_town(self) -> Ints:
        return self.ward_town[self.area_ward[self.address_area]]


def town_districts() -> Texts:
    """The district of each town."""
    of_town = {town: name for name, towns in words().places["districts"].items() for town in towns.split()}
    return texts(of_town[town] for town in words().places["towns"])


def make_geography(rng: np.random.Generator, addresses: int) -> Geography:
    """A county with room for so many addresses."""
    towns = words().places["towns"]
    shares = np.array([town[0] for town in towns.values()], dtype=float)
    ward_town = _spread(_WARDS, shares)
    area_ward = _spread(_AREAS, np.ones(_WARDS))
    deprivation = rng.normal(0, 0.6, _WARDS)[area_ward] + rng.normal(0, 0.6, _AREAS)
    area_share = (shares / np.bincount(ward_town))[ward_town[area_ward]] * rng.uniform(0.8, 1.2, _AREAS)
    area_share /= np.bincount(area_ward)[area_ward]
    address_area = np.sort(rng.choice(_AREAS, size=addresses, p=area_share / area_share.sum()))
    line, postcode = _streets(rng, address_area, area_ward)
    centre = np.array([town[1:] for town in towns.values()], dtype=float)
    spread = np.sqrt(shares / shares.max()) * 4
    middle = centre[ward_town[area_ward]] + rng.normal(0, 1, (_AREAS, 2)) * spread[ward_town[area_ward], None]
    place = middle[address_area] + rng.normal(0, 0.25, (addresses, 2))
    return Geography(
        town_names=texts(towns),
        ward_names=_ward_names(ward_town, list(towns)),
        ward_codes=numbered("X05{:06d}", np.arange(1, _WARDS + 1)),
        ward_town=ward_town,
        area_codes=numbered("X01{:06d}", np.arange(1, _AREAS + 1)),
        area_ward=area_ward,
        deprivation=deprivation,
        address_area=address_area,
        address_line=line,
        address_postcode=postcode,
        uprn=numbered(_UPRN_PATTERN, rng.choice(10**8, size=addresses, replace=False)),
        east=np.round(place[:, 0], 3),
        north=np.round(place[:, 1], 3),
    )


def _spread(parts: int, shares: Floats) -> Ints:
    """Number `parts` things out over owners by share, at least one each."""
    extra = np.floor(shares / shares.sum() * (parts - len(shares))).astype(np.int64)
    counts = 1 + extra
    counts[: parts - counts.sum()] += 1
    return np.repeat(np.arange(len(shares)), counts)


def _ward_names(ward_town: Ints, towns: list[str]) -> Texts:
    names = words().places["wards"].split()
    within = np.arange(len(ward_town)) - np.searchsorted(ward_town, ward_town)
    return texts(f"{towns[town]} {names[number]}" for town, number in zip(ward_town, within, strict=True))


def _streets(rng: np.random.Generator, address_area: Ints, area_ward: Ints) -> tuple[Texts, Texts]:
    """Address lines and postcodes: a street lies in one area, a postcode holds neighbours."""
    size = len(address_area)
    per_area = max(1, size // (_AREAS * _HOMES_PER_STREET))
    street = np.sort(address_area * per_area + rng.integers(0, per_area, size))
    first_of_street = np.searchsorted(street, street)
    house_number = np.arange(size) - first_of_street + 1
    names = [
        f"{a} {b}" for a in words().places["streets"].split() for b in words().places["suffixes"].split()
    ]
    street_name = texts(names)[rng.integers(0, len(names), int(street.max()) + 1)]
    line = texts(
        f"{number} {name}" for number, name in zip(house_number.tolist(), street_name[street], strict=True)
    )
    block = street * 1000 + house_number // _ADDRESSES_PER_POSTCODE
    return line, _postcodes(rng, block, area_ward[address_area])


def _postcodes(rng: np.random.Generator, block: Ints, ward: Ints) -> Texts:
    """One postcode for each block of neighbours; a district for every two wards."""
    blocks, first, of_block = np.unique(block, return_index=True, return_inverse=True)
    district = ward[first] // 2
    within = np.arange(len(blocks)) - np.searchsorted(district, district)
    order = rng.permutation(_UNITS)
    codes = [
        _postcode(int(d), int(order[w])) for d, w in zip(district.tolist(), within.tolist(), strict=True)
    ]
    return texts(codes)[of_block]


def _postcode(district: int, unit: int) -> str:
    area = _POSTCODE_AREAS[district % 2]
    sector, letters = divmod(unit, len(_UNIT_LETTERS) ** 2)
    first, second = divmod(letters, len(_UNIT_LETTERS))
    return f"{area}{district // 2 + 1} {sector}{_UNIT_LETTERS[first]}{_UNIT_LETTERS[second]}"
