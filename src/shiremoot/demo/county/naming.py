"""What people are called: families share names, marriages change them, juniors and twins confuse them."""

import numpy as np

from .arrays import NO_DATE, Bools, Ints, Texts, between, blank, only_where, texts
from .households import CHILD, COUPLE, FAMILY, HEAD, LONE_PARENT, OTHER, PARTNER, THREE_GENERATIONS, Members
from .people import NOBODY
from .words import FEMALE, MALE, words

_MIXED_COUPLES = 0.10
_MARRIED = 0.78
_TAKES_NAME, _JOINS_NAMES = 0.84, 0.05
_BLENDED = 0.13  # of couples with children: the elder ones have another father
_FATHERS_NAME_WITHOUT_HIM = 0.6
_ONCE_MARRIED = 0.22  # of women over thirty living without a partner
_JUNIORS = 0.04  # of families: a son is called as his father
_KNOWN_AS = 0.05


class Names:
    """The names of all members, made once; arrays by member."""

    def __init__(
        self, rng: np.random.Generator, members: Members, father: Ints, as_at: np.datetime64
    ) -> None:
        self._rng, self._members, self._father = rng, members, father
        self._year = 1970 + members.born.astype("datetime64[Y]").astype(np.int64)
        self._head = np.searchsorted(members.household, members.household)
        self.origin = self._origins()
        self._birth = self._surname(words().draw_surname(rng, self.origin))
        self.last, self.previous = self._birth.copy(), blank(len(father))
        self.married = np.full(len(father), NO_DATE)
        self._marry(as_at)
        self._name_children()
        self.first = self._first_names()
        self.middle = self._middle_names()
        self.known_as = self._everyday_names()

    def _surname(self, code: Ints) -> Texts:
        women, men = words().surnames
        return np.where(self._members.sex == MALE, men[code], women[code])

    def _origins(self) -> Ints:
        rng, members = self._rng, self._members
        weights = words().origin_weights
        own = rng.choice(len(weights), size=len(self._head), p=weights)
        mixed = (members.role == PARTNER) & (rng.random(len(own)) < _MIXED_COUPLES)
        sharing = (members.role == OTHER) & (members.kind != THREE_GENERATIONS)
        return np.where(mixed | sharing, own, own[self._head])

    def _marry(self, as_at: np.datetime64) -> None:
        rng, members, head = self._rng, self._members, self._head
        size = len(head)
        couple = np.isin(members.kind, (COUPLE, FAMILY, THREE_GENERATIONS))
        wife = (members.role == PARTNER) & couple & (members.sex == FEMALE) & (rng.random(size) < _MARRIED)
        way = rng.random(size)
        takes = wife & (way < _TAKES_NAME)
        joins = wife & (way >= _TAKES_NAME) & (way < _TAKES_NAME + _JOINS_NAMES)
        joined = texts(f"{a}-{b}" for a, b in zip(self._birth[joins], self._birth[head[joins]], strict=True))
        alone = (members.sex == FEMALE) & (members.role == HEAD) & (self._year < _year(as_at) - 30)
        once = alone & (rng.random(size) < _ONCE_MARRIED)
        self.previous[takes | joins | once] = self._birth[takes | joins | once]
        self.last[takes] = self._surname_of(head)[takes]
        self.last[joins] = joined
        self.last[once] = self._surname(words().draw_surname(rng, self.origin))[once]
        changed = takes | joins | once
        adult = members.born[changed] + np.timedelta64(20 * 365, "D")
        self.married[changed] = between(rng, adult, np.full(int(changed.sum()), as_at))
        grandparent = (members.role == OTHER) & (members.kind == THREE_GENERATIONS)
        self.last[grandparent] = self._birth[head[grandparent]]

    def _surname_of(self, other: Ints) -> Texts:
        """The other's surname in the form of one's own sex."""
        women, men = words().surnames
        form = dict(zip(men, women, strict=True))
        theirs = self.last[other]
        return np.where(self._members.sex == FEMALE, texts(form.get(name, name) for name in theirs), theirs)

    def _name_children(self) -> None:
        rng, members, head = self._rng, self._members, self._head
        child = members.role == CHILD
        self.last[child] = self._surname_of(head)[child]
        with_absent = child & (self._father != NOBODY) & (self._father != head)
        by_absent = self._surname_of(np.maximum(self._father, 0))
        self.last[with_absent] = by_absent[with_absent]
        unknown = child & (self._father == NOBODY)
        fathers = (rng.random(len(head)) < _FATHERS_NAME_WITHOUT_HIM)[head]
        family_name = self._surname(words().draw_surname(rng, self.origin)[head])
        self.last[unknown & fathers] = family_name[unknown & fathers]

    def _first_names(self) -> Texts:
        rng, members, head = self._rng, self._members, self._head
        code = words().draw_first(rng, self.origin, members.sex, self._year)
        for _ in range(6):  # nobody gives two children one name
            again = np.flatnonzero(_repeated(members.household * 10_000 + code))
            if not len(again):
                break
            code[again] = words().draw_first(rng, self.origin[again], members.sex[again], self._year[again])
        son = (members.role == CHILD) & (members.sex == MALE) & (self._father == head)
        eldest = son & ~_repeated(np.where(son, members.household, -1 - np.arange(len(head))))
        junior = eldest & (rng.random(len(head)) < _JUNIORS)
        code[junior] = code[head[junior]]
        return np.where(members.unborn, texts(["Unborn"])[0], words().first_names[code])

    def _middle_names(self) -> Texts:
        rng, members = self._rng, self._members
        one = words().first_names[words().draw_first(rng, self.origin, members.sex, self._year)]
        has = (rng.random(len(one)) < np.where(self.origin == 0, 0.75, 0.3)) & ~members.unborn
        return only_where(has & (one != self.first), one)

    def _everyday_names(self) -> Texts:
        nicknames = words().nicknames
        short = texts(map(nicknames.get, self.first))
        return only_where(self._rng.random(len(short)) < _KNOWN_AS * 2, short)


