"""Who lives together: kinds of household, and the ages and sexes of their members."""

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Dates, Floats, Ints, repeat_rows
from .words import FEMALE, MALE

HEAD, PARTNER, CHILD, OTHER = range(4)
SINGLE, COUPLE, FAMILY, LONE_PARENT, SHARERS, THREE_GENERATIONS = range(6)
_KIND_SHARES = (0.33, 0.29, 0.22, 0.08, 0.05, 0.03)
_CHILDREN = (1, 2, 3, 4, 5)
_CHILDREN_SHARES = (0.42, 0.39, 0.14, 0.04, 0.01)
_TWINS = 0.017
_UNBORN = 0.012  # of homes with children
_SMALLEST_MEAN_SIZE = 1.6
_ADULT_AGES = {  # mean, spread, youngest, oldest
    SINGLE: (57, 21, 18, 98),
    COUPLE: (58, 16, 19, 95),
    FAMILY: (37, 8, 19, 62),
    LONE_PARENT: (34, 8, 17, 56),
    SHARERS: (26, 6, 18, 45),
    THREE_GENERATIONS: (40, 6, 25, 56),
}


@dataclass(frozen=True)
class Members:
    """One row for each member, households one after another, the head first."""

    household: Ints
    kind: Ints  # of the household, by member
    role: Ints
    sex: Ints
    born: Dates  # the expected date for the unborn
    unborn: Bools


def make_members(rng: np.random.Generator, people: int, as_at: np.datetime64) -> Members:
    """Households that come to exactly `people` members."""
    most = int(people / _SMALLEST_MEAN_SIZE) + 10
    kind = rng.choice(len(_KIND_SHARES), size=most, p=_KIND_SHARES)
    role_counts = _role_counts(rng, kind)
    per_household = role_counts.sum(axis=1)
    household = repeat_rows(per_household)[:people]
    row = np.arange(people)
    within = row - np.searchsorted(household, household)
    bounds = np.cumsum(role_counts, axis=1)
    role = (within[:, np.newaxis] >= bounds[household]).sum(axis=1)
    member_kind = kind[household]
    child_age, unborn = _children_ages(rng, household, role)
    age = _ages(rng, household, member_kind, role, child_age)
    born = as_at - np.floor(age * 365.2425).astype("timedelta64[D]")
    return Members(household, member_kind, role, _sexes(rng, member_kind, role), born, unborn)


def _role_counts(rng: np.random.Generator, kind: Ints) -> Ints:
    """Heads, partners, children and others of each household."""
    counts = np.zeros((len(kind), 4), dtype=np.int64)
    counts[:, HEAD] = 1
    counts[:, PARTNER] = np.isin(kind, (COUPLE, FAMILY, THREE_GENERATIONS))
    with_children = np.isin(kind, (FAMILY, LONE_PARENT, THREE_GENERATIONS))
    counts[:, CHILD] = with_children * rng.choice(_CHILDREN, size=len(kind), p=_CHILDREN_SHARES)
    sharers = rng.integers(1, 4, len(kind))
    counts[:, OTHER] = np.where(kind == SHARERS, sharers, kind == THREE_GENERATIONS)
    return counts


def _children_ages(rng: np.random.Generator, household: Ints, role: Ints) -> tuple[Floats, Bools]:
    """Ages of children, the youngest first in each home; below zero for the unborn."""
    is_child = role == CHILD
    first = is_child & (np.roll(household * 4 + role, 1) != household * 4 + role)
    gap = rng.uniform(1.1, 4.2, len(role))
    gap[rng.random(len(role)) < _TWINS] = 0.0
    youngest = rng.uniform(0, 14, len(role))
    unborn = first & (rng.random(len(role)) < _UNBORN)
    youngest[unborn] = rng.uniform(-0.6, -0.05, int(unborn.sum()))
    step = np.where(first, youngest, np.where(is_child, gap, 0.0))
    running = np.cumsum(step)
    start = np.maximum.accumulate(np.where(first, np.arange(len(role)), 0))
    age = running - running[start] + step[start]
    second_unborn = is_child & (age < 0)
    return np.where(is_child, age, 0.0), second_unborn


def _ages(rng: np.random.Generator, household: Ints, kind: Ints, role: Ints, child_age: Floats) -> Floats:
    """Ages in years: parents old enough for their eldest, partners near each other, grandparents older."""
    table = np.array([_ADULT_AGES[number] for number in range(len(_ADULT_AGES))], dtype=float)
    mean, spread, youngest, oldest = table[kind].T
    drawn = np.clip(rng.normal(mean, spread), youngest, oldest) + rng.random(len(kind))
    eldest = np.zeros(int(household.max()) + 1)
    np.maximum.at(eldest, household, child_age)
    head_row = np.searchsorted(household, household)
    head_age = np.maximum(drawn, eldest[household] + 17.5)[head_row]
    partner_age = np.maximum(head_age + rng.normal(-1.5, 3.5, len(kind)), eldest[household] + 16.5)
    partner_age = np.maximum(partner_age, 18.0)
    grandparent = (role == OTHER) & (kind == THREE_GENERATIONS)
    age = np.where(role == HEAD, head_age, np.where(role == PARTNER, partner_age, drawn))
    age = np.where(grandparent, head_age + rng.uniform(20, 34, len(kind)), age)
    return np.where(role == CHILD, child_age, age)


def _sexes(rng: np.random.Generator, kind: Ints, role: Ints) -> Ints:
    """Heads of couples are mostly men here and partners women, so that mothers are easily told."""
    sex = rng.integers(0, 2, len(kind))
    couple = np.isin(kind, (COUPLE, FAMILY, THREE_GENERATIONS))
    sex[couple & (role == HEAD)] = MALE
    sex[couple & (role == PARTNER)] = FEMALE
    alike = (kind == COUPLE) & (role == PARTNER) & (rng.random(len(kind)) < 0.03)
    sex[alike] = MALE
    lone = (kind == LONE_PARENT) & (role == HEAD)
    sex[lone] = np.where(rng.random(int(lone.sum())) < 0.88, FEMALE, MALE)
    return sex
