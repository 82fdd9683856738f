"""Which fields each person is compared on in one search."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Apart:
    """People, by their numbers in the search index, who are compared on other fields than the rest.

    Without any field they are as if they were not there: they count nowhere.
    """

    persons: np.ndarray
    sources: frozenset[str]


class Comparing:
    """The fields ("<dataset>.<table>.<field>") that everybody is compared on, but for those apart."""

    def __init__(self, people: int, sources: frozenset[str], apart: Sequence[Apart] = ()) -> None:
        self.places = people
        self.people = people - sum(len(each.persons) for each in apart if not each.sources)
        """How many there are, as far as this search may tell."""
        self.sources = (sources, *(each.sources for each in apart))
        self._group = np.zeros(people if apart else 0, np.uint16)
        for number, each in enumerate(apart, start=1):
            self._group[each.persons] = number

    def of(self, person: int) -> frozenset[str]:
        """What this person is compared on."""
        return self.sources[self._group[person] if len(self._group) else 0]

    def keep(self, persons: np.ndarray, sets: np.ndarray, allowed: Sequence[np.ndarray]) -> np.ndarray:
        """Where a person may be matched by a set of fields; `allowed`: for each of `sources`, which sets."""
        if not len(self._group):
            everybody: np.ndarray = allowed[0][sets]
            return everybody
        kept = np.zeros(len(persons), bool)
        groups = self._group[persons]
        for group in np.unique(groups).tolist():
            inside = groups == group
            kept[inside] = allowed[group][sets[inside]]
        return kept
