"""Precision and recall measured on pairs that people labelled without seeing what the model thinks. Pure.

Pairs are drawn at random within strata of probability, those joined in one person apart from the others. In a
stratum the share of pairs of one person has, after n labels of which k say so, the posterior Beta(k + ½,
n − k + ½) of Jeffreys' prior (Brown, Cai and DasGupta, *Interval Estimation for a Binomial Proportion*,
Statistical Science 16, 2001); intervals hold 95 % of draws from all strata together, weighed by their sizes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shiremoot.matching import Linked

from .placing import clusters_of_pairs

EDGES = (0.5, 0.8, 0.95, 0.99, 0.999, 1.0)
OF_EACH = 60
"""Pairs drawn from each stratum, at most."""
_DRAWS, _SEED = 20_000, 20_011
Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
_SCHEMA = pa.schema({"record_l": pa.string(), "record_r": pa.string(), "stratum": pa.int64()})


@dataclass(frozen=True)
class Stratum:
    """Pairs of like probability: how many there are, and whether the run joined them."""

    joined: bool
    least: float
    pairs: int


@dataclass(frozen=True)
class Sample:
    """The strata of a run, and the pairs drawn (record_l, record_r, stratum) in the order to label them."""

    strata: tuple[Stratum, ...]
    drawn: pa.Table


@dataclass(frozen=True)
class Measured:
    """A share, with the interval that holds it with a probability of 95 %."""

    share: float
    least: float
    most: float


@dataclass(frozen=True)
class Labelled:
    """`labels`: how many pairs it rests on. `recall` is of pairs that are at least as likely as not."""

    labels: int
    precision: Measured
    recall: Measured


def sample(linked: Linked, random: np.random.Generator) -> Sample:
    """Draw pairs to label; strata take turns, so that a few labels tell something of each."""
    left, right = clusters_of_pairs(linked).T
    likely = linked.pairs["probability"].to_numpy()
    bins = np.clip(np.searchsorted(EDGES, likely, side="right") - 1, 0, len(EDGES) - 2)
    strata: list[Stratum] = []
    rows = []
    for joined in (True, False):
        for at, least in enumerate(EDGES[:-1]):
            inside = np.flatnonzero(((left == right) == joined) & (bins == at))
            if len(inside):
                chosen = random.permutation(inside)[:OF_EACH]
                rows += [(turn, len(strata), int(row)) for turn, row in enumerate(chosen)]
                strata.append(Stratum(joined, least, len(inside)))
    rows.sort()
    drawn = linked.pairs.select(["record_l", "record_r"]).take(
        pa.array([row for _, _, row in rows], pa.int64())
    )
    drawn = drawn.append_column("stratum", pa.array([stratum for _, stratum, _ in rows], pa.int64()))
    return Sample(tuple(strata), drawn.cast(_SCHEMA))


def measured(strata: Sequence[Stratum], labels: Mapping[int, Sequence[bool]]) -> Labelled | None:
    """What labels (by stratum: whether of one person) say of the run; None before the first."""
    count = sum(map(len, labels.values()))
    if not count or not any(stratum.joined for stratum in strata):
        return None
    random = np.random.default_rng(_SEED)
    sizes = np.array([stratum.pairs for stratum in strata], float)
    joined = np.array([stratum.joined for stratum in strata])
    yes = np.array([sum(labels.get(at, ())) for at in range(len(strata))])
    all_ = np.array([len(labels.get(at, ())) for at in range(len(strata))])
    drawn = random.beta(yes + 0.5, all_ - yes + 0.5, (_DRAWS, len(strata)))
    likeliest = (yes + 0.5) / (all_ + 1)
    return Labelled(
        count,
        _interval(*(_precision(shares, sizes, joined) for shares in (likeliest[None], drawn))),
        _interval(*(_recall(shares, sizes, joined) for shares in (likeliest[None], drawn))),
    )


def _precision(shares: Floats, sizes: Floats, joined: Marks) -> Floats:
    found: Floats = (shares * sizes)[:, joined].sum(axis=1) / sizes[joined].sum()
    return found


def _recall(shares: Floats, sizes: Floats, joined: Marks) -> Floats:
    right = shares * sizes
    found: Floats = right[:, joined].sum(axis=1) / right.sum(axis=1)
    return found


def _interval(likeliest: Floats, drawn: Floats) -> Measured:
    least, most = np.quantile(drawn, [0.025, 0.975])
    return Measured(float(likeliest[0]), float(least), float(most))
