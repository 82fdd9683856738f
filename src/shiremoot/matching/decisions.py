"""What somebody has decided about records, which no weight changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Decisions:
    """Pairs of record ids that are of one person, and pairs that are not.

    Where they contradict each other, directly or through others, those that hold apart win: a wrong link
    shows somebody else's child.
    """

    together: Sequence[tuple[str, str]] = ()
    apart: Sequence[tuple[str, str]] = ()


NONE = Decisions()


def rows_of(pairs: Sequence[tuple[str, str]], ids: pa.Array) -> Rows:
    """The pairs as places in `ids`, the lower first, each once, rising; without those of other records."""
    sides = [pc.index_in(pa.array([pair[at] for pair in pairs], ids.type), ids) for at in (0, 1)]
    places = np.stack([side.fill_null(-1).to_numpy() for side in sides], axis=1)
    places = np.sort(places[(places >= 0).all(axis=1) & (places[:, 0] != places[:, 1])], axis=1)
    return np.unique(places, axis=0).astype(np.int32).reshape(-1, 2)
