"""A linkage model: what is compared, at which levels, and which pairs are looked at.

I. P. Fellegi and A. B. Sunter, *A Theory for Record Linkage*, JASA 64 (1969): a level that matches show with
probability m and other pairs with probability u speaks log2(m / u) bits for a match.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .conditions import Check, Condition, checks
from .frequencies import Frequencies


@dataclass(frozen=True, slots=True)
class Rarity:
    """Agreement on a rare value of `column` counts for more, so many times as much as its frequency says.

    No value counts as rarer than `least` (a share of records). `of_this_level`: a value is held against this
    level's own u, instead of that of the comparison's level of equality.
    """

    column: str
    weight: float = 1.0
    least: float = 0.0
    of_this_level: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """One rung: the first whose condition holds is the pair's; None holds always, and stands last.

    `missing` levels say nothing. `m` and `u` are probabilities; a fixed one is not learned.
    """

    condition: Condition | None
    label: str = ""
    m: float | None = None
    u: float | None = None
    missing: bool = False
    fixed_m: bool = False
    fixed_u: bool = False
    rarity: Rarity | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    name: str
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        conditions = [level.condition for level in self.levels]
        if len(conditions) < 2 or None in conditions[:-1] or conditions[-1] is not None:
            raise ValueError(
                f"{self.name}: the last of two or more levels, and no other, is without condition"
            )

    def columns(self) -> Iterator[str]:
        for level in self.levels:
            if level.condition is not None:
                for test in checks(level.condition):
                    yield from (value.column for value in (test.a, test.b) if value)
            if level.rarity:
                yield level.rarity.column

    def equality(self, column: str) -> int | None:
        """The level that asks for this column to be the same, and nothing else."""
        for at, level in enumerate(self.levels):
            condition = level.condition
            if isinstance(condition, Check) and condition.name == "same":
                assert condition.b is not None
                if condition.a.column == condition.b.column == column:
                    return at
        return None


Rule = tuple[tuple[str, str], ...]
"""Pairs of columns: a pair of records is looked at where the left one's first equals the right one's second,
in all.
"""


@dataclass(frozen=True, slots=True)
class Classes:
    """Kinds of pair: the match first, the unrelated last, between them who is easily taken for a match.

    `shares` of all pairs of records, summing to 1; `levels[comparison][level][class]` is how often a class
    shows a level, of its pairs that do not show a missing one; `by_chance[comparison][class]`, whether it
    shows them as unrelated pairs do, so that agreement on a rare value tells it from a match.
    """

    names: tuple[str, ...]
    shares: tuple[float, ...]
    levels: tuple[tuple[tuple[float, ...], ...], ...]
    by_chance: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """`prior` is the probability that two records drawn at random are of one person.

    With `classes`, pairs are weighed by them; the levels' m and u are what Splink would weigh them by. With
    `frequencies`, by column, rarity is told by them; else it is counted among the records that are weighed.
    """

    comparisons: tuple[Comparison, ...]
    rules: tuple[Rule, ...]
    prior: float
    classes: Classes | None = None
    frequencies: Mapping[str, Frequencies] | None = None

    def columns(self) -> set[str]:
        compared = {column for comparison in self.comparisons for column in comparison.columns()}
        return compared | {column for rule in self.rules for pair in rule for column in pair}

    def rarities(self) -> set[str]:
        """The columns whose rare values count for more."""
        levels = (level for comparison in self.comparisons for level in comparison.levels)
        return {level.rarity.column for level in levels if level.rarity}
