"""Counts of a question, as disclosure control asks for them: tabulations, and who is in a cell.

A question by service or month is one tabulation for each service or month, in which to be in it is one
condition more: there, not to be counted is what everybody else is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import duckdb
import numpy as np

from shiremoot.disclosure.guard import Counted
from shiremoot.disclosure.keys import Ints, Pseudonyms
from shiremoot.disclosure.tabulation import Tabulation
from shiremoot.singleview.analysis import compiling
from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.question import Breakdown, Question, Then, to_plain

_PERSON = 32
"""Bits of a person's number."""


@dataclass(frozen=True)
class Counting:
    """One question over what was prepared for its project."""

    cursor: duckdb.DuckDBPyConnection
    question: Question
    place: Place

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Levels of the breakdowns of which everybody has one."""
        return self._shape(of_person=True)

    @cached_property
    def parts(self) -> tuple[int, ...]:
        """Levels of the breakdowns of which somebody may have several or none."""
        return self._shape(of_person=False)

    def _shape(self, *, of_person: bool) -> tuple[int, ...]:
        sizes = zip(self.question.breakdowns, self.place.shape(self.question), strict=True)
        return tuple(size for each, size in sizes if each.is_of_person == of_person)

    def tabulation(self, part: int | None) -> Tabulation:
        """Of everybody, or of those in a part: then the last condition is to be in it."""
        if part is None:
            return self._tabulation(self._everybody, len(self.question.conditions))
        inside = self._by_part[:, self._by_part[0] == part][1:]
        return self._tabulation(
            _with_part(self._everybody, inside, 1 << len(self.question.conditions)),
            len(self.question.conditions) + 1,
        )

    def _tabulation(self, rows: Ints, conditions: int) -> Tabulation:
        cell, mask, count, keys = rows
        person = [each for each in self.question.breakdowns if each.is_of_person]
        areas = [each for each in (Breakdown.WARD, Breakdown.DISTRICT) if each in person]
        return Tabulation(
            shape=self.shape,
            conditions=conditions,
            cell=cell,
            mask=self._ordered[mask],
            count=count,
            key_sum=keys,
            area=person.index(areas[0]) if areas else None,
            empty=self.nowhere,
        )

    @cached_property
    def nowhere(self) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
        """Cells of a ward in a district that it does not lie in; None where no question asks for both."""
        person = [each for each in self.question.breakdowns if each.is_of_person]
        if not {Breakdown.WARD, Breakdown.DISTRICT} <= set(person):
            return None
        levels = np.indices(self.shape)
        ward, district = (levels[person.index(each)].ravel() for each in (Breakdown.WARD, Breakdown.DISTRICT))
        found: np.ndarray[Any, np.dtype[np.bool_]] = np.asarray(self.place.district_of_ward)[ward] != district
        return found

    def members(self, part: int | None, counted: Counted, cells: Ints) -> Sequence[Pseudonyms]:
        """Who is counted in each of these cells of a tabulation."""
        asked = len(self.question.conditions)
        kept = self._asked[counted.conditions & ((1 << asked) - 1)]
        inside = (counted.conditions >> asked & 1 == 1) & (part is not None)
        found: list[Pseudonyms] = []
        for cell in cells.tolist():
            if not counted.people[cell]:
                found.append(np.empty(0, np.uint64))
                continue
            rows = self._people(int(kept[cell]), bool(inside[cell]))
            found.append(rows.of(part or 0 if inside[cell] else 0, cell, counted.dimensions[cell]))
        return found

    def _people(self, kept: int, in_parts: bool) -> "_Rows":
        """Those who meet some of the conditions; asked for once."""
        if (kept, in_parts) not in self._known:
            sql = compiling.members(self.question, self.place, kept=kept, in_parts=in_parts)
            self._known[kept, in_parts] = _Rows(self._arrays(sql), self._pseudonyms, self.shape)
        return self._known[kept, in_parts]

    @cached_property
    def _pseudonyms(self) -> Pseudonyms:
        """Everybody's, by their number: in ascending order."""
        no, pseudonym = self._arrays("SELECT no, pseudonym FROM person")
        found = np.empty(len(no), np.uint64)
        found[no] = pseudonym
        return found

    @cached_property
    def _known(self) -> dict[tuple[int, bool], "_Rows"]:
        return {}

    @cached_property
    def _everybody(self) -> Ints:
        """cell, mask, people, keys."""
        return np.array(self._arrays(compiling.everybody(self.question, self.place)), np.int64)

    @cached_property
    def _by_part(self) -> Ints:
        """part, cell, mask, people, keys."""
        return np.array(self._arrays(compiling.by_part(self.question, self.place)), np.int64)

    def _arrays(self, sql: str) -> list[np.ndarray[Any, Any]]:
        return list(self.cursor.execute(sql).fetchnumpy().values())

    @cached_property
    def _ordered(self) -> Ints:
        """A mask, its bits in one order for every question that names the same conditions."""
        return _moved(self._order, inverse=False)

    @cached_property
    def _asked(self) -> Ints:
        """The other way round."""
        return _moved(self._order, inverse=True)

    @cached_property
    def _order(self) -> list[int]:
        """Places of the conditions, in the order of what they say."""
        said = to_plain(self.question)["conditions"]
        for number, each in enumerate(self.question.conditions):
            if isinstance(each, Then):
                said[number] |= {"then": [said[each.earlier], said[each.later]]}
        return sorted(range(len(said)), key=lambda number: json.dumps(said[number], sort_keys=True))


