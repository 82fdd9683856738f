"""From scored pairs to people: the best pairs first, and no merge against gross conflict."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .columns import Column, letters
from .merging import Apart, Barrier, Known, Single, merge
from .model import Model
from .prepare import turned

_SURE, _SURE_ALONE = 0.95, 0.99
"""How surely a conflict speaks for two people: to be heard, and to be heard against the pair that has it."""

BY_DECISION, ONE_SOURCE = "decision", "two records of one source"
"""Reasons of a refusal, beside the names of facts."""

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Fact:
    """What a person has one of: its column, its name, how many slips two of one person may lie apart.

    `turned`: the other way round to write a value, where there is one.
    """

    column: str
    name: str
    slips: int
    turned: Callable[[str], str | None] | None = None


FACTS = (
    Fact("nhs_number", "NHS number", 1),
    Fact("upn", "UPN", 1),
    Fact("born", "date of birth", 2, turned),
)


@dataclass(frozen=True)
class Trust:
    """How far a kind of fact may stand against a merge.

    `tolerated`: how large a share of the pairs of records that the merge brings together may conflict.
    `alone`: also where the merge is of two records, whose weight has counted the conflict already.
    """

    tolerated: float
    alone: bool


Trusts = Mapping[str, Trust]
"""By the fact's column; one that is not there refuses nothing."""


@dataclass(frozen=True)
class Settled:
    """What holds whatever the pairs weigh, by row numbers: records that somebody has put `together`, or held
    `apart`, which wins; and of each record the source, where that has one record a person, else -1.
    """

    together: Rows
    apart: Rows
    sources: Rows


@dataclass(frozen=True)
class Clustered:
    """Each row's cluster (the lowest row number in it), the merges that were refused, each once, and the
    decided pairs that could not be followed.

    A refused merge is the pair along which it would have been made, by rising rows; its reason is a decision,
    the source, or the name of a fact.
    """

    labels: Rows
    refused: Rows
    reasons: list[str]
    contradictions: Rows


def trust(same_person: float, others: float) -> Trust | None:
    """The trust in a kind of fact, by the shares of pairs of one person, and of others, that conflict in it.

    A merge is tolerated up to the share of conflicts at which conflicts and agreements speak as much for one
    person as for two. None where a conflict does not speak for two people as surely as a merge must be sure
    of one.
    """
    same_person, others = max(same_person, 1e-6), min(others, 1 - 1e-6)
    if same_person / others > (1 - _SURE) / _SURE:
        return None
    against, for_it = math.log(others / same_person), math.log((1 - same_person) / (1 - others))
    return Trust(for_it / (for_it + against), same_person / others <= (1 - _SURE_ALONE) / _SURE_ALONE)


def trusts(model: Model) -> Trusts:
    """What the model knows of matches that conflict: its last level, where nothing agrees."""
    found = {}
    for comparison in model.comparisons:
        different = comparison.levels[-1]
        for fact in FACTS:
            if (
                comparison.equality(fact.column) is not None
                and different.m is not None
                and different.u is not None
            ):
                trusted = trust(different.m, different.u)
                if trusted is not None:
                    found[fact.column] = trusted
    return found


def cluster(pairs: Rows, columns: Mapping[str, Column], trusted: Trusts, settled: Settled) -> Clustered:
    """Merge along `pairs` (row numbers, the best first) where nothing stands against it.

    Decisions come first, then the pairs. What is in no way connected, by a pair or by a decision to put
    together, does not bear on the result.
    """
    reasons, barriers = _barriers(columns, trusted, settled)
    along = np.ascontiguousarray(np.concatenate([settled.together, pairs]))
    decided = len(settled.together)
    labels, refused = merge(along, len(settled.sources), barriers, decided=decided)
    at, barrier = np.array(refused, np.int64).reshape(-1, 2).T
    told = np.array(reasons, object)[barrier]
    order = np.lexsort((told, *along[at].T[::-1]))
    order = order[at[order] >= decided]
    return Clustered(labels, along[at[order]], told[order].tolist(), along[at[at < decided]])


def _barriers(
    columns: Mapping[str, Column], trusted: Trusts, settled: Settled
) -> tuple[list[str], list[Barrier]]:
    found: list[tuple[str, Barrier]] = []
    if len(settled.apart):
        found.append((BY_DECISION, Apart(settled.apart, len(settled.sources))))
    if (settled.sources >= 0).any():
        found.append((ONE_SOURCE, Single(settled.sources)))
    for fact in FACTS:
        if fact.column in columns and fact.column in trusted:
            found.append((fact.name, _known(fact, columns, trusted[fact.column])))
    return [reason for reason, _ in found], [barrier for _, barrier in found]


def _known(fact: Fact, columns: Mapping[str, Column], trusted: Trust) -> Known:
    column = columns[fact.column]
    text, starts = letters(column.values)
    turned = np.full(len(column.values), -1, np.int32)
    if fact.turned is not None:
        values = column.values.to_pylist()
        place = {value: at for at, value in enumerate(values)}
        turned[:] = [place.get(fact.turned(value), -1) for value in values]
    return Known(column.codes, text, starts, turned, fact.slips, trusted.tolerated, trusted.alone)
