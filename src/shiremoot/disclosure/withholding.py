"""Which cells are withheld for what they count: small ones, zeros, and areas that are nearly all small."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .keys import Ints
from .rules import Rules
from .tabulation import Tabulation

Flags = npt.NDArray[np.bool_]


def certainly_empty(asked: Tabulation) -> Flags:
    """Cells whose zero tells nothing of anybody: nobody can be in them, and nobody is."""
    if asked.empty is None:
        return np.zeros(asked.cells, bool)
    nobody: Flags = asked.empty & (np.bincount(asked.cell, asked.count, asked.cells) == 0)
    return nobody


def sparse(asked: Tabulation, people: Ints, rules: Rules) -> Flags:
    """The cells of areas where more than the share that the rules let are under the minimum.

    A zero is under it as well, if somebody could be there: were zeros left aside, the first person in a cell
    could make a whole area go. A question by area alone has no cells to compare.
    """
    if asked.area is None or len(asked.shape) == 1:
        return np.zeros(asked.cells, bool)
    area = np.indices(asked.shape)[asked.area].ravel()
    possible = ~certainly_empty(asked)
    small = np.bincount(area, possible & (people < rules.minimum))
    cells = np.bincount(area, possible)
    found: Flags = (small > rules.sparse * cells)[area]
    return found
