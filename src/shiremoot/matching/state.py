"""What has come and gone since the main files of a standing linkage, in a folder of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .ways import Sizes

Rows = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_STATE, _ARRAYS = "state.json", "state.npz"


@dataclass(frozen=True)
class Told:
    """What the state says in words: ids and texts (by family of values) that came, the names of sources, what
    was decided, which sources are single, the reasons of refusals, how many pairs were compared last.
    """

    ids: list[str]
    texts: dict[str, list[str]]
    source_names: list[str]
    together: list[tuple[str, str]]
    apart: list[tuple[str, str]]
    single: list[str]
    reasons: list[str]
    compared: int


@dataclass(frozen=True)
class State:
    """What has come and gone since the main files, and what people are now, in numbers of rows and pairs.

    `codes` and `sources` are those of the rows that came. `dead` rows are no more; `gone` pairs of the main
    files neither, those of dead rows among them; `rows` and `weights` are pairs that came. `labels` has of
    each row its cluster, named by a row. `sizes` has the blocks of each rule.
    """

    told: Told
    codes: Rows
    sources: Rows
    dead: Ints
    gone: Ints
    rows: Rows
    weights: Floats
    labels: Rows
    refused: Rows
    contradictions: Rows
    sizes: list[Sizes]


def write_state(folder: Path, state: State) -> None:
    """The words last: without them there is no state."""
    folder.mkdir()
    arrays: dict[str, Any] = {
        name: value for name, value in vars(state).items() if isinstance(value, np.ndarray)
    }
    for at, sizes in enumerate(state.sizes):
        arrays |= {f"pairs-{at}": sizes.pairs, f"blocks-{at}": sizes.blocks}
    np.savez(folder / _ARRAYS, **arrays)
    (folder / _STATE).write_text(json.dumps(vars(state.told)) + "\n", encoding="utf-8")


def read_state(folder: Path, rules: int) -> State:
    told = json.loads((folder / _STATE).read_text(encoding="utf-8"))
    for name in ("together", "apart"):
        told[name] = [tuple(pair) for pair in told[name]]
    with np.load(folder / _ARRAYS) as file:
        arrays = dict(file.items())
    sizes = [Sizes(arrays.pop(f"pairs-{at}"), arrays.pop(f"blocks-{at}")) for at in range(rules)]
    return State(told=Told(**told), sizes=sizes, **arrays)
