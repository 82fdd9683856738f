"""What is drawn, and how large its words are. Pure."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """`words` are what is written of it. What is withheld has no number, and its words say so."""

    number: float | None
    words: str

    @property
    def is_withheld(self) -> bool:
        return self.number is None


@dataclass(frozen=True)
class Text:
    """Words on one line, with where their baseline begins, or has its middle."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Size:
    """In pixels, as styles have them, with fonts of 16 and of 14.

    `letter` is how wide one is in the widest font that a reader may have, `line` how far lines are apart.
    """

    kind: str
    width: int
    letter: float
    line: int

    def length(self, words: str) -> int:
        return math.ceil(len(words) * self.letter)

    def lines(self, words: str, room: float, most: int) -> list[str]:
        """Words in so many lines at most, the last cut where there are more."""
        letters = max(1, int(room / self.letter))
        return textwrap.wrap(words, letters, max_lines=most, placeholder="…") or [""]


SIZES = (Size("wide", 580, 10.2, 20), Size("narrow", 330, 9.0, 18))


def described(values: Sequence[tuple[str, Value]]) -> str:
    """The most, the least and how many are withheld, for whoever hears the picture."""
    numbers = [(value.number, name, value.words) for name, value in values if value.number is not None]
    told = []
    if numbers:
        most = max(numbers, key=lambda each: each[0])
        least = min(numbers, key=lambda each: each[0])
        told = [f"The most: {most[1]}, {most[2]}.", f"The least: {least[1]}, {least[2]}."]
    if withheld := len(values) - len(numbers):
        told.append(f"Not shown: {withheld} of {len(values)}.")
    return " ".join(told)
