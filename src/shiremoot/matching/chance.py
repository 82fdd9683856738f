"""How often two records show a level by chance: u, from the frequencies of values and a sample of records."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from . import pairs
from .compiled import Compiled
from .conditions import Check, Condition

Probabilities = npt.NDArray[np.float64]

_SAMPLED = 1_500  # records, each held against each other: a million pairs
_SEED = 20181
_FAITH = 1.0  # pairs that the model's own figure weighs as much as


def by_chance(compiled: Compiled) -> list[Probabilities]:
    """For each comparison the probability of each level among two records that do not show a missing one.

    Levels of equality are exact, from the counts of values; the others are counted among all pairs of a
    sample of records. The same records in the same order give the same sample.
    """
    size = len(compiled.codes)
    drawn = np.arange(size)
    if size > _SAMPLED:
        drawn = np.sort(np.random.default_rng(_SEED).choice(size, _SAMPLED, replace=False))
    patterns, counts = pairs.tally_cross(compiled.records, drawn)
    levels = compiled.levels(patterns)
    found = []
    for at, comparison in enumerate(compiled.model.comparisons):
        known = np.array([not level.missing for level in comparison.levels])
        shown = np.bincount(levels[:, at], weights=counts, minlength=len(known)) * known
        given = np.array([level.u or 0.0 for level in comparison.levels])
        share = (shown + _FAITH * given) / (shown.sum() + _FAITH * given.sum())
        share_known = max(shown.sum(), 1) / max(counts.sum(), 1)
        for rung, level in enumerate(comparison.levels):
            exact = _of_equality(compiled, level.condition)
            if known[rung] and exact is not None and not known[:rung].any():
                share[rung] = min(exact / share_known, 1.0)
                rest = known & (np.arange(len(known)) != rung)
                share[rest] *= (1 - share[rung]) / max(share[rest].sum(), 1e-12)
        fixed = np.array([level.fixed_u for level in comparison.levels])
        found.append(np.where(fixed, given, np.maximum(share, 1e-12)) * known)
    return found


def _of_equality(compiled: Compiled, condition: Condition | None) -> float | None:
    """The share of all pairs of records with the same text in one column; None for any other condition."""
    if not isinstance(condition, Check) or condition.name != "same" or condition.b is None:
        return None
    if condition.a.column != condition.b.column:
        return None
    counts = compiled.columns[condition.a.column].counts()
    size = len(compiled.codes)
    return float((counts * (counts - 1)).sum()) / max(size * (size - 1), 1)


def without_matches(
    chances: list[Probabilities], matches: list[Probabilities], prior: float
) -> list[Probabilities]:
    """The same among pairs that are no match, once it is known how many are and what they show.

    Two records with one NHS number are hardly ever so by chance. What is left of a figure is a difference of
    two estimates, so no less than a twentieth of it is believed.
    """
    cleaned = [
        np.maximum(chance - prior * match, chance / 20)
        for chance, match in zip(chances, matches, strict=True)
    ]
    return [level / level.sum() for level in cleaned]
