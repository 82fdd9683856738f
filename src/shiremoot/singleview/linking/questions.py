"""Which pairs of records are worth a person's judgement after a run, and what an answer would change. Pure.

A question is worth the pairs of records that an answer is expected to put right: the chance that the run was
wrong, times the pairs that the answer joins or parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shiremoot.matching import Decisions, Linked
from shiremoot.matching.clusters import BY_DECISION
from shiremoot.matching.decisions import NONE

from .placing import clusters_of_pairs

SURE = 0.99
"""Links less likely than this are asked about."""
MOST = 5_000
_AGAINST_A_FACT = 0.5  # a weight that says yes, and a fact that says no
_LEAST_OF_A_MERGE = 0.02
"""A merge is taken to be wrong as often as this at least: much was known of either of the two."""


Labels = npt.NDArray[np.int64]


class Kind(StrEnum):
    """What the run did with the pair."""

    NOT_JOINED = "not joined"
    REFUSED = "refused"
    JOINED = "joined"
    MERGED = "merged"
    """Joined, and until this run two people."""


@dataclass(frozen=True)
class Question:
    """Are these two records of one person? `changes`: pairs of records that the other answer joins or parts.

    `sources`: the datasets in which the person, or the two together, are known. `reason`: what stood against
    a refused merge.
    """

    kind: Kind
    record_l: str
    record_r: str
    probability: float
    changes: int
    records: int
    sources: int
    worth: float
    reason: str = ""


class _Pair(NamedTuple):
    record_l: str
    record_r: str
    probability: float
    reason: str = ""


def questions(linked: Linked, before: Mapping[str, str], decided: Decisions = NONE) -> list[Question]:
    """The questions of a run, the most worth first; `MOST` of them at most, one for each two people.

    `before`: record → person, in the run before. What was `decided` is not asked again.
    """
    cluster_of = linked.clusters["cluster"].to_numpy()
    left, right = clusters_of_pairs(linked).T
    doubtful = np.unique(left[(left == right) & (linked.pairs["probability"].to_numpy() < SURE)])
    doubtful = np.union1d(doubtful, _merged(linked, before))
    apart, within = left != right, (left == right) & np.isin(left, doubtful)
    asked = np.unique(np.concatenate([left[apart], right[apart], doubtful]))
    members = _members(linked.clusters.filter(np.isin(cluster_of, asked)))
    found = list(_of_two(_pairs(linked, apart), left[apart], right[apart], members))
    joined = defaultdict(list)
    for pair, cluster in zip(_pairs(linked, within), left[within].tolist(), strict=True):
        joined[cluster].append(pair)
    together = defaultdict(list)
    for one, other in decided.together:
        together[one].append(other)
    for cluster, pairs in joined.items():
        found += _of_one(pairs, members[cluster], before, together)
    return sorted(found, key=lambda each: (-each.worth, each.record_l, each.record_r))[:MOST]


def _merged(linked: Linked, before: Mapping[str, str]) -> Labels:
    """The clusters in which several people of the run before are one now."""
    numbers: dict[str, int] = {}
    records = linked.clusters["record_id"].to_pylist()
    people = np.array([numbers.setdefault(before.get(each, ""), len(numbers)) for each in records], np.int64)
    known = np.array([each in before for each in records], bool)
    both = np.unique(np.stack([linked.clusters["cluster"].to_numpy(), people], axis=1)[known], axis=0)
    clusters, counts = np.unique(both[:, 0], return_counts=True)
    return clusters[counts > 1]


def _members(clusters: pa.Table) -> dict[int, list[str]]:
    members: dict[int, list[str]] = defaultdict(list)
    for record, cluster in zip(*(column.to_pylist() for column in clusters.columns), strict=True):
        members[cluster].append(record)
    return members


def _pairs(linked: Linked, chosen: npt.NDArray[np.bool_]) -> list[_Pair]:
    refused = {(left, right): reason for left, right, reason in zip(*_lists(linked.refused), strict=True)}
    rows = zip(*_lists(linked.pairs.filter(chosen).drop_columns("weight")), strict=True)
    return [
        _Pair(left, right, probability, refused.get((left, right), "")) for left, right, probability in rows
    ]


def _lists(table: pa.Table) -> list[list[Any]]:
    return [column.to_pylist() for column in table.columns]


def _of_two(
    apart: Iterable[_Pair], left: Labels, right: Labels, members: Mapping[int, list[str]]
) -> Iterator[Question]:
    """Of each two people the likeliest pair; one that a fact stood against goes before."""
    best: dict[tuple[int, int], _Pair] = {}
    for pair, one, other in zip(apart, left.tolist(), right.tolist(), strict=True):
        sides = (min(one, other), max(one, other))
        if sides not in best or _rank(pair) > _rank(best[sides]):
            best[sides] = pair
    for (one, other), pair in best.items():
        if pair.reason == BY_DECISION:
            continue
        wrong = _AGAINST_A_FACT if pair.reason else pair.probability
        kind = Kind.REFUSED if pair.reason else Kind.NOT_JOINED
        yield _question(kind, pair, wrong, members[one], members[other])


def _rank(pair: _Pair) -> tuple[bool, float]:
    return bool(pair.reason), pair.probability


def _of_one(
    joined: list[_Pair], members: list[str], before: Mapping[str, str], together: Mapping[str, list[str]]
) -> Iterator[Question]:
    """The links of one person that nothing surer makes up for: without them it would be two.

    Those that are doubtful, and those that made one of two people.
    """
    part_of = {record: record for record in members}
    for record in members:
        for other in together.get(record, ()):
            if other in part_of:
                part_of[_first(part_of, other)] = _first(part_of, record)
    for pair in sorted(joined, key=lambda each: (-each.probability, each[:2])):
        left, right = _first(part_of, pair.record_l), _first(part_of, pair.record_r)
        if left == right:
            continue
        sides = [[each for each in members if _first(part_of, each) == side] for side in (left, right)]
        of_left, of_right = ({before[each] for each in side if each in before} for side in sides)
        wrong = 1 - pair.probability
        if of_left and of_right and of_left.isdisjoint(of_right):
            yield _question(Kind.MERGED, pair, max(wrong, _LEAST_OF_A_MERGE), *sides)
        elif pair.probability < SURE:
            yield _question(Kind.JOINED, pair, wrong, *sides)
        part_of[right] = left


def _question(kind: Kind, pair: _Pair, wrong: float, left: list[str], right: list[str]) -> Question:
    changes = len(left) * len(right)
    sources = {record.partition(":")[0] for record in (*left, *right)}
    return Question(
        kind=kind,
        record_l=pair.record_l,
        record_r=pair.record_r,
        probability=pair.probability,
        changes=changes,
        records=len(left) + len(right),
        sources=len(sources),
        worth=wrong * changes,
        reason=pair.reason,
    )


def _first(part_of: dict[str, str], record: str) -> str:
    while part_of[record] != record:
        part_of[record] = part_of[part_of[record]]
        record = part_of[record]
    return record
