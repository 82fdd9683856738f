"""Noise by how many people a cell counts and by its key: the same people always get the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .entropy import in_parts, maximum_entropy
from .keys import KEYS, Ints
from .rules import Rules


@dataclass(frozen=True)
class PerturbationTable:
    """`rows[count - first, cell key]`; counts beyond the last row go round the last `cycle` rows."""

    rows: npt.NDArray[np.int64]
    first: int
    cycle: int = 1

    @classmethod
    def of(cls, rules: Rules) -> PerturbationTable:
        """Our own: one row of maximum entropy for all counts from the minimum, as smaller ones are withheld.

        The noise of a key is the quantile at its middle. Over all keys its mean is exactly 0, and its
        variance that of the rules but for at most 1/128.
        """
        parts = in_parts(maximum_entropy(rules.noise, rules.variance), rules.variance, KEYS)
        row = np.repeat(np.arange(-rules.noise, rules.noise + 1), parts)
        return cls(row[None, :], rules.minimum)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[int, int, int]], cycle: int) -> PerturbationTable:
        """A table made elsewhere, as (count, cell key, noise); a count of 0 has no noise.

        That of the package cell-key-perturbation has counts to 750, of which it goes round the last 250.
        """
        counts, keys, noise = np.array(sorted(rows), np.int64).T
        first, last = counts[0], counts[-1]
        whole = np.array_equal(counts, np.repeat(np.arange(first, last + 1), KEYS))
        if not whole or not np.array_equal(keys, np.tile(np.arange(KEYS), last - first + 1)):
            raise ValueError("a table has one row for each count and key, with no gap")
        return cls(noise.reshape(-1, KEYS), int(first), cycle)

    def noise(self, counts: Ints, keys: Ints) -> Ints:
        """For cells of so many people with such keys."""
        if (counts < self.first).any():
            raise ValueError(f"there is no noise for fewer than {self.first} people")
        row = counts - self.first
        beyond = row - len(self.rows)
        row = np.where(beyond >= 0, len(self.rows) - self.cycle + beyond % self.cycle, row)
        found: Ints = self.rows[row, keys]
        return found
