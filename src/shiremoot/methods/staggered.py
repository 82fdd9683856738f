"""By how much a change that began in some areas sooner than in others moved a count or rate. Pure.

The estimator is that of Callaway and Sant'Anna (2021), of logarithms: each area that has begun is compared
with those that have not yet, both against the last month before it began. What is found is a ratio, and large
and small areas count alike.

Where numbers are of quarters or half-years, read these for *month*; how much there is before and after is
told in months all the same. That in which it began is then neither before nor after: for a part it had not.

How sure that is comes from leaving out, one after the other, the areas whose start one body decided (the
jackknife), with the quantiles of a t distribution: that holds for a dozen bodies, where formulas do not.

A withheld value is neither nought nor passed over by itself, for withheld are the small ones: its area is
left out whole, and where that is more than a few areas, nothing is told.

It imports slowly when it computes, and has no place in a web request.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import expm1

import numpy as np
import numpy.typing as npt

from shiremoot.methods.periods import Period

FEWEST_BODIES = 6
"""That decide about a start: from fewer nobody can say how sure it is."""
FEWEST_AFTER = 3
"""Months from the first start on."""
MOST_WITHHELD = 0.2
"""Of the areas."""
DOUBT = 0.05
"""Differences before the start that are less likely than this among areas that move alike: they do not."""
_CONFIDENCE = 0.95
_FEWEST_EACH = 2  # bodies that began, and that did not: each in turn is left out
_FEWEST_TELLING = 3  # bodies of what happened so many months after the start
_MOST_PARTS = 4  # of the months before the start, each compared as one

Floats = npt.NDArray[np.float64]
Values = Sequence[float | None]


@dataclass(frozen=True)
class Area:
    """`values` are of one month after the other; None is withheld or missing. `start` is the position of the
    month in which it began there, None for never. `decided_by` is alike for areas that one body had begin
    together.
    """

    name: str
    decided_by: str
    start: int | None
    values: Values


class Comparison(StrEnum):
    """With whom areas that began are compared: all that have not begun yet, or only those that never do."""

    NOT_YET = "not_yet_treated"
    NEVER = "never_treated"


class Refusal(StrEnum):
    TOO_EARLY = "too early"
    TOO_FEW_AREAS = "too few areas"
    NO_COMPARISON = "nobody to compare with"
    NOTHING_BEFORE = "no months before the start"
    WITHHELD = "too much is withheld"


@dataclass(frozen=True)
class Change:
    """As shares: -0.09 is nine in a hundred fewer. 95 of 100 intervals hold what is true."""

    share: float
    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """The likely changes all go one way."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Event:
    """Change in one month (or other period), counted from that of the start, against the last before it. The
    interval is for this one alone.
    """

    since_start: int
    change: Change


@dataclass(frozen=True)
class Effect:
    """`change` is the average over all areas and months after the start. `events` are without the month that
    is compared with, and without those that fewer than three bodies tell of.
    """

    change: Change
    events: tuple[Event, ...]
    p_before: float
    """How likely differences as large as those before the start are where areas move alike."""
    bodies: int
    """That decided about a start, or to have none."""
    months_before: int
    months_after: int
    """Before the first start, and after it as long as there is somebody to compare with."""
    left_out: tuple[str, ...]

    @property
    def moved_alike(self) -> bool:
        return self.p_before >= DOUBT


def effect(
    areas: Sequence[Area], compared_with: Comparison = Comparison.NOT_YET, each: Period = Period.MONTH
) -> Effect | Refusal:
    """Months that no area has are passed over. Raises ValueError for areas with more months than others."""
    if len({len(area.values) for area in areas}) > 1:
        raise ValueError("areas with more months than others")
    columns = zip(*(area.values for area in areas), strict=True)
    months = [month for month, column in enumerate(columns) if any(value is not None for value in column)]
    told = [area for area in areas if all(_is_told(area.values[month]) for month in months)]
    if not months or len(areas) - len(told) > MOST_WITHHELD * len(areas):
        return Refusal.WITHHELD
    # what began before the first month has nothing to be compared with
    used = [area for area in told if area.start is None or area.start > months[0]]
    panel = _panel(used, months, compared_with, each)
    if isinstance(panel, Refusal):
        return panel
    return _effect(panel, left_out=tuple(area.name for area in areas if area not in used))


def _is_told(value: float | None) -> bool:
    """Nought has no logarithm, and says as little as what is withheld for being small."""
    return value is not None and value > 0


@dataclass(frozen=True)
class _Panel:
    """Logarithms by area and month. Months are counted from 1, and so are starts, where 0 is none yet."""

    logs: Floats
    months: list[int]
    starts: list[int]
    bodies: list[str]
    compared_with: Comparison
    each: Period

    def is_after(self, start: int, month: int) -> bool:
        return month >= start + _in_part(self.each)

    def without(self, body: str) -> "_Panel":
        kept = [number for number, each in enumerate(self.bodies) if each != body]
        return replace(
            self,
            logs=self.logs[kept],
            starts=[self.starts[number] for number in kept],
            bodies=[self.bodies[number] for number in kept],
        )


