"""The release history of a project, kept: of each cell how many people, their signature, and what was shown.

Who they are, as pseudonyms, is in one file for each release, of which the few parts are read that a new cell
may be near to.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from shiremoot.disclosure.answers import Answer, Withheld
from shiremoot.disclosure.history import ReleasedCell
from shiremoot.disclosure.keys import BUCKETS, Pseudonyms

_CELL = np.dtype([("size", "<i8"), ("shown", "<i8"), ("own", "?"), ("signature", "<i4", (BUCKETS,))])
_WITHHELD = {Withheld.FEW: -1, Withheld.SPARSE: -2}
_WORDS = {number: withheld for withheld, number in _WITHHELD.items()}


def packed(cells: Sequence[ReleasedCell]) -> bytes:
    """What is kept of cells beside their people."""
    rows = [(each.size, _number(each.shown), each.own, each.signature) for each in cells]
    return np.array(rows, _CELL).tobytes()


def write_people(cells: Iterable[ReleasedCell], file: Path) -> None:
    """The people of each cell, one cell after another."""
    with file.open("wb") as opened:
        for each in cells:
            each.members().astype("<u8").tofile(opened)


def unpacked(kept: bytes, publish_id: str, file: Path) -> list[ReleasedCell]:
    """The cells of a release again."""
    rows = np.frombuffer(kept, _CELL)
    starts = [0, *accumulate(rows["size"].tolist())]
    return [
        ReleasedCell(
            publish=publish_id,
            size=int(row["size"]),
            signature=row["signature"],
            shown=_answer(int(row["shown"])),
            own=bool(row["own"]),
            members=_reader(file, starts[number], int(row["size"])),
        )
        for number, row in enumerate(rows)
    ]


def _reader(file: Path, start: int, size: int) -> Callable[[], Pseudonyms]:
    return lambda: np.fromfile(file, "<u8", count=size, offset=start * 8)


def _number(answer: Answer) -> int:
    return _WITHHELD[answer] if isinstance(answer, Withheld) else answer


def _answer(number: int) -> Answer:
    return _WORDS.get(number, number)
