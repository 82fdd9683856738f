"""The OR-Library's networks, in which p of the places are to be chosen (Beasley, 1985), and their optima."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shiremoot.methods.hubs.estate import Estate

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "pmedian"


@dataclass(frozen=True)
class Network:
    name: str
    choose: int
    optimum: float
    estate: Estate


def network(number: int) -> Network:
    """Everyone lives at a place, and each place may be chosen. Of a road given twice the last one holds."""
    lines = (FOLDER / "pmedopt.txt").read_text(encoding="utf-8").splitlines()[1:]
    optima = dict(line.split() for line in lines if line.strip())
    words = [int(word) for word in (FOLDER / f"pmed{number}.txt").read_text(encoding="utf-8").split()]
    places, _, choose = words[:3]
    ways = np.full((places, places), np.inf)
    for begin in range(3, len(words) - 2, 3):
        one, other, length = words[begin : begin + 3]
        ways[one - 1, other - 1] = ways[other - 1, one - 1] = length
    np.fill_diagonal(ways, 0)
    for over in range(places):
        np.minimum(ways, ways[:, over, None] + ways[over], out=ways)
    names = tuple(str(place) for place in range(1, places + 1))
    return Network(
        f"pmed{number}", choose, float(optima[f"pmed{number}"]), Estate(names, np.ones(places), ways)
    )
