"""How often values occur, by which a model tells rare ones from common ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .columns import Column

Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Frequencies:
    """Of one column: how many records have a value, and how many have each `value` that two have at least.

    Every other value counts as one that a single record has. Kept with a model, so that it weighs other
    records by what was common among those that it was learned from. The values are personal data.
    """

    known: int
    values: pa.Array
    counts: Counts

    @classmethod
    def of(cls, column: Column) -> Frequencies:
        counts = column.counts()
        common = counts > 1
        return cls(int(counts.sum()), column.values.filter(pa.array(common)), counts[common])

    def shares(self, values: pa.Array) -> Shares:
        """How large a share of the known ones had each of these values, in bits."""
        places = pc.index_in(values, self.values).fill_null(-1).to_numpy(zero_copy_only=False)
        shares: Shares = np.log2(np.append(self.counts, 1)[places] / max(self.known, 1))
        return shares

    @property
    def rarest(self) -> float:
        """The same for a value that is not known."""
        return -math.log2(max(self.known, 1))

    def as_dict(self) -> dict[str, int]:
        return dict(sorted(zip(self.values.to_pylist(), self.counts.tolist(), strict=True)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frequencies):
            return NotImplemented
        return (self.known, self.as_dict()) == (other.known, other.as_dict())
