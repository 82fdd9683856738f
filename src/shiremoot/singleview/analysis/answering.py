"""From a question that may be answered to its protected answers. Earlier cells are an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import duckdb
import numpy as np

from shiremoot.disclosure.answers import Answer, Withheld
from shiremoot.disclosure.history import ReleasedCell
from shiremoot.disclosure.noise import PerturbationTable
from shiremoot.disclosure.protecting import protect
from shiremoot.disclosure.rates import per_thousand
from shiremoot.disclosure.rules import Rules
from shiremoot.singleview.analysis.counting import Counting
from shiremoot.singleview.analysis.levels import Place
from shiremoot.singleview.analysis.question import Measure, Question

RULES = Rules()
TABLE = PerturbationTable.of(RULES)


@dataclass(frozen=True)
class Answered:
    """Flat answers in the order of the breakdowns' levels, and what goes to the project's history."""

    people: tuple[Answer, ...]
    of: tuple[Answer, ...]
    """For a rate: of how many people, cell by cell."""
    rates: tuple[float | Withheld, ...]
    nowhere: frozenset[int]
    """Cells that cannot be: a ward in a district that it does not lie in."""
    kept: tuple[ReleasedCell, ...]


def answer(
    cursor: duckdb.DuckDBPyConnection,
    question: Question,
    place: Place,
    *,
    earlier: Sequence[ReleasedCell],
    publish: str,
) -> Answered:
    """Count, protect, and put in order."""
    counting = Counting(cursor, question, place)
    history = [*earlier]
    parts = range(prod(counting.parts)) if counting.parts else (None,)
    columns = [_shown(counting, part, history, publish) for part in parts]
    people = _in_order(columns, counting)
    of: tuple[Answer, ...] = ()
    if question.measure is Measure.RATE:
        known = Question(breakdowns=tuple(each for each in question.breakdowns if each.is_of_person))
        of = _in_order(
            [_shown(Counting(cursor, known, place), None, history, publish)] * len(columns), counting
        )
    nowhere = [counting.nowhere.tolist()] * len(columns) if counting.nowhere is not None else []
    return Answered(
        people=people,
        of=of,
        rates=tuple(per_thousand(*each, RULES) for each in zip(people, of, strict=True)) if of else (),
        nowhere=frozenset(np.flatnonzero(_in_order(nowhere, counting)).tolist() if nowhere else ()),
        kept=tuple(history[len(earlier) :]),
    )


def _shown(
    counting: Counting, part: int | None, history: list[ReleasedCell], publish: str
) -> tuple[Answer, ...]:
    """One tabulation's answers; what is kept of it is added to the history that the next is held to."""
    found = protect(
        counting.tabulation(part),
        lambda counted, cells: counting.members(part, counted, cells),
        earlier=history,
        publish=publish,
        rules=RULES,
        table=TABLE,
    )
    history += found.kept
    return found.shown


def _in_order(columns: Sequence[Sequence[Any]], counting: Counting) -> tuple[Any, ...]:
    """Part by part, cell by cell, put in the order of the breakdowns' levels."""
    breakdowns = counting.question.breakdowns
    cells = np.empty((len(columns), len(columns[0])), dtype=object)
    cells[:] = columns
    axes = sorted(range(len(breakdowns)), key=lambda axis: not breakdowns[axis].is_of_person)
    spread = cells.T.reshape(counting.shape + counting.parts)
    found: list[Any] = spread.transpose(np.argsort(axes)).ravel().tolist()
    return tuple(found)
