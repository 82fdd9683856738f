"""Use cases: load a new gazetteer, new wards or new small areas, and switch to them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shiremoot import pointer
from shiremoot.alone import alone
from shiremoot.gazetteer import area_file, areas, store, ward_file, wards
from shiremoot.gazetteer.file import read
from shiremoot.home import Home


@dataclass(frozen=True)
class Loaded:
    load_id: str
    addresses: int
    towns: int

    def __str__(self) -> str:
        return f"{self.addresses:,} addresses in {self.towns:,} towns"


@dataclass(frozen=True)
class LoadedWards:
    load_id: str
    wards: int
    districts: int

    def __str__(self) -> str:
        return f"{self.wards:,} wards in {self.districts:,} districts"


@dataclass(frozen=True)
class LoadedAreas:
    load_id: str
    areas: int
    people: int

    def __str__(self) -> str:
        return f"{self.areas:,} small areas with {self.people:,} people"


def load(home: Home, content: bytes, *, at: datetime) -> Loaded:
    """Make these addresses the county's gazetteer: all of them or none. Raises UserError for faults."""
    addresses = read(content)
    load_id = _switched(
        home.gazetteer, "load of a gazetteer", lambda folder: store.build(folder / store.STORE, addresses), at
    )
    return Loaded(load_id, len(addresses), len({each.town for each in addresses} - {""}))


def load_wards(home: Home, content: bytes, *, at: datetime) -> LoadedWards:
    """Make these the county's wards: all of them or none. Raises UserError for faults."""
    found = ward_file.read(content)
    load_id = _switched(
        home.wards, "load of wards", lambda folder: wards.build(folder / wards.STORE, found), at
    )
    return LoadedWards(load_id, len(found), len({each.district for each in found}))


def load_areas(home: Home, content: bytes, *, at: datetime) -> LoadedAreas:
    """Make these the county's small areas: all of them or none. Raises UserError for faults."""
    found = area_file.read(content)
    load_id = _switched(
        home.areas, "load of areas", lambda folder: areas.build(folder / areas.STORE, found), at
    )
    return LoadedAreas(load_id, len(found), sum(each.people for each in found))


def _switched(parent: Path, what: str, build: Callable[[Path], None], at: datetime) -> str:
    """Build a new folder beside those before it, alone, and switch to it; its name."""
    with alone(parent, what):
        load_id = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        with pointer.whole_folder(parent, load_id) as folder:
            build(folder)
        pointer.switch(parent, load_id)
    return load_id
