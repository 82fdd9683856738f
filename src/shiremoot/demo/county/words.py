"""The words the county is made of: names of many origins, drawn with plausible frequencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

import numpy as np
import yaml

from .arrays import Ints, Texts, texts

FEMALE, MALE = 0, 1
_COHORTS = ("old", "middle", "young")
_COHORT_BEGINS = (1900, 1957, 1996)  # year of birth

_TAIL_SHARE = 0.25  # of the first origin's surnames: place-like, and each of them rare


@dataclass(frozen=True)
class Pool:
    """Codes into a list of names, with the chance of each."""

    codes: Ints
    cumulative: np.ndarray[Any, np.dtype[np.float64]]

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        return self.codes[np.searchsorted(self.cumulative, rng.random(size), side="right")]


@dataclass(frozen=True)
class Words:
    """Names as codes, so that whole columns are drawn and compared as integers."""

    origin_weights: np.ndarray[Any, np.dtype[np.float64]]
    first_names: Texts
    surnames: tuple[Texts, Texts]  # the women's and the men's form under one code
    first_pools: dict[tuple[int, int, int], Pool]  # (origin, sex, cohort)
    surname_pools: tuple[Pool, ...]
    nicknames: dict[str, str]
    places: dict[str, Any]

    def draw_first(self, rng: np.random.Generator, origin: Ints, sex: Ints, birth_year: Ints) -> Ints:
        """One first name for each person, as a code."""
        cohort = np.searchsorted(_COHORT_BEGINS, birth_year, side="right") - 1
        wander = rng.random(len(origin)) < 0.12  # some names are older or newer than their time
        cohort = np.where(wander, rng.integers(0, 3, len(origin)), np.clip(cohort, 0, 2))
        return _draw_by_group(rng, self.first_pools, np.stack([origin, sex, cohort]))

    def draw_surname(self, rng: np.random.Generator, origin: Ints) -> Ints:
        """One surname for each person, as a code into both forms."""
        pools = {(number,): pool for number, pool in enumerate(self.surname_pools)}
        return _draw_by_group(rng, pools, origin[np.newaxis])


def _draw_by_group(rng: np.random.Generator, pools: dict[Any, Pool], groups: Ints) -> Ints:
    drawn = np.zeros(groups.shape[1], dtype=np.int64)
    for group, pool in pools.items():
        members = np.flatnonzero(np.all(groups == np.array(group)[:, np.newaxis], axis=0))
        if len(members):
            drawn[members] = pool.draw(rng, len(members))
    return drawn


@cache
def words() -> Words:
    """Read the lists once."""
    source = yaml.safe_load(resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))
    origins = list(source["origins"].values())
    weights = np.array([origin["weight"] for origin in origins], dtype=float)
    first_index: dict[str, int] = {}
    surname_index: dict[str, int] = {}
    first_pools = {
        (number, sex, cohort): _pool(_first_names(origin, sex, cohort), first_index)
        for number, origin in enumerate(origins)
        for sex, cohort in product((FEMALE, MALE), range(len(_COHORTS)))
    }
    surname_pools = tuple(
        _pool(
            origin["surnames"].split(), surname_index, _tail(source["rare_surnames"]) if number == 0 else ()
        )
        for number, origin in enumerate(origins)
    )
    forms = [name.split("~") for name in surname_index]
    return Words(
        origin_weights=weights / weights.sum(),
        first_names=texts(first_index),
        surnames=(texts(form[-1] for form in forms), texts(form[0] for form in forms)),
        first_pools=first_pools,
        surname_pools=surname_pools,
        nicknames=source["nicknames"],
        places=source["places"],
    )


def _first_names(origin: dict[str, Any], sex: int, cohort: int) -> list[str]:
    lists = origin.get(_COHORTS[cohort], origin["middle"])
    return list(lists["m" if sex == MALE else "f"].split())


def _tail(parts: dict[str, str]) -> list[str]:
    return [beginning + end for beginning, end in product(parts["beginnings"].split(), parts["ends"].split())]


def _pool(names: list[str], index: dict[str, int], tail: Iterable[str] = ()) -> Pool:
    rare = list(tail)
    weights = 1 / (np.arange(len(names)) + 5.0) ** 0.7
    if rare:
        weights = np.concatenate(
            [weights / weights.sum() * (1 - _TAIL_SHARE), np.full(len(rare), _TAIL_SHARE / len(rare))]
        )
    codes = np.array([index.setdefault(name, len(index)) for name in [*names, *rare]], dtype=np.int64)
    cumulative = np.cumsum(weights / weights.sum())
    cumulative[-1] = 1.0
    return Pool(codes, cumulative)
