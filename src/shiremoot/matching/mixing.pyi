import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

def expected(
    levels: npt.NDArray[np.int64], counts: Floats, told: Floats, shares: Floats, seen: Floats
) -> tuple[float, Floats]: ...
