"""Small tools for whole columns at a time."""

from collections.abc import Iterable
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Dates = np.ndarray[Any, np.dtype[np.datetime64]]
Texts = np.ndarray[Any, np.dtype[np.object_]]

NO_DATE = np.datetime64("NaT", "D")


def texts(values: Iterable[str | None]) -> Texts:
    """A column of text; None where there is none."""
    listed = list(values)
    column = np.empty(len(listed), dtype=object)
    column[:] = listed
    return column


def blank(size: int) -> Texts:
    """A column of text with nothing in it yet."""
    return np.full(size, None, dtype=object)


def only_where(kept: Bools, column: Texts) -> Texts:
    """The column where `kept`, None elsewhere."""
    result = blank(len(column))
    result[kept] = column[kept]
    return result


def numbered(pattern: str, numbers: Ints) -> Texts:
    """`pattern` filled with each number: `numbered("P{:07d}", …)`."""
    return texts(map(pattern.format, numbers.tolist()))


def local_identifiers(rng: np.random.Generator, pattern: str, size: int, *, digits: int) -> Texts:
    """Distinct identifiers drawn at random, so that they say nothing about who is meant."""
    low = 10 ** (digits - 1)
    return numbered(pattern, low + rng.choice(9 * low, size=size, replace=False))


def pick(
    rng: np.random.Generator, choices: Iterable[str | None], weights: Iterable[float], size: int
) -> Texts:
    """Draw from a few weighted choices."""
    share = np.fromiter(weights, dtype=float)
    return texts(choices)[rng.choice(len(share), size=size, p=share / share.sum())]


def days_back(
    rng: np.random.Generator, as_at: np.datetime64, most: int, size: int, *, least: int = 0
) -> Dates:
    """Dates between `least` and `most` days before `as_at`."""
    return as_at - rng.integers(least, most + 1, size).astype("timedelta64[D]")


def between(rng: np.random.Generator, start: Dates, end: Dates) -> Dates:
    """A date from start to end for each row, both included; start where the end comes first."""
    span = np.maximum((end - start).astype(np.int64), 0)
    days: Dates = start + np.floor(rng.random(len(start)) * (span + 1)).astype("timedelta64[D]")
    return days


def years_old(born: Dates, as_at: np.datetime64) -> Floats:
    """Age in years, below zero for the unborn."""
    return (as_at - born).astype(np.int64) / 365.2425


def repeat_rows(counts: Ints) -> Ints:
    """Row numbers, each as often as its count says."""
    return np.repeat(np.arange(len(counts)), counts)
