import numpy as np
import numpy.typing as npt

_Codes = npt.NDArray[np.int32]

class Barrier: ...

class Known(Barrier):
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

class Single(Barrier):
    def __init__(self, values: _Codes) -> None: ...

class Apart(Barrier):
    def __init__(self, pairs: _Codes, size: int) -> None: ...

def merge(
    pairs: _Codes, size: int, barriers: list[Barrier], *, decided: int = 0
) -> tuple[_Codes, list[tuple[int, int]]]: ...
