"""Errors as agencies make them. Each has a stated rate among the records in which it is possible."""

import random
from dataclasses import asdict, dataclass, field

import numpy as np

from .arrays import Bools, Ints, texts
from .people import NOWHERE
from .records import Records
from .words import words

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = (
    ("ph", "f"), ("ff", "f"), ("ck", "k"), ("ie", "y"), ("ee", "ea"), ("ea", "ee"), ("ll", "l"), ("tt", "t"),
    ("nn", "n"), ("th", "t"), ("ai", "ay"), ("ei", "ie"), ("oo", "u"), ("y", "ie"), ("k", "ck"), ("c", "k"),
    ("z", "s"), ("i", "y"), ("n", "nn"), ("t", "tt"), ("l", "ll"), ("er", "ar"), ("a", "e"), ("o", "ou"),
)  # fmt: skip


@dataclass(frozen=True)
class Rates:
    """Share of the records in which each error is possible; duplicates: share of people held twice."""

    typing: float
    phonetic: float
    nickname: float
    swapped_day_month: float
    birth_digit: float
    maiden_name: float
    old_address: float
    missing_nhs: float
    missing_birth: float
    wrong_uprn: float
    duplicate: float

    def stated(self) -> dict[str, float]:
        return asdict(self)


@dataclass
class Faults:
    """What was done to which row, for the truth folder."""

    rows: list[Ints] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def note(self, name: str, rows: Ints) -> None:
        self.rows.append(rows)
        self.names.append(name)


def make_faults(rng: np.random.Generator, held: Records, rates: Rates) -> Faults:
    """Change `held` in place at the stated rates."""
    done = Faults()
    size = len(held)

    def chosen(rate: float, possible: Bools) -> Ints:
        return np.flatnonzero(possible & (rng.random(size) < rate))

    anyone = np.ones(size, dtype=bool)
    born = ~held.unborn
    _rename(held, chosen(rates.maiden_name, held.previous_last != None), done)  # noqa: E711 (by element)
    _nickname(held, chosen(rates.nickname, np.array([n in words().nicknames for n in held.first])), done)
    _misspell(rng, held, chosen(rates.typing, anyone), "typing", done)
    _misspell(rng, held, chosen(rates.phonetic, anyone), "phonetic", done)
    _swap(held, chosen(rates.swapped_day_month, born & _swappable(held)), done)
    _shift_birth(rng, held, chosen(rates.birth_digit, born), done)
    moved = held.previous_address != NOWHERE
    _move_back(held, chosen(rates.old_address, moved), done)
    rows = chosen(rates.wrong_uprn, held.address != NOWHERE)
    held.uprn_address[rows] = (held.address[rows] + 1) % held.addresses
    done.note("wrong_uprn", rows)
    rows = chosen(rates.missing_nhs, held.nhs != None)  # noqa: E711 (by element)
    held.nhs[rows] = None
    done.note("missing_nhs", rows)
    rows = chosen(rates.missing_birth, born)
    held.born[rows] = np.datetime64("NaT")
    done.note("missing_birth", rows)
    return done


def _rename(held: Records, rows: Ints, done: Faults) -> None:
    held.last[rows] = held.previous_last[rows]
    held.previous_last[rows] = None
    done.note("maiden_name", rows)


def _nickname(held: Records, rows: Ints, done: Faults) -> None:
    held.first[rows] = texts(words().nicknames[name] for name in held.first[rows])
    done.note("nickname", rows)


def _misspell(rng: np.random.Generator, held: Records, rows: Ints, how: str, done: Faults) -> None:
    change = mistype if how == "typing" else respell
    dice = random.Random(int(rng.integers(2**62)))
    in_last = rng.random(len(rows)) < 0.5
    for column, which in ((held.last, rows[in_last]), (held.first, rows[~in_last])):
        column[which] = texts(change(name, dice) for name in column[which])
    done.note(how, rows)


def mistype(name: str, dice: random.Random) -> str:
    """One slip of the fingers: a letter beside the right one, missing, doubled, or two swapped."""
    if len(name) < 3:
        return name + name[-1:]
    at = dice.randrange(1, len(name) - 1)
    slip = dice.randrange(4)
    if slip == 0:
        return name[:at] + _beside(name[at], dice) + name[at + 1 :]
    if slip == 1:
        return name[:at] + name[at + 1 :]
    if slip == 2:
        return name[:at] + name[at] + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _beside(letter: str, dice: random.Random) -> str:
    for row in _KEYBOARD:
        at = row.find(letter.lower())
        if at >= 0:
            return row[at - 1] if at and dice.random() < 0.5 else row[(at + 1) % len(row)]
    return letter + letter


def respell(name: str, dice: random.Random) -> str:
    """The name as someone might write it who only heard it."""
    possible = [(sound, other) for sound, other in _SOUNDS if sound in name[1:]]
    if not possible:
        return mistype(name, dice)
    sound, other = dice.choice(possible)
    return name[0] + name[1:].replace(sound, other, 1)


def _parts(held: Records) -> tuple[Ints, Ints]:
    month = held.born.astype("datetime64[M]")
    day = (held.born - month.astype("datetime64[D]")).astype(np.int64) + 1
    return day, month.astype(np.int64) % 12 + 1


def _swappable(held: Records) -> Bools:
    day, month = _parts(held)
    possible: Bools = (day <= 12) & (day != month)
    return possible


def _swap(held: Records, rows: Ints, done: Faults) -> None:
    day, month = (part[rows] for part in _parts(held))
    year = held.born[rows].astype("datetime64[Y]")
    swapped = (year.astype("datetime64[M]") + (day - 1).astype("timedelta64[M]")).astype("datetime64[D]")
    held.born[rows] = swapped + (month - 1).astype("timedelta64[D]")
    done.note("swapped_day_month", rows)


def _shift_birth(rng: np.random.Generator, held: Records, rows: Ints, done: Faults) -> None:
    """The last digit of the day one too high or low, within the month."""
    day = _parts(held)[0][rows]
    step = np.where(
        day % 10 == 0, 1, np.where((day % 10 == 9) | (day >= 28), -1, rng.choice((-1, 1), len(rows)))
    )
    held.born[rows] += step.astype("timedelta64[D]")
    done.note("birth_digit", rows)


def _move_back(held: Records, rows: Ints, done: Faults) -> None:
    held.address[rows] = held.previous_address[rows]
    held.uprn_address[rows] = held.previous_address[rows]
    done.note("old_address", rows)
