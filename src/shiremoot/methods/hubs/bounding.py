"""Below what no choice of sites can come: each area may go nowhere or to several sites, at a price. Pure.

The prices are moved by the volume algorithm (Barahona and Anbil, 2000), which averages what goes wrong over
the steps: plain subgradients stall where many areas lie between few sites.
"""

from dataclasses import dataclass

import numpy as np

from shiremoot.methods.hubs.estate import Floats, Numbers
from shiremoot.methods.hubs.task import Task

_LEAST_STEP = 1e-5
_PATIENCE = 20  # steps without a better bound, after which they become shorter


@dataclass(frozen=True)
class Bound:
    """`worth` is what opening each site is worth at these prices, never above nought; `open` are the sites
    that are worth the most.
    """

    value: float
    prices: Floats
    worth: Floats
    open: Numbers
    surplus: Floats
    """By area: 1 less the share of it that these sites would take."""


def bound_at(task: Task, prices: Floats) -> Bound:
    """The least that any choice costs by these prices."""
    worth, taken = task.worth(prices)
    opened = np.flatnonzero(task.kept)
    if free := task.choose - len(opened):
        others = np.flatnonzero(~task.kept)
        opened = np.sort(np.append(opened, others[np.argpartition(worth[others], free - 1)[:free]]))
    return Bound(float(prices.sum() + worth[opened].sum()), prices, worth, opened, 1 - taken(opened))


class Prices:
    """Prices on their way up. `best` is the highest bound yet, and `use` how often a site stood open in the
    average of all steps, which tells near its end which sites the best choices have.
    """

    def __init__(self, task: Task, prices: Floats) -> None:
        self.best = bound_at(task, prices)
        self.use = np.zeros(task.sites)
        self.use[self.best.open] = 1
        self._wrong = self.best.surplus
        self._step, self._idle, self._most = 1.0, 0, 0.1

    @property
    def stalled(self) -> bool:
        return self._step < _LEAST_STEP

    def step(self, task: Task, target: float) -> None:
        """`target` is a value that some choice has."""
        length = float(self._wrong @ self._wrong)
        if length < 1e-12:
            self._step = 0.0
            return
        # somewhat beyond what some choice costs, or steps would end short of the bound where that is the best
        reach = max(1.05 * (target - self.best.value), 1e-9 * target)
        found = bound_at(task, self.best.prices + self._step * reach / length * self._wrong)
        self._average(found)
        self._judge(found)

    def restrict(self, sites: Numbers, task: Task) -> None:
        """To the sites of a task that has some of those there were."""
        self.use = self.use[sites]
        self.best = bound_at(task, self.best.prices)

    def _average(self, found: Bound) -> None:
        apart = found.surplus - self._wrong
        length = float(apart @ apart)
        share = self._most if length == 0 else -float(self._wrong @ apart) / length
        share = min(max(share, self._most / 10), self._most)
        self._wrong = self._wrong + share * apart
        self.use *= 1 - share
        self.use[found.open] += share

    def _judge(self, found: Bound) -> None:
        if found.value > self.best.value:
            if float(found.surplus @ self._wrong) > 0:
                self._step = min(2.0, self._step * 1.1)
            self.best, self._idle = found, 0
            return
        self._idle += 1
        if self._idle >= _PATIENCE:
            self._step, self._idle = self._step * 0.66, 0
            self._most = max(self._most / 1.5, 1e-3)
