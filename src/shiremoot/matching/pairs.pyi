from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .records import Records, Weights

_Ints = npt.NDArray[np.int64]
_Codes = npt.NDArray[np.int32]
_Floats = npt.NDArray[np.float64]

class Rules:
    def __init__(
        self,
        groups: npt.NDArray[np.uint32],
        ways: Sequence[tuple[int, int]],
        orders: Sequence[_Codes],
        edges: Sequence[_Ints],
    ) -> None: ...

class Probes:
    def __init__(
        self,
        batch: _Ints,
        ranks: _Ints,
        state: npt.NDArray[np.uint8],
        orders: Sequence[_Codes],
        sides: Sequence[int],
        starts: _Ints,
        ends: _Ints,
    ) -> None: ...

def tally(records: Records, rules: Rules, *, every: int = 1) -> tuple[_Ints, _Ints]: ...
def score(
    records: Records, rules: Rules, weights: Weights, least: float, second_least: float
) -> tuple[int, _Codes, _Floats, _Ints]: ...
def tally_cross(records: Records, rows: _Ints) -> tuple[_Ints, _Ints]: ...
def score_probed(
    records: Records, probes: Probes, weights: Weights, least: float, second_least: float
) -> tuple[int, _Codes, _Floats, _Ints]: ...
def terms(records: Records, weights: Weights, rows: _Codes) -> tuple[_Ints, _Floats]: ...
def weigh(records: Records, weights: Weights, rows: _Codes, levels: _Ints) -> _Floats: ...
