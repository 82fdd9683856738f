"""A staged safe-and-well programme with a true effect that evaluation ought to find."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .arrays import Dates, Ints, Texts, pick
from .households import HEAD
from .people import NOWHERE, World

MONTHS = 48  # of call-outs before the day of the extract
RATE_RATIO = 0.65  # call-outs after the start of the programme in a town, over those without it
_MONTHLY_RATE = 0.005  # call-outs per home
_SEASON = 0.15
_FIRST_START, _BETWEEN_STARTS, _WAVES = 18, 4, 5  # months after the first; the last wave never starts
_KINDS = ("Dwelling fire", "False alarm", "Lift assist")


@dataclass(frozen=True)
class CallOuts:
    """One row for each call-out of the fire service to a home."""

    household: Ints
    day: Dates
    kind: Texts


def start_months(world: World) -> list[int | None]:
    """The month in which the programme began in each town (0 is the first on record), None for never."""
    waves = np.arange(len(world.geography.town_names)) % _WAVES
    return [None if wave == _WAVES - 1 else _FIRST_START + _BETWEEN_STARTS * int(wave) for wave in waves]


def make_call_outs(rng: np.random.Generator, world: World, rate_ratio: float = RATE_RATIO) -> CallOuts:
    """Poisson call-outs to homes with the effect of the programme in them; a ratio of 1 is none."""
    head = np.flatnonzero((world.people.role == HEAD) & (world.people.address != NOWHERE))
    relative = np.minimum(np.exp(0.5 * world.people.need[head]), 8)
    month = np.arange(MONTHS)
    season = 1 + _SEASON * np.cos(2 * np.pi * month / 12)
    expected = _MONTHLY_RATE * relative.sum() * season / np.exp(0.125)
    count = rng.poisson(expected)
    when = np.repeat(month, count)
    home = head[rng.choice(len(head), size=len(when), p=relative / relative.sum())]
    starts = np.array([MONTHS if start is None else start for start in start_months(world)])
    treated = when >= starts[world.town[home]]
    kept = ~treated | (rng.random(len(when)) < rate_ratio)
    home, when = home[kept], when[kept]
    first_day = _month_starts(world)[when]
    length = (_month_starts(world)[when + 1] - first_day).astype(np.int64)
    day = first_day + np.floor(rng.random(len(when)) * length).astype("timedelta64[D]")
    return CallOuts(world.people.household[home], day, pick(rng, _KINDS, (0.3, 0.5, 0.2), len(home)))


def _month_starts(world: World) -> Dates:
    """The first days of the whole months before the day of the extract, and of the month it is in."""
    this = world.as_at.astype("datetime64[M]")
    starts: Dates = (this - np.arange(MONTHS, -1, -1).astype("timedelta64[M]")).astype("datetime64[D]")
    return starts


def truth(world: World) -> dict[str, Any]:
    """What was done, where and when, and how much it changed."""
    first = _month_starts(world)
    starts = start_months(world)
    return {
        "programme": "Safe and well visits by town",
        "event": "fire-visits call-outs to homes",
        "rate_ratio": RATE_RATIO,
        "first_month": str(first[0]),
        "months": MONTHS,
        "start_by_town": {
            town: None if start is None else str(first[start])
            for town, start in zip(world.geography.town_names.tolist(), starts, strict=True)
        },
    }