def _moved(order: list[int], *, inverse: bool) -> Ints:
    """Mask → mask whose bit n is bit `order[n]` of it, or the inverse; a bit beyond stays where it is."""
    masks = np.arange(1 << (len(order) + 1))
    found = masks >> len(order) << len(order)
    for to, at in enumerate(order):
        source, target = (to, at) if inverse else (at, to)
        found |= (masks >> source & 1) << target
    return found


def _with_part(everybody: Ints, inside: Ints, bit: int) -> Ints:
    """Everybody, of whom those inside a part meet one condition more."""
    outside = everybody.copy()
    place = {(cell, mask): column for column, (cell, mask) in enumerate(everybody[:2].T.tolist())}
    for cell, mask, people, keys in inside.T.tolist():
        outside[2:, place[cell, mask]] -= (people, keys)
    marked = inside.copy()
    marked[1] |= bit
    return np.concatenate([outside[:, outside[2] > 0], marked], axis=1)


class _Rows:
    """Which people are in which part and cell."""

    def __init__(
        self, columns: Sequence[np.ndarray[Any, Any]], pseudonyms: Pseudonyms, shape: tuple[int, ...]
    ) -> None:
        part, cell, no = (column.astype(np.int64) for column in columns)
        self._cells = prod(shape)
        # one number for place and person is sorted much faster than two
        ordered = np.sort((part * self._cells + cell) << _PERSON | no)
        self._at: Ints = ordered >> _PERSON
        self._pseudonym: Pseudonyms = pseudonyms[ordered & ((1 << _PERSON) - 1)]
        self._levels = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), np.int64)

    def of(self, part: int, cell: int, dimensions: np.ndarray[Any, np.dtype[np.bool_]]) -> Pseudonyms:
        """Those who are in the cell's level of each dimension that is kept, in ascending order."""
        wide = np.ones(self._cells, bool)
        for axis in np.flatnonzero(dimensions):
            wide &= self._levels[axis] == self._levels[axis, cell]
        cells = np.flatnonzero(wide) + part * self._cells
        starts, ends = np.searchsorted(self._at, cells), np.searchsorted(self._at, cells, "right")
        found = np.concatenate([self._pseudonym[start:end] for start, end in zip(starts, ends, strict=True)])
        if len(cells) > 1:
            found.sort()
        return found
