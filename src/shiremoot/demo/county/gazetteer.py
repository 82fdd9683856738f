"""The list of all addresses, as a county's land and property gazetteer gives it."""

from pathlib import Path

import numpy as np

from .arrays import Ints
from .geography import Geography
from .plan import ground_plan
from .writing import Style, write


def write_gazetteer(rng: np.random.Generator, geography: Geography, out: Path) -> Ints:
    """`gazetteer.csv`: whoever lives there or not, each address once. Returns easting and northing."""
    easting, northing = ground_plan(rng, geography)
    write(
        out / "gazetteer",
        {
            "uprn": geography.uprn,
            "address": geography.address_line,
            "town": geography.town_names[geography.address_town],
            "postcode": geography.address_postcode,
            "easting": easting,
            "northing": northing,
        },
        Style("csv"),
        rng,
    )
    return np.stack([easting, northing], axis=1)
