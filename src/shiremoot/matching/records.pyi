from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Ints = npt.NDArray[np.int64]
_Codes = npt.NDArray[np.int32]
_Floats = npt.NDArray[np.float64]
_Step = tuple[int, int, int, int, int, float, int, int]

_Entries = npt.NDArray[np.void]

OPERATIONS: tuple[str, ...]
ENTRY: np.dtype[np.void]

def entries(letters: npt.NDArray[np.uint32], starts: _Ints, *, start: int = 0) -> _Entries: ...

class Records:
    def __init__(
        self,
        codes: _Codes,
        letters: npt.NDArray[np.uint32],
        entries: _Entries,
        bases: _Ints,
        lists: _Codes,
        list_starts: _Ints,
        list_bases: _Ints,
        steps: Sequence[Sequence[_Step]],
        sizes: Sequence[int],
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
