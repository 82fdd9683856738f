"""What every kind of file becomes: batches of text cells with the line each row began on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

BATCH_ROWS = 10_000


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be put into columns at all."""

    line: int
    fault: str
    reason: str
    cells: Sequence[str]


@dataclass
class Batch:
    lines: list[int]
    columns: Sequence[Sequence[str | None]]
    """One per heading, each as long as `lines`."""
    done: int
    """How much of the source has been read, out of its `size`."""
    refused: list[RefusedRow] = field(default_factory=list)


class Source(Protocol):
    """A delivered file, opened: headings known, rows not read yet."""

    path: Path
    headings: tuple[str, ...]
    size: int
    """What `done` of the last batch reaches; bytes for text files."""
    native_dates: bool
    """Dates were dates in the file, not text in somebody's style; their cells are ISO text."""

    def batches(self) -> Iterator[Batch]:
        """Every row, in order. Raises UserError when the file is damaged."""
        ...


def fold(heading: str) -> str:
    """Headings are the same when only case and spaces differ."""
    return " ".join(heading.replace("\ufeff", "").split()).casefold()
