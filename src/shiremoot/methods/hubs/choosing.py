"""Choosing k sites: prices give a bound, swaps a choice, branches close what is open between them. Pure."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np

from shiremoot.methods.hubs.bounding import Prices
from shiremoot.methods.hubs.estate import ROUNDING, Estate, Numbers, Wish, conflicts
from shiremoot.methods.hubs.filling import filled, relieved
from shiremoot.methods.hubs.serving import Service, serve
from shiremoot.methods.hubs.swapping import improved, varied
from shiremoot.methods.hubs.task import Task

_LOOK_EACH = 25  # steps of the prices between two looks at which sites can be left out


@dataclass(frozen=True)
class Effort:
    """How much is done at most: steps of the prices at the start, and for each branch; branches; tries of
    other choices nearby. What is proved earlier ends earlier.
    """

    steps: int = 3000
    tries: int = 30
    branches: int = 300
    branch_steps: int = 100


@dataclass(frozen=True)
class Conflict:
    words: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """No choice is below `bound`."""

    sites: tuple[int, ...]
    service: Service
    bound: float
    within: float

    @property
    def value(self) -> float:
        return self.service.value

    @property
    def gap(self) -> float:
        """As a share of the value: by so much another choice could be better at most."""
        return max(0.0, (self.value - self.bound) / self.value) if self.value else 0.0

    @property
    def is_proved(self) -> bool:
        return self.gap <= self.within + 2 * ROUNDING


def choose(
    estate: Estate, wish: Wish, *, within: float = 1e-4, effort: Effort | None = None, seed: int = 1
) -> Choice | Conflict:
    """Ends when no choice can be better by more than `within`, as a share; or when the effort is spent, and
    then says how far that might be.
    """
    if words := conflicts(estate, wish):
        return Conflict(words)
    search = _Search(Task.of(estate, wish), within, effort or Effort(), np.random.default_rng(seed))
    bound = search.run()
    service = serve(estate, search.chosen)
    if service is None:
        raise ArithmeticError("chosen sites do not hold everybody")
    return Choice(tuple(search.chosen.tolist()), service, min(bound, service.value), within)


@dataclass(frozen=True, eq=False)
class _Branch:
    task: Task
    prices: Prices


class _Search:
    """`chosen` is the best choice yet, by positions in the estate."""

    def __init__(self, task: Task, within: float, effort: Effort, chance: np.random.Generator) -> None:
        self._task, self._within, self._effort, self._chance = task, within, effort, chance
        self._improve: Callable[[Task, Numbers], Numbers] = (
            improved if task.estate.capacity is None else filled
        )
        self._whole = task.is_whole
        self.chosen, self.value = task.numbers, np.inf
        self._tried: set[tuple[int, ...]] = set()

    def run(self) -> float:
        # what an area's people spend on the way to their third nearest site is about right to begin with
        third = min(2, self._task.sites - 1)
        prices = Prices(self._task, np.partition(self._task.cost, third, axis=0)[third])
        self._try(self._task, prices.best.open)
        root = self._climb(_Branch(self._task, prices), self._effort.steps)
        if root is None:
            return self._enough
        start = np.flatnonzero(np.isin(root.task.numbers, self.chosen))
        if len(start) == root.task.choose:
            self._offer(root.task, self._varied(root, start))
        return max(root.prices.best.value, self._branch(root))

    def _varied(self, root: _Branch, start: Numbers) -> Numbers:
        if root.task.estate.capacity is None:
            return varied(root.task, start, self._effort.tries, self._chance)
        return relieved(root.task, start, root.prices.best.worth, self._effort.tries)

    @property
    def _enough(self) -> float:
        """Choices that are not below this are not worth finding; none is, of whole numbers, above it."""
        return self.value if self._whole else self.value * (1 - max(self._within, ROUNDING))

    @property
    def _cut(self) -> float:
        return self.value - 1 + 1e-6 if self._whole else self._enough

    def _branch(self, root: _Branch) -> float:
        """The bound once the branches are spent."""
        order = count()
        waiting = [(root.prices.best.value, next(order), root)]
        for _ in range(self._effort.branches):
            if not waiting or waiting[0][0] > self._cut:
                break
            _, _, branch = heapq.heappop(waiting)
            for child in self._children(branch):
                if (found := self._climb(child, self._effort.branch_steps)) is not None:
                    heapq.heappush(waiting, (found.prices.best.value, next(order), found))
        return waiting[0][0] if waiting and waiting[0][0] <= self._cut else self._enough

    def _children(self, branch: _Branch) -> list[_Branch]:
        """One in which the site that is open most often is kept, and one in which it is left, where soon
        nothing better is to be found.
        """
        task, use = branch.task, branch.prices.use
        site = int(np.argmax(np.where(task.kept, -1, use)))
        kept = task.kept.copy()
        kept[site] = True
        everything = np.arange(task.sites)
        found = []
        for sites, marks in ((everything, kept), (np.delete(everything, site), np.delete(task.kept, site))):
            part = task.restricted(sites, marks)
            found.append(_Branch(part, Prices(part, branch.prices.best.prices)))
        return found

    def _climb(self, branch: _Branch, steps: int) -> _Branch | None:
        """With better prices and fewer sites; None where nothing better is to be found in it."""
        task, prices = branch.task, branch.prices
        for step in range(steps):
            if task.is_decided:
                self._offer(task, task.decided)
                return None
            if prices.best.value > self._cut:
                return None
            if step % _LOOK_EACH == _LOOK_EACH - 1:
                self._try(task, np.sort(np.argsort(-(prices.use + task.kept))[: task.choose]))
                task = self._fixed(task, prices)
            if prices.stalled:
                break
            prices.step(task, self.value)
        return _Branch(task, prices)

    def _fixed(self, task: Task, prices: Prices) -> Task:
        """Without the sites that no better choice has, keeping those that all have."""
        best = prices.best
        inside = np.zeros(task.sites, dtype=bool)
        inside[best.open] = True
        free = inside & ~task.kept
        worst_in = best.worth[free].max(initial=-np.inf)
        best_out = best.worth[~inside].min(initial=np.inf)
        spare = self._cut - best.value
        kept = task.kept | (free & (best_out - best.worth > spare))
        there = np.flatnonzero(inside | (best.worth - worst_in <= spare))
        if len(there) == task.sites and (kept == task.kept).all():
            return task
        reduced = task.restricted(there, kept[there])
        prices.restrict(there, reduced)
        return reduced

    def _try(self, task: Task, sites: Numbers) -> None:
        numbers = tuple(task.numbers[sites].tolist())
        if numbers not in self._tried:
            self._tried.add(numbers)
            self._offer(task, self._improve(task, sites))

    def _offer(self, task: Task, sites: Numbers) -> None:
        value = task.value(sites)
        if value < self.value:
            self.chosen, self.value = task.numbers[sites], value
