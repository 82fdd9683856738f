"""How good a run is likely to be, for whom, and what is left to people to judge. Pure.

What the model expects is no measurement: it holds as far as the model's probabilities are right. Blind
labelling measures them (`labelled`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shiremoot.dates import age_in_years
from shiremoot.matching import Linked

from .placing import rows_of_pairs
from .questions import Question

NOT_KNOWN = "Not known"
_BANDS = ((0, "Under 5"), (5, "5 to 17"), (18, "18 to 29"), (30, "30 to 64"), (65, "65 and over"))
_COMMON, _RARE = 100, 5  # the commonest last names; records that share a rare one, at most
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Expected:
    """What the model expects of some records' links.

    `precision`: of those that were joined in one person, the share that is right. `recall`: of the pairs of
    one person that were compared and are at least as likely as not, the share that was joined. None where
    there is nothing to tell it from. `linked`: share of records that are joined with another.
    """

    records: int
    linked: float
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Group:
    """Records alike in something that ought to make no difference: *Sex*, *Female*."""

    what: str
    name: str
    expected: Expected


@dataclass(frozen=True)
class Quality:
    """The report of one run. `sizes`: records a person has → how many people. `questions` by kind."""

    expected: Expected
    groups: tuple[Group, ...]
    sizes: dict[int, int]
    questions: dict[str, int]
    too_large: tuple[str, ...]


def quality(linked: Linked, records: pa.Table, asked: Iterable[Question], today: date) -> Quality:
    """`records`: as they were linked. Ages are as on the day `today`."""
    cluster_of = linked.clusters["cluster"].to_numpy()
    sides = rows_of_pairs(linked)
    likely = linked.pairs["probability"].to_numpy()
    joined = cluster_of[sides[:, 0]] == cluster_of[sides[:, 1]]
    _, places, counts = np.unique(cluster_of, return_inverse=True, return_counts=True)
    alone = counts[places] == 1
    everybody = np.zeros(len(cluster_of), np.int64)
    [whole] = _expected(everybody, 1, sides, likely, joined, alone)
    groups = tuple(
        Group(what, name, expected)
        for what, codes, names in groupings(records, today)
        for name, expected in zip(
            names, _expected(codes, len(names), sides, likely, joined, alone), strict=True
        )
        if expected.records
    )
    return Quality(
        expected=whole,
        groups=groups,
        sizes=dict(sorted(Counter(counts.tolist()).items())),
        questions=dict(Counter(each.kind.value for each in asked)),
        too_large=tuple(map(str, linked.capped)),
    )


def _expected(
    codes: Ints,
    groups: int,
    sides: Ints,
    likely: Floats,
    joined: npt.NDArray[np.bool_],
    alone: npt.NDArray[np.bool_],
) -> Iterator[Expected]:
    """For each group of records. A pair of records of two groups counts half for either."""

    def total(values: Floats | Marks) -> Floats:
        both = np.concatenate([codes[sides[:, 0]], codes[sides[:, 1]]])
        summed: Floats = np.bincount(both, np.concatenate([values, values]), groups) / 2
        return summed

    records = np.bincount(codes, minlength=groups)
    lonely = np.bincount(codes, alone, groups)
    pairs, right, all_right = total(joined), total(joined * likely), total(likely)
    for at in range(groups):
        count = int(records[at])
        yield Expected(
            records=count,
            linked=float(1 - lonely[at] / count) if count else 0.0,
            precision=float(right[at] / pairs[at]) if pairs[at] else None,
            recall=float(right[at] / all_right[at]) if all_right[at] else None,
        )


def groupings(records: pa.Table, today: date) -> Iterator[tuple[str, Ints, list[str]]]:
    """What records are told apart by: its name, the group of each record, the groups' names."""
    if "sex" in records.column_names:
        yield _coded("Sex", [_sex(value) for value in records["sex"].to_pylist()], ["Female", "Male"])
    if "date_of_birth" in records.column_names:
        bands = {born: _band(born, today) for born in records["date_of_birth"].unique().to_pylist()}
        ages = [bands[born] for born in records["date_of_birth"].to_pylist()]
        yield _coded("Age", ages, [name for _, name in _BANDS])
    if "last_name" in records.column_names:
        yield _coded("Last name", _last_names(records["last_name"].to_pylist()), list(_KINDS_OF_NAME))
    if "ethnic_group" in records.column_names:
        said = [value or NOT_KNOWN for value in records["ethnic_group"].to_pylist()]
        yield _coded("Ethnic group", said, sorted(set(said) - {NOT_KNOWN}))


def _coded(what: str, values: list[str], names: list[str]) -> tuple[str, Ints, list[str]]:
    every = [*names, NOT_KNOWN]
    place = {name: at for at, name in enumerate(every)}
    return what, np.array([place[value] for value in values], np.int64), every


def _sex(value: str | None) -> str:
    return {"F": "Female", "M": "Male"}.get((value or "")[:1].upper(), NOT_KNOWN)


def _band(born: date | None, today: date) -> str:
    if born is None:
        return NOT_KNOWN
    age = age_in_years(born, today)
    return next((name for least, name in reversed(_BANDS) if age >= least), NOT_KNOWN)


_COMMONEST, _OTHER, _SELDOM, _MARKED, _SEVERAL = _KINDS_OF_NAME = (
    "One of the 100 commonest",
    "Another name",
    "Rare (5 records or fewer)",
    "With letters beyond A to Z",
    "Of several words, or with a hyphen",
)


def _last_names(names: list[str | None]) -> list[str]:
    """How a name is written and how common it is here. Nobody's origin is inferred from it."""
    folded = [(name or "").strip().casefold() for name in names]
    counts = Counter(name for name in folded if name)
    common = {name for name, _ in counts.most_common(_COMMON)}
    kinds = {"": NOT_KNOWN} | {name: _kind_of_name(name, name in common, counts[name]) for name in counts}
    return [kinds[name] for name in folded]


def _kind_of_name(name: str, is_common: bool, records: int) -> str:
    if not name.isascii():
        return _MARKED
    if " " in name or "-" in name:
        return _SEVERAL
    if is_common:
        return _COMMONEST
    return _SELDOM if records <= _RARE else _OTHER
