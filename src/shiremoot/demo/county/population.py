"""Puts people together: households, names, family, homes over time, numbers and need."""

import unicodedata
from dataclasses import dataclass

import numpy as np

from .arrays import NO_DATE, Bools, Dates, Floats, Ints, Texts, between, only_where, texts, years_old
from .geography import Geography, make_geography
from .households import CHILD, HEAD, LONE_PARENT, PARTNER, SINGLE, Members, make_members
from .identifiers import mobile_numbers, nhs_numbers, office_numbers, pupil_numbers
from .naming import Names, absent_fathers
from .people import NOBODY, NOWHERE, People, World

_EMPTY_HOMES = 0.06
_MOVED_LATELY = 0.45  # of households, within six years
_NO_FIXED_ABODE = 0.006  # of people living alone
_ESTIMATED_BIRTH = 0.03  # of adults of the origins where records are often lacking
_OFTEN_ESTIMATED = (4, 8)
_SOCIAL_HOMES = 0.18
_NO_HEALTH_NUMBER = 0.01
_MAIL_DOMAINS = ("post.example", "mail.example", "quickmail.example", "home.example")


@dataclass(frozen=True)
class _Homes:
    address: Ints
    moved_in: Dates
    previous_address: Ints
    previous_from: Dates


def make_world(rng: np.random.Generator, people: int, as_at: np.datetime64) -> World:
    """A county of exactly `people` people, the unborn included."""
    members = make_members(rng, people, as_at)
    households = int(members.household.max()) + 1
    geography = make_geography(rng, int(households * (1 + _EMPTY_HOMES)) + 20)
    mother, father = absent_fathers(rng, members)
    names = Names(rng, members, father, as_at)
    homes = _homes(rng, geography, members, father, as_at)
    need = _need(rng, geography, members, homes)
    adult = years_old(members.born, as_at) >= 16
    social = rng.random(households)[members.household] < _social_chance(need, members)
    born, estimated = _birth_dates(rng, members, names.origin, adult)
    has_number = ~members.unborn & (rng.random(people) > _NO_HEALTH_NUMBER)
    person = People(
        household=members.household,
        kind=members.kind,
        role=members.role,
        sex=members.sex,
        born=born,
        unborn=members.unborn,
        estimated=estimated,
        origin=names.origin,
        first=names.first,
        middle=names.middle,
        last=names.last,
        previous_last=names.previous,
        renamed=names.married,
        known_as=names.known_as,
        mother=mother,
        father=father,
        partner=_partners(members),
        nhs=only_where(has_number, nhs_numbers(rng, people)),
        upn=only_where(~adult & ~members.unborn, _pupil_numbers(rng, born)),
        phone=_phones(rng, members.household, adult),
        email=_emails(rng, names, adult),
        address=homes.address,
        moved_in=homes.moved_in,
        previous_address=homes.previous_address,
        previous_from=homes.previous_from,
        need=need,
        social_tenant=social & (homes.address != NOWHERE),
        health_member=has_number & (rng.random(people) < 0.965),
    )
    return World(as_at, geography, person)


def _homes(
    rng: np.random.Generator, geography: Geography, members: Members, father: Ints, as_at: np.datetime64
) -> _Homes:
    households = int(members.household.max()) + 1
    at = members.household
    home = rng.permutation(len(geography.address_area))[:households]
    lately = rng.random(households) < _MOVED_LATELY
    days = np.where(lately, rng.integers(20, 2200, households), rng.integers(2200, 11000, households))
    moved_in = (as_at - days.astype("timedelta64[D]"))[at]
    before = np.where(lately, rng.integers(0, len(geography.address_area), households), NOWHERE)[at]
    _separate(rng, father, members, home, moved_in, before, as_at)
    address = home[at]
    single = (members.kind == SINGLE) & (rng.random(len(at)) < _NO_FIXED_ABODE)
    address[single] = NOWHERE
    moved_in = np.where(members.unborn, as_at, np.maximum(moved_in, np.minimum(members.born, as_at)))
    before = np.where(members.born.astype("datetime64[D]") < moved_in, before, NOWHERE)
    stay = rng.integers(200, 2500, households).astype("timedelta64[D]")[at]
    previous_from = np.maximum(moved_in - stay, members.born)
    return _Homes(address, moved_in, before, np.where(before == NOWHERE, NO_DATE, previous_from))


