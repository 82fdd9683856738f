"""Numbers sorted into a few classes, for the shades of a map. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_CLASSES = 5


class Cut(StrEnum):
    """Classes that hold about as many numbers each, or that are each as wide."""

    QUANTILE = "quantile"
    EQUAL = "equal"


@dataclass(frozen=True)
class Class:
    """Whole numbers from `low` to `high`, both included, with the fractions above each."""

    low: int
    high: int

    def holds(self, number: float) -> bool:
        return self.low <= math.floor(number) <= self.high

    @property
    def words(self) -> str:
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


def classes(numbers: Sequence[float], cut: Cut = Cut.QUANTILE) -> list[Class]:
    """At most five, one after the other from the least number to the most; equal numbers share a class."""
    whole = sorted(map(math.floor, numbers))
    if not whole:
        return []
    least, most = whole[0], whole[-1]
    if cut is Cut.QUANTILE:
        lows = {whole[number * len(whole) // MOST_CLASSES] for number in range(MOST_CLASSES)}
    else:
        lows = {least + number * (most - least + 1) // MOST_CLASSES for number in range(MOST_CLASSES)}
    begins = sorted(lows)
    return [Class(low, after - 1) for low, after in zip(begins, [*begins[1:], most + 1], strict=True)]
