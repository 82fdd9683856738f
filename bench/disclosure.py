"""Attacks on counts, and how long the release history takes: python bench/disclosure.py

Each attack is on one person of an area, whom the attacker knows by something that nobody else there has. Half
of them have the attribute that the attacker wants to know. How many people of the area have it is asked
twice, of everybody and without that person: by one condition more, by another condition, or by a breakdown.
What the two answers tell is learnt from one half of the attacks, with the truth, and guessed in the other;
then the other way round.

Methods without a guard answer by the people alone, so the three ways of asking are one to them.
"""

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import click
import numpy as np
import numpy.typing as npt

from shiremoot.disclosure import (
    Answer,
    Members,
    PerturbationTable,
    ReleasedCell,
    Rules,
    Tabulation,
    protect,
    record_keys,
    signature,
)
from shiremoot.disclosure.history import History

RULES = Rules()
TABLE = PerturbationTable.of(RULES)
ROUNDS, AREAS = 40, 250
MOST_ACCURATE = 0.52
CELLS, EARLIER, PEOPLE, TIMES = 200, 1_000, 1_000_000, 15
LIMIT_MS = 100

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Pseudonyms = npt.NDArray[np.uint64]
Value = int | None
Method = Callable[[int, int], Value]
"""From how many people and their cell key to what is shown."""
Case = tuple[object, bool]
"""What an attacker sees, and whether the target has the attribute."""


@click.command()
def main() -> None:
    random = np.random.default_rng(2018)
    rounds = [_Areas.made(random) for _ in range(ROUNDS)]
    truth = np.concatenate([one.truth for one in rounds])
    print(f"{len(truth):,} attacks on one person, of whom {truth.mean():.0%} have the attribute")
    print(f"  {'method':<42}{'certain':>9}{'accuracy':>10}{'withheld':>10}{'mean error':>12}")
    for name, method in METHODS.items():
        told(name, [answers for one in rounds for answers in one.by(method)], truth)
    answers = [answers for at, one in enumerate(rounds) for answers in one.ours(at % 3)]
    certain, accuracy = told("ours", answers, truth)
    slowest = _time_history(random)
    if certain or accuracy > MOST_ACCURATE or slowest > LIMIT_MS:
        raise click.ClickException("ours is over its limits")


def _raw(people: int, key: int) -> Value:
    return people


def _noisy(people: int, key: int) -> int:
    """The attacks have areas of 5 and more: with the row for 10 none falls below zero."""
    return people + int(TABLE.noise(np.array([max(people, 10)]), np.array([key]))[0])


def _rounded(people: int) -> int:
    return (people + 2) // 5 * 5


METHODS: dict[str, Method] = {
    "the counts themselves": _raw,
    "withheld under 10": lambda people, key: people if people >= 10 else None,
    "withheld under 10, rounded to 5": lambda people, key: _rounded(people) if people >= 10 else None,
    "cell keys (D = 5, V = 3)": lambda people, key: _noisy(people, key),
    "cell keys, rounded to 5": lambda people, key: _rounded(_noisy(people, key)),
}


@dataclass(frozen=True)
class Attack:
    """What was shown with everybody and without the target, and how many there are with everybody."""

    whole: Value
    without: Value
    people: int

    @property
    def seen(self) -> object:
        if self.whole is None or self.without is None:
            return self.whole is None, self.without is None
        return self.whole - self.without


