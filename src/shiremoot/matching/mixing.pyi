import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

def members_of(levels: Ints, counts: Floats, told: Floats, shares: Floats) -> Floats: ...
def completed(
    levels: Ints,
    counts: Floats,
    lets: Flags,
    hides: Flags,
    first: Ints,
    shown: Floats,
    shares: Floats,
    whole: Floats,
) -> tuple[float, Floats]: ...