def _year(day: np.datetime64) -> int:
    return 1970 + int(day.astype("datetime64[Y]").astype(np.int64))


def _repeated(key: Ints) -> Bools:
    """True for each value that stood before."""
    seen = np.ones(len(key), dtype=bool)
    seen[np.unique(key, return_index=True)[1]] = False
    return seen


def absent_fathers(rng: np.random.Generator, members: Members) -> tuple[Ints, Ints]:
    """Mother and father of each member by row, some fathers living elsewhere in the county."""
    size = len(members.household)
    head = np.searchsorted(members.household, members.household)
    child = members.role == CHILD
    couple = child & np.isin(members.kind, (FAMILY, THREE_GENERATIONS))
    lone_mother = child & (members.kind == LONE_PARENT) & (members.sex[head] == FEMALE)
    mother = np.where(couple, head + 1, np.where(lone_mother, head, NOBODY))
    father = np.where(child & ~lone_mother, head, NOBODY)
    blended = (rng.random(size) < _BLENDED)[head] & couple
    elder = blended & (np.roll(child, 1) & (np.roll(head, 1) == head))
    elsewhere = _other_fathers(rng, members, head)
    father = np.where(lone_mother | elder, elsewhere[head], father)
    return mother, father


def _other_fathers(rng: np.random.Generator, members: Members, head: Ints) -> Ints:
    """For each household, by its head's row: a man living alone who may be a child's father, or nobody."""
    birth_year = members.born.astype("datetime64[Y]").astype(np.int64)
    alone = (members.kind == 0) & (members.sex == MALE) & (birth_year >= np.percentile(birth_year, 25))
    men = np.flatnonzero(alone)
    father = np.full(len(head), NOBODY, dtype=np.int64)
    mothers = np.flatnonzero((members.role == HEAD) & np.isin(members.kind, (FAMILY, LONE_PARENT)))
    mothers = mothers[rng.random(len(mothers)) < 0.6]
    men = men[np.argsort(birth_year[men] + rng.uniform(-4, 4, len(men)))]
    if not len(men) or not len(mothers):
        return father
    near = np.searchsorted(birth_year[men], birth_year[mothers] - 2)
    father[mothers] = men[np.clip(near + rng.integers(0, len(men) // 40 + 1, len(mothers)), 0, len(men) - 1)]
    return father
