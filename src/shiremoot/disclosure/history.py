"""The release history of a project: nobody is found by comparing two of its answers, whoever asked.

A cell that differs from an earlier one by fewer people than the minimum shows what that one showed. So every
number ever shown is of one of some sets of people that differ by nobody or by at least the minimum.
Nobody at all is taken to be the first cell, withheld; fewer than the minimum are near it.

The nearest earlier cell is taken, and of those as near the earliest. Were it the earliest of all, a cell that
is one person away from an earlier one could show what another showed, for that person alone.

Of earlier publishes only cells that were answered for themselves are compared with. So a series over
publishes moves once the minimum have come or gone since it last did; else small steps would hold it for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .answers import Answer, Withheld
from .keys import BUCKETS, Pseudonyms, Signature, signature


@dataclass(frozen=True)
class ReleasedCell:
    """What is kept of a cell that was released, to compare later ones with.

    `own` where it was answered for itself, not with what an earlier one showed; `members` fetches its people,
    and is called for the few cells that may be near.
    """

    publish: str
    size: int
    signature: Signature
    shown: Answer
    own: bool
    members: Callable[[], Pseudonyms]


class History:
    """Earlier cells in order of release, to which those of a new release are added one after another."""

    def __init__(self, earlier: Sequence[ReleasedCell], *, publish: str, minimum: int, room: int) -> None:
        """`room` for so many new cells."""
        self._publish, self._minimum = publish, minimum
        nobody = np.array([], np.uint64)
        empty = ReleasedCell(publish, 0, signature(nobody), Withheld.FEW, True, lambda: nobody)
        self._cells = [empty, *(cell for cell in earlier if cell.own or cell.publish == publish)]
        self._known = len(self._cells)
        self._sizes = np.zeros(self._known + room, np.int64)
        self._signatures = np.zeros((self._known + room, BUCKETS), np.int32)
        for at, cell in enumerate(self._cells):
            self._sizes[at], self._signatures[at] = cell.size, cell.signature

    @property
    def added(self) -> tuple[ReleasedCell, ...]:
        return tuple(self._cells[self._known :])

    def answer(self, members: Pseudonyms, own: Answer) -> Answer:
        """What a cell of these people shows: its `own` answer, unless an earlier one is near."""
        signed = signature(members)
        apart, nearest = self._nearest(members, signed)
        shown = own if nearest is None else nearest.shown
        if apart:  # the same people are kept already
            first = nearest is None
            self._add(ReleasedCell(self._publish, len(members), signed, shown, first, lambda: members))
        return shown

    def _nearest(self, members: Pseudonyms, signed: Signature) -> tuple[int, ReleasedCell | None]:
        """How far away it is, and the cell; none nearer than the minimum.

        Two sets are no nearer than their sizes, nor than their signatures, so nearly all cells need no
        look at their people. The likeliest are looked at first.
        """
        many = len(self._cells)
        alike = np.flatnonzero(np.abs(self._sizes[:many] - len(members)) < self._minimum)
        least = np.abs(self._signatures[alike] - signed).sum(axis=1)
        apart, nearest = self._minimum, -1
        for order in np.argsort(least, kind="stable"):
            at = int(alike[order])
            if (least[order], at) > (apart, nearest):
                break
            found = difference(members, self._cells[at].members(), apart + 1)
            apart, nearest = min((apart, nearest), (found, at))
        return apart, None if nearest < 0 else self._cells[nearest]

    def _add(self, cell: ReleasedCell) -> None:
        at = len(self._cells)
        self._sizes[at], self._signatures[at] = cell.size, cell.signature
        self._cells.append(cell)


def difference(some: Pseudonyms, others: Pseudonyms, limit: int) -> int:
    """How many people are in one set and not in the other, if fewer than `limit`; else `limit`."""
    at = other = apart = 0
    while apart < limit:
        many = min(len(some) - at, len(others) - other)
        unlike = some[at : at + many] != others[other : other + many]
        same = int(unlike.argmax()) if unlike.any() else many
        at, other = at + same, other + same
        if same == many:
            return min(limit, apart + len(some) - at + len(others) - other)
        if some[at] < others[other]:
            at += 1
        else:
            other += 1
        apart += 1
    return limit
