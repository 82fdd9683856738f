"""Choices whose sites hold everybody, and better ones nearby. Pure."""

from collections.abc import Iterator

import numpy as np

from shiremoot.methods.hubs.estate import ROUNDING, Floats, Numbers
from shiremoot.methods.hubs.serving import prices
from shiremoot.methods.hubs.swapping import changes
from shiremoot.methods.hubs.task import Task

_LIKELY = 6  # swaps that are looked at by each of two estimates, as finding out takes long


def filled(task: Task, chosen: Numbers) -> Numbers:
    """With larger sites for smaller ones until they hold everybody, where that is little farther."""
    capacity, people = _room(task)
    while (short := people - capacity[chosen].sum()) > 0:
        more = np.minimum(capacity[:, None] - capacity[chosen], short)
        change = changes(task, chosen)
        swaps = (more > 0) & np.isfinite(change)
        if not swaps.any():
            break
        each = np.where(swaps, change / np.where(swaps, more, 1), np.inf)
        chosen = _swapped(chosen, int(each.argmin()))
    return chosen


def relieved(task: Task, chosen: Numbers, worth: Floats, tries: int) -> Numbers:
    """After swaps that make the way shorter with all that sites can hold. `tries` is of swaps that do not.
    `worth` is that of each site at the prices of the bound.
    """
    value = task.value(chosen)
    while True:
        for swap in _likely(task, chosen, worth):
            found = _swapped(chosen, swap)
            if (other := task.value(found)) < value * (1 - ROUNDING):
                chosen, value = found, other
                break
            tries -= 1
            if tries <= 0:
                return chosen
        else:
            return chosen


def _likely(task: Task, chosen: Numbers, worth: Floats) -> Iterator[int]:
    """Places in what `changes` gives: the best by distance, and by worth. What a site would save by distance
    alone is put right by prices that know which sites are full, and by how many people it holds.
    """
    capacity, people = _room(task)
    change = changes(task, chosen)
    change[capacity[chosen].sum() + capacity[:, None] - capacity[chosen] < people] = np.inf
    by_worth = np.where(np.isfinite(change), worth[:, None] - worth[chosen], np.inf)
    each = prices(task.estate, task.numbers[chosen])
    if each is None:
        return
    saved = np.maximum(task.cost[chosen].min(axis=0) - task.cost, 0).sum(axis=1)
    change += (saved + task.worth(each * task.estate.people)[0])[:, None]
    orders = [estimate.ravel().argsort()[:_LIKELY].tolist() for estimate in (change, by_worth)]
    for swap in dict.fromkeys(swap for both in zip(*orders, strict=True) for swap in both):
        if np.isfinite(change.flat[swap]):
            yield swap


def _swapped(chosen: Numbers, swap: int) -> Numbers:
    into, out = divmod(swap, len(chosen))
    return np.sort(np.append(np.delete(chosen, out), into))


def _room(task: Task) -> tuple[Floats, float]:
    assert task.estate.capacity is not None
    return task.estate.capacity[task.numbers], float(task.estate.people.sum()) * (1 - ROUNDING)
