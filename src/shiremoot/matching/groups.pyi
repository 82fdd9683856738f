import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

def ordered(keys: Keys, bits: int) -> tuple[npt.NDArray[np.int32], Keys]: ...
def sizes_of(keys: Keys) -> npt.NDArray[np.int64]: ...
def kept_blocks(
    order: npt.NDArray[np.int32], sizes: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_], records: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32], npt.NDArray[np.int64]]: ...
