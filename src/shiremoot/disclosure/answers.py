"""What a cell shows, and in what words it is withheld."""

from __future__ import annotations

from enum import StrEnum


class Withheld(StrEnum):
    """Why a cell shows nothing. None of a group, few of it and a cell that must not be told from such a one
    are one reason: apart they would say which it is.
    """

    FEW = "few"
    SPARSE = "sparse"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {Withheld.FEW: "withheld", Withheld.SPARSE: "withheld with its area"}

Answer = int | Withheld
