"""The staged programme of the fictional county again and again, as an evaluation of it sees it."""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from shiremoot.demo.county.people import World
from shiremoot.demo.county.population import make_world
from shiremoot.demo.county.programme import MONTHS, RATE_RATIO, make_call_outs, start_months
from shiremoot.methods.periods import Period
from shiremoot.methods.staggered import Area, Refusal, effect

PEOPLE = 600_000
_DAY = np.datetime64("2026-11-01")
_MINIMUM, _ROUNDED, _MOST_NOISE, _VARIANCE = 10, 5, 5, 3


@dataclass(frozen=True)
class Trial:
    """One run of the programme: its true change, and what was found."""

    covered: bool
    told: bool
    width: float
    share: float
    moved_alike: bool


def county() -> World:
    return make_world(np.random.default_rng([1, 1]), PEOPLE, _DAY)


def trials(
    world: World, seeds: range, rate_ratio: float = RATE_RATIO, each: Period = Period.MONTH
) -> list[Trial]:
    """Raises ValueError where an evaluation is refused."""
    return [_trial(in_periods(panel(world, seed, rate_ratio), each), rate_ratio - 1, each) for seed in seeds]


def _trial(areas: list[Area], truth: float, each: Period) -> Trial:
    found = effect(areas, each=each)
    if isinstance(found, Refusal):
        raise ValueError(found)
    change = found.change
    return Trial(
        covered=change.low <= truth <= change.high,
        told=change.is_told,
        width=change.high - change.low,
        share=change.share,
        moved_alike=found.moved_alike,
    )


def in_periods(areas: list[Area], each: Period) -> list[Area]:
    """In whole quarters or half-years of the calendar; as they are, in months."""
    if each is Period.MONTH:
        return areas
    left_out = -int(_DAY.astype("datetime64[M]").astype(np.int64) - MONTHS) % each
    return [
        replace(
            area,
            start=None if area.start is None else (area.start - left_out) // each,
            values=[
                None if None in part else sum(part)
                for first in range(left_out, MONTHS - each + 1, each)
                for part in [area.values[first : first + each]]
            ],
        )
        for area in areas
    ]


def panel(world: World, seed: int, rate_ratio: float = RATE_RATIO) -> list[Area]:
    """Call-outs of the fire service by town and month, protected as answers to analysts are."""
    rng = np.random.default_rng([seed, 2])
    call_outs = make_call_outs(rng, world, rate_ratio)
    town = np.zeros(world.people.household.max() + 1, np.int64)
    town[world.people.household] = world.town
    month = call_outs.day.astype("datetime64[M]").astype(np.int64)
    first = _DAY.astype("datetime64[M]").astype(np.int64) - MONTHS
    names = world.geography.town_names.tolist()
    counts = np.zeros((len(names), MONTHS), np.int64)
    np.add.at(counts, (town[call_outs.household], month - first), 1)
    noise = np.clip(np.rint(rng.normal(0, sqrt(_VARIANCE), counts.shape)), -_MOST_NOISE, _MOST_NOISE)
    rounded = np.maximum(np.rint((counts + noise) / _ROUNDED) * _ROUNDED, _MINIMUM)
    shown = np.where(counts < _MINIMUM, None, rounded)
    return [
        Area(name, name, start, values.tolist())
        for name, start, values in zip(names, start_months(world), shown, strict=True)
    ]
