from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Ints = npt.NDArray[np.int64]
_Codes = npt.NDArray[np.int32]
_Floats = npt.NDArray[np.float64]
_Step = tuple[int, int, int, int, int, float, int, int]

OPERATIONS: tuple[str, ...]

class Records:
    def __init__(
        self,
        codes: _Codes,
        letters: npt.NDArray[np.uint32],
        starts: _Ints,
        bases: _Ints,
        lists: _Codes,
        list_starts: _Ints,
        list_bases: _Ints,
        steps: Sequence[Sequence[_Step]],
        sizes: Sequence[int],
    ) -> None: ...

class Rules:
    def __init__(
        self,
        groups: npt.NDArray[np.uint32],
        ways: Sequence[tuple[int, int]],
        orders: Sequence[_Codes],
        edges: Sequence[_Ints],
    ) -> None: ...

class Weights:
    def __init__(
        self,
        bits: _Floats,
        prior: _Floats,
        first: _Codes,
        column: _Codes,
        common: _Floats,
        scale: _Floats,
        floor: _Floats,
        applies: _Floats,
        rarity: _Floats,
        rarity_bases: _Ints,
    ) -> None: ...

def tally(records: Records, rules: Rules, *, every: int = 1) -> tuple[_Ints, _Ints]: ...
def score(
    records: Records, rules: Rules, weights: Weights, least: float, second_least: float
) -> tuple[int, _Codes, _Floats, _Ints]: ...
def tally_cross(records: Records, rows: _Ints) -> tuple[_Ints, _Ints]: ...
def ordered(keys: npt.NDArray[np.uint64], bits: int) -> _Codes: ...
def components(rows: _Codes, count: int) -> _Codes: ...