def _separate(
    rng: np.random.Generator,
    father: Ints,
    members: Members,
    home: Ints,
    moved_in: Dates,
    before: Ints,
    as_at: np.datetime64,
) -> None:
    """Fathers who live elsewhere moved out of their child's home: changes `moved_in` and `before`."""
    apart = np.flatnonzero((father != NOBODY) & (members.household[father] != members.household))
    men = father[apart]
    since = np.maximum(members.born[apart], moved_in[apart])
    moved_in[men] = between(rng, np.minimum(since, as_at), np.full(len(men), as_at))
    before[men] = home[members.household[apart]]


def _need(rng: np.random.Generator, geography: Geography, members: Members, homes: _Homes) -> Floats:
    """Latent need: mean 0, deviation near 1, mostly shared by the household."""
    households = int(members.household.max()) + 1
    poor = geography.deprivation[geography.address_area[np.maximum(homes.address, 0)]]
    shared = rng.normal(0, 0.75, households)[members.household]
    alone = np.where(members.kind == LONE_PARENT, 0.6, 0.0) + np.where(homes.address == NOWHERE, 2.0, 0.0)
    need = 0.5 * poor + shared + alone + rng.normal(0, 0.35, len(shared))
    return np.asarray(need - need.mean())


def _social_chance(need: Floats, members: Members) -> Floats:
    head = np.searchsorted(members.household, members.household)
    return np.minimum(_SOCIAL_HOMES * np.exp(0.9 * need[head] - 0.4), 0.85)


def _birth_dates(
    rng: np.random.Generator, members: Members, origin: Ints, adult: Bools
) -> tuple[Dates, Bools]:
    estimated = adult & np.isin(origin, _OFTEN_ESTIMATED) & (rng.random(len(origin)) < _ESTIMATED_BIRTH)
    new_year = members.born.astype("datetime64[Y]").astype("datetime64[D]")
    return np.where(estimated, new_year, members.born), estimated


def _partners(members: Members) -> Ints:
    row = np.arange(len(members.role))
    is_partner = members.role == PARTNER
    has_partner = (members.role == HEAD) & np.append(is_partner[1:], False)
    return np.where(is_partner, row - 1, np.where(has_partner, row + 1, NOBODY))


def _pupil_numbers(rng: np.random.Generator, born: Dates) -> Texts:
    return pupil_numbers(rng, 1970 + born.astype("datetime64[Y]").astype(np.int64))


def _phones(rng: np.random.Generator, household: Ints, adult: Bools) -> Texts:
    fixed = office_numbers(rng, int(household.max()) + 1)[household]
    own = mobile_numbers(rng, len(household))
    return np.where(adult & (rng.random(len(household)) < 0.85), own, fixed)


def _emails(rng: np.random.Generator, names: Names, adult: Bools) -> Texts:
    size = len(adult)
    local = dict.fromkeys([*names.first.tolist(), *names.last.tolist()])
    for name in local:
        local[name] = _plain(name)
    number = rng.integers(1, 1000, size).tolist()
    domain = rng.integers(0, len(_MAIL_DOMAINS), size).tolist()
    has = adult & (rng.random(size) < 0.7)
    return texts(
        f"{local[first]}.{local[last]}{number[row]}@{_MAIL_DOMAINS[domain[row]]}" if has[row] else None
        for row, (first, last) in enumerate(zip(names.first, names.last, strict=True))
    )


def _plain(name: str) -> str:
    """Letters a mail address may have."""
    spelt = unicodedata.normalize("NFKD", name.lower().translate({ord("ł"): "l", ord("ı"): "i"}))
    return "".join(letter for letter in spelt if letter.isascii() and letter.isalnum())


def children(world: World) -> Bools:
    """Everyone under eighteen, born or not."""
    child: Bools = (world.age < 18) & (world.people.role == CHILD)
    return child
