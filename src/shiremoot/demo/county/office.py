"""One agency at work: its records, its staff, the dates of its involvement, its files."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .arrays import NO_DATE, Bools, Dates, Ints, Texts, between, days_back, numbered, texts
from .faults import Faults, Rates, make_faults
from .people import World
from .records import Records, at_address, hold
from .words import words
from .writing import Columns, Dirt, Style, stamped, write


@dataclass(frozen=True)
class Agency:
    """What is particular to one agency's system. `pattern` makes a local identifier from `digits` digits."""

    dataset: str
    style: Style
    rates: Rates
    pattern: str
    digits: int
    mail_domain: str


@dataclass(frozen=True)
class Staff:
    """Lead professionals; columns by row, drawn for each involvement."""

    name: Texts
    phone: Texts
    email: Texts
    """Of the team."""
    own_email: Texts
    team: Texts


@dataclass(frozen=True)
class Spans:
    """From when to when; `end` is NaT while open."""

    start: Dates
    end: Dates
    last_contact: Dates
    open: Bools


@dataclass
class Office:
    """The making of one agency's extract."""

    agency: Agency
    world: World
    rng: np.random.Generator
    out: Path
    held: Records
    faults: Faults
    open: Bools
    spoilt: Bools
    staff: Staff
    rows_written: int = 0
    _places: dict[str, Texts] = field(default_factory=dict)

    @classmethod
    def start(
        cls, agency: Agency, world: World, seed: int, out: Path, who: Ints, teams: Sequence[str]
    ) -> "Office":
        """Records with errors of `who` (person rows)."""
        rng = np.random.default_rng([seed, zlib.crc32(agency.dataset.encode())])
        held = hold(
            rng, world, who, duplicates=agency.rates.duplicate, pattern=agency.pattern, digits=agency.digits
        )
        faults = make_faults(rng, held, agency.rates)
        staff = _staff(rng, max(8, len(world.people) // 2500), agency.mail_domain, teams)
        nothing = np.zeros((2, len(held)), dtype=bool)
        return cls(agency, world, rng, out / agency.dataset, held, faults, nothing[0], nothing[1], staff)

    def rows(self, persons: Ints) -> Ints:
        """A record of each of these persons."""
        return self.held.row_of(self.rng, persons, len(self.world.people))

    def write(self, name: str, columns: Columns, dirt: Dirt | None = None) -> Bools:
        path = self.out / stamped(name, self.world.as_at)
        self.rows_written += len(next(iter(columns.values())))
        return write(path, columns, self.agency.style, self.rng, dirt)

    def write_people(self, name: str, columns: Columns, dirt: Dirt) -> None:
        """The table whose rows identify people."""
        self.spoilt |= self.write(name, columns, dirt)

    def spans(self, rows: Ints, *, open_share: float, longest: int, begun_by: Dates | None = None) -> Spans:
        """Involvement with these records, in days at most `longest`; notes which records are open."""
        rng, as_at = self.rng, self.world.as_at
        is_open = rng.random(len(rows)) < open_share
        start = days_back(rng, as_at, longest, len(rows), least=3)
        if begun_by is not None:
            start = np.fmin(np.fmax(start, begun_by), as_at)
        last = between(rng, start, np.full(len(rows), as_at))
        end = np.where(is_open, NO_DATE, last)
        self.open[rows[is_open]] = True
        return Spans(start, end, last, is_open)

    def assigned(self, size: int) -> Staff:
        """A lead professional for each row."""
        chosen = self.rng.integers(0, len(self.staff.name), size)
        return Staff(
            self.staff.name[chosen],
            self.staff.phone[chosen],
            self.staff.email[chosen],
            self.staff.own_email[chosen],
            self.staff.team[chosen],
        )

    def line(self) -> Texts:
        return at_address(self.world.geography.address_line, self.held.address)

    def postcode(self) -> Texts:
        return at_address(self.world.geography.address_postcode, self.held.address)

    def town(self) -> Texts:
        if "town" not in self._places:
            geography = self.world.geography
            self._places["town"] = geography.town_names[geography.address_town]
        return at_address(self._places["town"], self.held.address)

    def uprn(self) -> Texts:
        return at_address(self.world.geography.uprn, self.held.uprn_address)

    def coded(self, codes: str, numbers: Ints) -> Texts:
        """Numbers as the system's codes: `coded("F M", sex)`."""
        return texts(codes.split())[numbers]

    def references(self, pattern: str, size: int) -> Texts:
        return numbered(pattern, self.rng.permutation(size) + 1)


def _staff(rng: np.random.Generator, size: int, domain: str, teams: Sequence[str]) -> Staff:
    origin = rng.choice(len(words().origin_weights), size=size, p=words().origin_weights)
    sex = rng.integers(0, 2, size)
    first = words().first_names[words().draw_first(rng, origin, sex, rng.integers(1962, 2001, size))]
    women, men = words().surnames
    code = words().draw_surname(rng, origin)
    names = [f"{a} {b}" for a, b in zip(first, np.where(sex == 1, men[code], women[code]), strict=True)]
    team = texts(teams)[np.arange(size) % len(teams)]
    email = texts(f"{label.lower().replace(' ', '.')}@{domain}" for label in team)
    own = texts(f"{'.'.join(name.lower().split())}@{domain}" for name in names)
    return Staff(texts(names), numbered("01632 960{:03d}", rng.integers(0, 1000, size)), email, own, team)
