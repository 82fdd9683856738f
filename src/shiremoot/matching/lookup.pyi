import numpy as np
import numpy.typing as npt

_Ints = npt.NDArray[np.int64]
_Codes = npt.NDArray[np.int32]
_Keys = npt.NDArray[np.uint64]
_Letters = npt.NDArray[np.uint32]
_Bytes = npt.NDArray[np.uint8]

def hashes(letters: _Letters, starts: _Ints) -> _Keys: ...
def keys(codes: _Codes, rows: _Ints, columns: _Ints) -> _Keys: ...
def ranges(known: _Keys, wanted: _Keys) -> tuple[_Ints, _Ints]: ...
def find(
    known: _Keys,
    places: _Codes,
    entries: npt.NDArray[np.void],
    all_letters: _Letters,
    wanted: _Keys,
    letters: _Letters,
    starts: _Ints,
) -> _Codes: ...
def positions(
    offsets: _Codes, text: _Bytes, wanted_offsets: _Codes, wanted: _Bytes
) -> tuple[_Ints, npt.NDArray[np.bool_]]: ...