@dataclass(frozen=True)
class _Areas:
    """People of some areas, one target in each."""

    area: Ints
    has: Flags
    target: Flags
    pseudonyms: Pseudonyms

    @classmethod
    def made(cls, random: np.random.Generator) -> "_Areas":
        """5 to 200 others with the attribute and 20 to 400 without, as many small areas as large."""
        others = np.exp(random.uniform(np.log(5), np.log(200), AREAS)).astype(int)
        lack = np.exp(random.uniform(np.log(20), np.log(400), AREAS)).astype(int)
        areas = np.arange(AREAS)
        area = np.concatenate([np.repeat(areas, others), np.repeat(areas, lack), areas])
        half = random.permutation(AREAS) < AREAS // 2
        has = np.concatenate([np.ones(others.sum(), bool), np.zeros(lack.sum(), bool), half])
        target = np.arange(len(area)) >= len(area) - AREAS
        pseudonyms = np.unique(random.integers(0, 2**64, 2 * len(area), dtype=np.uint64))[: len(area)]
        shuffled = random.permutation(len(area))
        return cls(area[shuffled], has[shuffled], target[shuffled], pseudonyms)

    @property
    def truth(self) -> Flags:
        """Whether each area's target has the attribute."""
        found: Flags = np.bincount(self.area, self.has & self.target, AREAS) > 0
        return found

    def by(self, method: Method) -> list[Attack]:
        keys = record_keys(self.pseudonyms).astype(np.int64)
        attacks = []
        for area in range(AREAS):
            whole = (self.area == area) & self.has
            without = whole & ~self.target
            all_of_them, the_others = (
                method(int(who.sum()), int(keys[who].sum() % 256)) for who in (whole, without)
            )
            attacks.append(Attack(all_of_them, the_others, int(whole.sum())))
        return attacks

    def ours(self, way: int) -> list[Attack]:
        """Asked through the door, in one of the three ways."""
        project: list[ReleasedCell] = []
        whole = self._ask(project, [self.has])
        if way == 0:
            without = self._ask(project, [~self.target, self.has])
        elif way == 1:
            without = self._ask(project, [self.has & ~self.target])
        else:
            without = self._ask(project, [self.has], by_target=True)[::2]
        people = np.bincount(self.area, self.has, AREAS)
        return [Attack(*found) for found in zip(whole, without, people.astype(int).tolist(), strict=True)]

    def _ask(
        self, project: list[ReleasedCell], conditions: Sequence[Flags], *, by_target: bool = False
    ) -> list[Value]:
        cell = self.area * 2 + self.target if by_target else self.area
        masks = sum((one.astype(np.int64) << bit for bit, one in enumerate(conditions)), np.int64(0))
        asked = Tabulation(
            (AREAS, 2) if by_target else (AREAS,),
            len(conditions),
            cell,
            np.asarray(masks),
            np.ones(len(cell), np.int64),
            record_keys(self.pseudonyms).astype(np.int64),
        )
        found = protect(
            asked,
            self._members(conditions, by_target),
            earlier=project,
            publish="1",
            rules=RULES,
            table=TABLE,
        )
        project += found.kept
        return [_value(one) for one in found.shown]

    def _members(self, conditions: Sequence[Flags], by_target: bool) -> Members:
        def members(counted, cells):  # type: ignore[no-untyped-def]
            found = []
            for cell in cells:
                area, part = divmod(cell, 2) if by_target else (cell, 0)
                kept = counted.dimensions[cell]
                who = np.ones(len(self.area), bool)
                if kept[0]:
                    who &= self.area == area
                if by_target and kept[1]:
                    who &= self.target == part
                for bit, condition in enumerate(conditions):
                    if counted.conditions[cell] >> bit & 1:
                        who &= condition
                found.append(self.pseudonyms[who])
            return found

        return members


def _value(answer: Answer) -> Value:
    return answer if isinstance(answer, int) else None


def told(name: str, attacks: Sequence[Attack], truth: Flags) -> tuple[float, float]:
    """How often the attacker is certain, and how often right."""
    cases = [(attack.seen, one) for attack, one in zip(attacks, truth.tolist(), strict=True)]
    has = _counted(cases)
    certain = sum(len(has[seen]) == 1 for seen, _ in cases) / len(cases)
    right = _right(cases[::2], cases[1::2]) + _right(cases[1::2], cases[::2])
    accuracy = right / len(cases)
    errors = [abs(attack.whole - attack.people) for attack in attacks if attack.whole is not None]
    withheld = 1 - len(errors) / len(attacks)
    print(f"  {name:<42}{certain:>9.3f}{accuracy:>10.3f}{withheld:>10.0%}{statistics.fmean(errors):>12.2f}")
    return certain, accuracy


def _right(learnt: Sequence[Case], guessed: Sequence[Case]) -> int:
    """How many are guessed right by what is likelier in those that are learnt from."""
    has = _counted(learnt)
    return sum((has[seen][True] >= has[seen][False]) == one for seen, one in guessed)


def _counted(cases: Sequence[Case]) -> dict[object, Counter[bool]]:
    has: dict[object, Counter[bool]] = defaultdict(Counter)
    for seen, one in cases:
        has[seen][one] += 1
    return has


def _time_history(random: np.random.Generator) -> float:
    """The slowest median, in milliseconds."""
    people = np.unique(random.integers(0, 2**64, PEOPLE, dtype=np.uint64))
    new = [np.sort(part) for part in np.array_split(random.permutation(people), CELLS)]
    few = [part[: size + 1] for part, size in zip(new, random.integers(10, 60, CELLS), strict=True)]
    sizes = np.exp(random.uniform(np.log(10), np.log(len(people)), EARLIER)).astype(int)
    others = [np.sort(random.choice(people, size, replace=False)) for size in sizes]
    repeats = range(EARLIER // CELLS)
    again = [part for _ in repeats for part in new]
    moved = [np.delete(part, random.integers(0, len(part), 4)) for _ in repeats for part in new]
    print(f"{CELLS} new cells against {EARLIER:,} earlier ones, {len(people):,} people; median of {TIMES}")
    slowest = 0.0
    for name, cells, earlier in (
        ("other questions", new, others),
        (
            "small cells, other small ones",
            few,
            [np.unique(random.choice(people, len(one))) for one in few * 5],
        ),
        ("the same question, asked five times before", new, again),
        ("five questions near it, 4 people of each cell gone", new, moved),
    ):
        released = [_released(members) for members in earlier]
        milliseconds = statistics.median(_timed(cells, released) for _ in range(TIMES))
        print(f"  {name:<52}{milliseconds:>7.1f} ms")
        slowest = max(slowest, milliseconds)
    return slowest


def _released(members: Pseudonyms) -> ReleasedCell:
    return ReleasedCell("1", len(members), signature(members), len(members), True, lambda: members)


def _timed(cells: Sequence[Pseudonyms], earlier: Sequence[ReleasedCell]) -> float:
    began = time.perf_counter()
    history = History(earlier, publish="1", minimum=RULES.minimum, room=len(cells))
    for members in cells:
        history.answer(members, len(members))
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
