"""Noise of which nothing is known but its bound, mean 0 and variance: the distribution of maximum entropy.

E. T. Jaynes, Phys. Rev. 106 (1957); for tables of counts S. Giessing, Joint UNECE/Eurostat Work Session on
Statistical Data Confidentiality (2016). With these constraints p(j) is proportional to exp(-b j²).
"""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROUNDS, _SETTLED = 100, 1e-12


def maximum_entropy(bound: int, variance: float) -> Floats:
    """The probability of each whole number from `-bound` to `bound`; even odds have a larger variance."""
    squares = np.arange(-bound, bound + 1.0) ** 2
    rate = 0.0
    for _ in range(_ROUNDS):
        weights = np.exp(-rate * squares)
        shares: Floats = weights / weights.sum()
        excess = float(shares @ squares) - variance
        if abs(excess) < _SETTLED:
            return shares
        # Newton's step: the slope of the variance in the rate is the variance of the squares, downwards.
        # It is convex there, so that from even odds the steps never go too far.
        rate += excess / float(shares @ squares**2 - (shares @ squares) ** 2)
    raise ValueError(f"no noise within {bound} has a variance of {variance}")


def in_parts(shares: Floats, variance: float, parts: int) -> Ints:
    """A symmetric distribution in whole parts of `parts`: symmetric still, so that its mean stays exactly 0.

    Of all that round each probability but the middle one to a whole part or one beside it, those nearest to
    the variance, and of these the nearest to the probabilities.
    """
    middle = len(shares) // 2
    wanted = shares[:middle] * parts
    sides = np.rint(wanted) + np.array(list(product((-1, 0, 1), repeat=middle)))
    sides = sides[(sides >= 0).all(axis=1) & (2 * sides.sum(axis=1) <= parts)]
    squares = np.arange(middle, 0, -1.0) ** 2
    off = np.abs(2 * sides @ squares - variance * parts)
    best = np.lexsort((((sides - wanted) ** 2).sum(axis=1), off))[0]
    side = sides[best].astype(np.int64)
    return np.concatenate([side, [parts - 2 * side.sum()], side[::-1]])
