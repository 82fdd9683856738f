"""How fresh and how good the data in use are. Pure: loads and what the contract promises in, words out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Freshness(StrEnum):
    NOT_LOADED = "not loaded"
    FRESH = "fresh"
    LATE = "late"
    LOADED = "loaded"
    """Nothing is promised, so nothing is late."""


@dataclass(frozen=True)
class Load:
    """One load of a dataset, counts only; `held_back` says why it was not switched to."""

    as_at: datetime
    loaded_at: datetime
    people: int
    rows: int
    quarantined: int
    held_back: tuple[str, ...] = ()

    @property
    def quarantined_share(self) -> float:
        """Of the rows delivered, from 0 to 1."""
        return self.quarantined / (self.rows + self.quarantined) if self.rows + self.quarantined else 0.0


def next_load(as_at: datetime | None, every: timedelta | None) -> datetime | None:
    """When the next load is due; None where nothing is promised or nothing was loaded yet."""
    return as_at + every if as_at is not None and every is not None else None


def freshness(as_at: datetime | None, every: timedelta | None, now: datetime) -> Freshness:
    """Late from the moment that the next load was due."""
    if as_at is None:
        return Freshness.NOT_LOADED
    due = next_load(as_at, every)
    if due is None:
        return Freshness.LOADED
    return Freshness.LATE if now >= due else Freshness.FRESH


_FEWEST = 12
"""Of fewer loads the bars are no wider than of so many."""


@dataclass(frozen=True)
class Bar:
    """Rows of one load as a bar, those in quarantine on top. Numbers are of a box of 900 by 120."""

    load: Load
    x: float
    width: float
    accepted: float
    rejected: float


def bars(loads: Sequence[Load]) -> list[Bar]:
    """The loads side by side, oldest first."""
    most = max((load.rows + load.quarantined for load in loads), default=0)
    step = 900 / max(len(loads), _FEWEST)
    return [
        Bar(
            load=load,
            x=round(place * step + step * 0.1, 2),
            width=round(step * 0.8, 2),
            accepted=round(118 * load.rows / most, 2) if most else 0.0,
            rejected=round(118 * load.quarantined / most, 2) if most else 0.0,
        )
        for place, load in enumerate(loads)
    ]
