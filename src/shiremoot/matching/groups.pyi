import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

def ordered(keys: Keys, bits: int) -> tuple[npt.NDArray[np.int32], Keys]: ...
