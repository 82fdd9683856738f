import numpy as np
import numpy.typing as npt

def ordered(keys: npt.NDArray[np.uint64], bits: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64]]: ...
