"""Where the pairs of a run stand among its records. Pure."""

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from shiremoot.matching import Linked

Ints = npt.NDArray[np.int64]


def rows_of_pairs(linked: Linked) -> Ints:
    """The two records (columns) of each pair (row), as rows of `linked.clusters`."""
    ids = linked.clusters["record_id"].combine_chunks()
    sides = (pc.index_in(linked.pairs[name].combine_chunks(), ids) for name in ("record_l", "record_r"))
    return np.stack([side.to_numpy() for side in sides], axis=1).astype(np.int64)


def clusters_of_pairs(linked: Linked) -> Ints:
    """The clusters of the two records (columns) of each pair (row)."""
    found: Ints = linked.clusters["cluster"].to_numpy()[rows_of_pairs(linked)]
    return found
