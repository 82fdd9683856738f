"""Better choices nearby: one site out, another in, as long as that helps; then from a few chance swaps on.

Pure. What every swap would change is computed at once, as Resende and Werneck (2007) do.
"""

import numpy as np

from shiremoot.methods.hubs.estate import ROUNDING, Floats, Numbers
from shiremoot.methods.hubs.task import Task


def improved(task: Task, chosen: Numbers) -> Numbers:
    """Until no swap of two sites makes it better. Without regard to how many people a site holds."""
    value = task.value(chosen)
    while task.choose < task.sites:
        change = changes(task, chosen)
        pairs = _apart(change, -ROUNDING * value)
        if not pairs:
            break
        least, found = value + change[pairs[0]], chosen
        while pairs:
            into, out = (list(each) for each in zip(*pairs, strict=True))
            found = np.sort(np.append(np.delete(chosen, out), into))
            if len(pairs) == 1 or task.value(found) < least:
                break
            pairs = pairs[: len(pairs) // 2]
        chosen, value = found, task.value(found)
    return chosen


def _apart(change: Floats, below: float) -> list[tuple[int, int]]:
    """Swaps that have no site in common, the best one first. Each helps by itself; together they may not."""
    out = change.argmin(axis=1)
    best = change[np.arange(len(change)), out]
    pairs: dict[int, int] = {}
    for into in np.argsort(best)[: change.shape[1]].tolist():
        if best[into] < below:
            pairs.setdefault(int(out[into]), into)
    return [(into, place) for place, into in pairs.items()]


def varied(task: Task, chosen: Numbers, tries: int, chance: np.random.Generator) -> Numbers:
    """The best of as many tries, each of which swaps a few sites by chance, more of them as long as nothing
    comes of it.
    """
    free = task.choose - int(task.kept.sum())
    if not free or task.choose == task.sites:
        return chosen
    value, swaps = task.value(chosen), 1
    for _ in range(tries):
        swaps = min(1 + swaps % 8, free, task.sites - task.choose)
        out = chance.choice(chosen[~task.kept[chosen]], swaps, replace=False)
        into = chance.choice(np.setdiff1d(np.arange(task.sites), chosen), swaps, replace=False)
        found = improved(task, np.union1d(np.setdiff1d(chosen, out), into))
        if (other := task.value(found)) < value * (1 - ROUNDING):
            chosen, value, swaps = found, other, 0
    return chosen


def changes(task: Task, chosen: Numbers) -> Floats:
    """Of the value, by site to come and place among those chosen of the site to go."""
    cost = task.cost
    at_chosen = cost[chosen]
    nearest = at_chosen.argmin(axis=0)
    areas = np.arange(cost.shape[1])
    first = at_chosen[nearest, areas]
    if len(chosen) > 1:
        at_chosen[nearest, areas] = np.inf
        second = at_chosen.min(axis=0)
    else:
        second = cost.max(axis=0)
    # what a site to come saves by itself, and what it makes less bad of a site that goes
    between = np.maximum(cost, first)
    saved = first.sum() - np.minimum(cost, first).sum(axis=1)
    np.subtract(second, between, out=between)
    np.maximum(between, 0, out=between)
    order = np.argsort(nearest, kind="stable")
    starts = np.searchsorted(nearest[order], np.arange(len(chosen)))
    change: Floats = _sums((second - first)[None, order], starts) - _sums(between[:, order], starts)
    change -= saved[:, None]
    change[chosen] = np.inf
    change[:, task.kept[chosen]] = np.inf
    return change


def _sums(rows: Floats, starts: Numbers) -> Floats:
    """Of each row, from each start to the next; a part may be empty, as a site to which nobody goes."""
    found: Floats = np.zeros((len(rows), len(starts)))
    lengths = np.diff(starts, append=rows.shape[1])
    filled = np.flatnonzero(lengths)
    found[:, filled] = np.add.reduceat(rows, starts[filled], axis=1)
    return found
