"""The one door of disclosure control: from what a question counts to what may be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .answers import Answer, Withheld
from .guard import Counted, guarded
from .history import History, ReleasedCell
from .keys import KEYS, Ints, Pseudonyms, record_keys
from .noise import PerturbationTable
from .rules import Rules
from .tabulation import Tabulation
from .withholding import certainly_empty, sparse

Members = Callable[[Counted, Ints], Sequence[Pseudonyms]]
"""Fetches, for the cells with these indices, the people whom each really counts."""


@dataclass(frozen=True)
class Protected:
    """`shown` for each cell in order; `kept` goes to the project's history before anything is shown."""

    shown: tuple[Answer, ...]
    kept: tuple[ReleasedCell, ...]


def protect(
    asked: Tabulation,
    members: Members,
    *,
    earlier: Sequence[ReleasedCell],
    publish: str,
    rules: Rules,
    table: PerturbationTable,
) -> Protected:
    """What may be shown of a question, after all that the project was `earlier` shown, in order.

    Two questions of a project are answered one after the other: the second with what the first kept.
    """
    counted = guarded(asked, rules.minimum)
    empty = certainly_empty(asked)
    withheld = sparse(asked, counted.people, rules)
    own = _own_answers(counted, rules, table)
    shown: list[Answer] = [Withheld.SPARSE if one else 0 for one in withheld]
    compared = np.flatnonzero(~withheld & ~empty)
    history = History(earlier, publish=publish, minimum=rules.minimum, room=len(compared))
    for cell, people in zip(compared, members(counted, compared), strict=True):
        _check(people, int(counted.people[cell]), int(counted.key[cell]))
        shown[cell] = history.answer(people, own[cell])
    return Protected(tuple(shown), history.added)


def _own_answers(counted: Counted, rules: Rules, table: PerturbationTable) -> list[Answer]:
    """Each cell for itself: noise, then rounding, and never below the minimum, as who sees it knows that."""
    answers: list[Answer] = [Withheld.FEW] * len(counted.people)
    enough = np.flatnonzero(counted.people >= rules.minimum)
    people = counted.people[enough]
    noisy = people + table.noise(people, counted.key[enough])
    rounded = (noisy + rules.rounding // 2) // rules.rounding * rules.rounding
    for cell, value in zip(enough, np.maximum(rounded, rules.minimum), strict=True):
        answers[cell] = int(value)
    return answers


def _check(people: Pseudonyms, many: int, key: int) -> None:
    """What is kept must be what was counted, or later questions would be compared with somebody else."""
    if len(people) != many or int(record_keys(people).sum(dtype=np.int64)) % KEYS != key:
        raise ValueError("the people of a cell are not those who were counted")
    if (people[1:] <= people[:-1]).any():
        raise ValueError("the people of a cell are each given once, in ascending order")
