"""What a project's outputs are protected by: the parameters of the method."""

from __future__ import annotations

from dataclasses import dataclass

VERSION = "1"
"""Of the method; another stands on every output once the same people may be answered otherwise."""

_LEAST_MINIMUM, _LEAST_LEFT, _MOST_NOISE = 10, 5, 10


@dataclass(frozen=True, slots=True)
class Rules:
    """`minimum` is the one number of people below which nothing is told: it is the smallest cell, the least
    that a condition or breakdown must leave out to be applied, and the least by which two cells that are
    answered each for itself differ.

    Noise is at most `noise` either way with `variance`; an area is withheld where more than `sparse` of
    its cells are under the minimum.
    """

    minimum: int = 10
    noise: int = 5
    variance: float = 3.0
    rounding: int = 5
    sparse: float = 0.5

    def __post_init__(self) -> None:
        if self.minimum < _LEAST_MINIMUM:
            raise ValueError(f"the minimum is at least {_LEAST_MINIMUM}")
        if self.rounding < 1 or self.minimum % self.rounding:
            raise ValueError("the minimum is a multiple of what is rounded to")
        if not 2 <= self.noise <= min(_MOST_NOISE, self.minimum - _LEAST_LEFT):
            raise ValueError(f"noise is 2 to {_MOST_NOISE} and leaves {_LEAST_LEFT} of the minimum")
        if not 0.5 <= self.variance < self.noise * (self.noise + 1) / 3:
            raise ValueError("the variance is at least 0.5 and below that of even odds")
        if not 0 < self.sparse < 1:
            raise ValueError("the sparse share is between 0 and 1")
