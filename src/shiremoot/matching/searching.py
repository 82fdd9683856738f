"""A model that links records, asked about a search: which of the records found is likely meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from .engine import link
from .frequencies import Frequencies
from .model import Classes, Level, Model

Query = Mapping[str, str]
"""Column of `prepare.COLUMNS` → text."""


def model_of_a_search(model: Model, people: int, known: Mapping[str, Mapping[str, int]]) -> Model:
    """The same model where one of so many `people` is meant.

    `known`: column → of each value asked for, how many of them have it. Nothing else of the values that the
    model was learned from is left in it, so that a weight tells nothing of people who are not among those.
    """
    prior = 1 / max(people, 2)
    comparisons = [
        replace(each, levels=tuple(_as_common(level, known) for level in each.levels))
        for each in model.comparisons
    ]
    frequencies = {
        column: Frequencies(
            max(people, 1),
            pa.array([value for value in found if found[value] > 1], pa.string()),
            np.array([count for count in found.values() if count > 1], np.int64),
        )
        for column, found in known.items()
    }
    classes = model.classes and _of_people(model.classes, prior)
    return replace(
        model, comparisons=tuple(comparisons), prior=prior, frequencies=frequencies, classes=classes
    )


def _as_common(level: Level, known: Mapping[str, Mapping[str, int]]) -> Level:
    """Where nothing is known of how rare a value is, it is taken to be as common as any."""
    return level if level.rarity is None or level.rarity.column in known else replace(level, rarity=None)


def _of_people(classes: Classes, prior: float) -> Classes:
    """The kinds between the match and the unrelated stay as common beside the match as they were."""
    match, *between, _ = classes.shares
    middle = [min(share / match * prior, 0.25) for share in between]
    return replace(classes, shares=(prior, *middle, 1 - prior - sum(middle)))


def likely(asked: Sequence[Query], records: Sequence[Query], model: Model) -> list[float]:
    """For each record the log-odds (bits) that it is of whoever is asked for; of several ways the best."""
    if not asked or not records:
        return []
    rows = [*asked, *records]
    names = sorted({name for row in rows for name in row})
    ids = [f"{number:06}" for number in range(len(rows))]
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    linked = link(pa.table({"record_id": ids, **columns}), model=model)
    queries, found = ids[: len(asked)], ids[len(asked) :]
    pairs = [(one, other) for other in found for one in queries]
    bits = np.array(linked.explained(pairs)["weight"]).reshape(len(found), len(queries), -1).sum(axis=2)
    best: list[float] = bits.max(axis=1).tolist()
    return best
