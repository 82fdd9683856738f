from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Codes = npt.NDArray[np.int32]

class Known:
    def __init__(
        self,
        values: _Codes,
        letters: npt.NDArray[np.uint32],
        starts: npt.NDArray[np.int64],
        turned: _Codes,
        slips: int,
        tolerated: float,
        alone: bool,
    ) -> None: ...

def merge(pairs: _Codes, size: int, known: Sequence[Known]) -> tuple[_Codes, list[tuple[int, int, int]]]: ...