def _panel(
    areas: Sequence[Area], months: Sequence[int], compared_with: Comparison, each: Period
) -> _Panel | Refusal:
    """Until the last month with two bodies or more to compare with, as each in turn is left out."""
    if _bodies(areas) < FEWEST_BODIES:
        return Refusal.TOO_FEW_AREAS
    last = months[-1]
    first = min((start for area in areas if (start := area.start) is not None), default=last + 1)
    part = _in_part(each)
    if each * sum(month >= first + part for month in months) < FEWEST_AFTER:
        return Refusal.TOO_EARLY
    never = compared_with is Comparison.NEVER
    used = [
        month
        for month in months
        if _bodies(area for area in areas if not _start(area, last if never else month)) >= _FEWEST_EACH
    ]
    if each * sum(month >= first + part for month in used) < FEWEST_AFTER:
        return Refusal.NO_COMPARISON
    if _bodies(area for area in areas if _start(area, used[-1] - part)) < _FEWEST_EACH:
        return Refusal.TOO_FEW_AREAS
    return _Panel(
        logs=np.log(np.array([[area.values[month] for month in used] for area in areas], float)),
        months=[1 + month for month in used],
        starts=[_start(area, used[-1]) for area in areas],
        bodies=[area.decided_by for area in areas],
        compared_with=compared_with,
        each=each,
    )


def _in_part(each: Period) -> int:
    """How many periods, from that of the start on, are not after it: a month is taken for whole."""
    return 0 if each is Period.MONTH else 1


def _bodies(areas: Iterable[Area]) -> int:
    return len({area.decided_by for area in areas})


def _start(area: Area, until: int) -> int:
    """Counted from 1; 0 where it did not begin until then."""
    return 0 if area.start is None or area.start > until else 1 + area.start


@dataclass(frozen=True)
class _Fit:
    """Of logarithms: the average, and each month before and after the start that no area is held to."""

    average: float
    events: dict[int, float]


def _fit(panel: _Panel) -> _Fit:
    import pandas as pd
    from diff_diff import CallawaySantAnna

    areas, months = panel.logs.shape
    rows = pd.DataFrame(
        {
            "area": np.repeat(np.arange(areas), months),
            "month": np.tile(panel.months, areas),
            "start": np.repeat(panel.starts, months),
            "value": panel.logs.ravel(),
        }
    )
    # without covariates every method is the same difference of means; this one needs no model of who begins
    model = CallawaySantAnna(panel.compared_with, estimation_method="reg", base_period="universal")
    found = model.fit(rows, outcome="value", unit="area", time="month", first_treat="start")
    after = [
        cell for (start, month), cell in found.group_time_effects.items() if panel.is_after(start, month)
    ]
    changes = [cell["effect"] for cell in after]
    by_event = found.aggregate("event_study")
    # where a month is missing, areas that began at different times are held to months not equally far back
    held_to = set(by_event.reference_event_times)
    return _Fit(
        float(np.average(changes, weights=[cell["n_treated"] for cell in after])),
        {
            int(event): float(change)
            for event, change in zip(by_event.event_time, by_event.att, strict=True)
            if event not in held_to
        },
    )


def _effect(panel: _Panel, left_out: tuple[str, ...]) -> Effect | Refusal:
    bodies = sorted(set(panel.bodies))
    whole = _fit(panel)
    parts = [_fit(panel.without(body)) for body in bodies]
    events = [event for event in whole.events if len(_bodies_at(panel, event)) >= _FEWEST_TELLING]
    before = [event for event in events if event < 0]
    if not before:
        return Refusal.NOTHING_BEFORE
    found = np.array([whole.average, *(whole.events[event] for event in events)])
    apart = np.array([[part.average, *(part.events[event] for event in events)] for part in parts]) - found
    average, *changes = _changes(found, apart)
    first = min(start for start in panel.starts if start)
    return Effect(
        change=average,
        events=tuple(Event(event, change) for event, change in zip(events, changes, strict=True)),
        p_before=_p_before(found[1:][: len(before)], apart[:, 1:][:, : len(before)]),
        bodies=len(bodies),
        months_before=panel.each * sum(month < first for month in panel.months),
        months_after=panel.each * sum(panel.is_after(first, month) for month in panel.months),
        left_out=left_out,
    )


def _bodies_at(panel: _Panel, event: int) -> set[str]:
    """Who began, and has a month so many after it."""
    return {
        body
        for body, start in zip(panel.bodies, panel.starts, strict=True)
        if start and start + event in panel.months
    }


def _changes(found: Floats, apart: Floats) -> list[Change]:
    """`apart` is what leaving out one body after the other moves, by body and number found."""
    from scipy.stats import t

    bodies = len(apart)
    error = np.sqrt((bodies - 1) / bodies * (apart**2).sum(axis=0))
    reach = t.ppf((1 + _CONFIDENCE) / 2, bodies - 1) * error
    return [
        Change(expm1(middle), expm1(middle - far), expm1(middle + far))
        for middle, far in zip(found.tolist(), reach.tolist(), strict=True)
    ]


def _p_before(found: Floats, apart: Floats) -> float:
    """Hotelling's test that all is nought, of as many parts of the time before as so few bodies can tell."""
    from scipy.stats import f

    bodies = len(apart)
    parts = min(_MOST_PARTS, (bodies - 1) // 3, len(found))
    means = np.array([part.mean() for part in np.array_split(found, parts)])
    moved = np.column_stack([part.mean(axis=1) for part in np.array_split(apart, parts, axis=1)])
    spread = (bodies - 1) / bodies * moved.T @ moved
    distance = float(means @ np.linalg.pinv(spread) @ means)
    return float(f.sf(distance * (bodies - parts) / (parts * (bodies - 1)), parts, bodies - parts))
