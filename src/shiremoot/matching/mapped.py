"""Arrays in files that are mapped instead of read, with room for what comes later.

What is written into a mapped array stays with the process; the file stays as it was, so that any number of
processes share it.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_LEAST_ROOM, _ROOM = 1_000, 8


class RoomUsed(Exception):
    """More came than there is room for: the files have to be written anew."""


def room_for(rows: int) -> int:
    """For how many records there is room beside so many."""
    return max(_LEAST_ROOM, rows // _ROOM)


def write(file: Path, array: npt.NDArray[Any], room: int = 0, *, fill: float = 0) -> None:
    """The array with so many rows more; room filled with 0 takes no space on most file systems."""
    shape = (len(array) + room, *array.shape[1:])
    if not shape[0]:
        np.save(file, array)
        return
    whole = np.lib.format.open_memmap(file, "w+", array.dtype, shape)
    whole[: len(array)] = array
    if fill:
        whole[len(array) :] = fill


def mapped(file: Path) -> npt.NDArray[Any]:
    # An empty array cannot be mapped; what is as small as its header need not be
    array = np.load(file, mmap_mode="c") if file.stat().st_size > 256 else np.load(file)
    return np.asarray(array)
