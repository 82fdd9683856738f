"""A housing association: bars between the fields, dates as 31 Dec 2026, one tenancy row for each tenant."""

from pathlib import Path

import numpy as np

from shiremoot.demo.county.arrays import NO_DATE, Bools, between, days_back, pick, repeat_rows, texts
from shiremoot.demo.county.faults import Rates
from shiremoot.demo.county.households import HEAD, PARTNER
from shiremoot.demo.county.office import Agency, Office
from shiremoot.demo.county.people import World
from shiremoot.demo.county.writing import Dirt, Style

AGENCY = Agency(
    dataset="housing",
    style=Style("txt", dates="%d %b %Y", delimiter="|", encoding="cp1252", bad_date="31 Sep 1984"),
    rates=Rates(
        typing=0.02,
        phonetic=0.02,
        nickname=0.07,
        swapped_day_month=0.015,
        birth_digit=0.01,
        maiden_name=0.06,
        old_address=0.0,
        missing_nhs=1.0,
        missing_birth=0.02,
        wrong_uprn=0.005,
        duplicate=0.015,
    ),
    pattern="T{:06d}",
    digits=6,
    mail_domain="amberhomes.example",
)
_TEAMS = ("Housing Team Oldford", "Housing Team Coast", "Housing Team Marches")


def make(world: World, seed: int, out: Path) -> Office:
    """Tenants and the members of their households."""
    who = np.flatnonzero(world.people.social_tenant & ~world.people.unborn)
    office = Office.start(AGENCY, world, seed, out, who, _TEAMS)
    _tenants(office, _priority(world, seed))
    _tenancies(office)
    _arrears(office)
    _antisocial_behaviour(office)
    return office


def _priority(world: World, seed: int) -> Bools:
    """A tenant of 75 or over, living alone in a home that was adapted for them."""
    adapted = np.random.default_rng([seed, 12, 1]).random(len(world.people)) < 0.4
    return (world.age >= 75) & world.alone & adapted


def _tenants(office: Office, priority: Bools) -> None:
    held = office.held
    office.write_people(
        "AH_TENANTS",
        {
            "TENANT_NO": held.key,
            "FIRST NAME": held.first,
            "LAST NAME": held.last,
            "MAIDEN NAME": held.previous_last,
            "D.O.B.": held.born,
            "M/F": office.coded("F M", held.sex),
            "PROPERTY ADDRESS": office.line(),
            "POST TOWN": office.town(),
            "POSTCODE": office.postcode(),
            "UPRN": office.uprn(),
            "PHONE": held.phone,
            "E-MAIL": held.email,
            "FIRE VISIT PRIORITY": texts(("", "Y"))[priority[held.person].astype(np.int64)],
        },
        Dirt(mandatory=("LAST NAME", "TENANT_NO"), dates=("D.O.B.",), codes=("M/F",)),
    )


def _tenancies(office: Office) -> None:
    """Joint tenants share a tenancy number; the others of the household are listed under it."""
    held, people, rng = office.held, office.world.people, office.rng
    homes, tenancy = np.unique(people.household[held.person], return_inverse=True)
    role = people.role[held.person]
    joint = (role == PARTNER) & (rng.random(len(homes))[tenancy] < 0.7)
    as_at = np.full(len(held), office.world.as_at)
    start = people.moved_in[held.person]
    staff = office.assigned(len(homes))
    office.open[:] = True
    columns = {
        "TENANCY_NO": office.references("TY{:06d}", len(homes))[tenancy],
        "TENANT_NO": held.key,
        "CAPACITY": np.where(role == HEAD, "T", np.where(joint, "JT", "HM")),
        "STATE": np.full(len(held), "LIVE", dtype=object),
        "STARTED": start,
        "ENDED": np.full(len(held), NO_DATE),
        "HOUSING OFFICER": staff.name[tenancy],
        "OFFICER PHONE": staff.phone[tenancy],
        "OFFICER E-MAIL": staff.email[tenancy],
        "LAST CONTACT": between(rng, np.maximum(start, as_at - np.timedelta64(400, "D")), as_at),
    }
    order = rng.permutation(len(held))
    office.write("AH_TENANCIES", {name: column[order] for name, column in columns.items()})


def _arrears(office: Office) -> None:
    """Weeks of rent owed; the day on which six weeks were passed stands only where they were."""
    rng, held, world = office.rng, office.held, office.world
    head = world.people.role[held.person] == HEAD
    chance = np.minimum(0.16 * np.exp(0.8 * world.people.need[held.person] - 0.3), 0.8)
    rows = np.flatnonzero(head & (rng.random(len(held)) < chance))
    weeks = 1 + rng.poisson(5, len(rows))
    checked = days_back(rng, world.as_at, 40, len(rows))
    passed = np.where(weeks > 6, checked - (weeks - 6) * np.timedelta64(7, "D"), NO_DATE)
    columns = {
        "TENANT_NO": held.key[rows],
        "CHECKED": checked,
        "WEEKS OWED": weeks,
        "OVER SIX WEEKS SINCE": passed,
        "ACTION": pick(rng, ("LTR", "PLAN", "NOSP", "COURT"), (0.5, 0.3, 0.15, 0.05), len(rows)),
    }
    office.write("AH_ARREARS", columns, Dirt(("TENANT_NO",), ("CHECKED",), ("ACTION",)))


def _antisocial_behaviour(office: Office) -> None:
    rng, held, world = office.rng, office.held, office.world
    adult = world.age[held.person] >= 16
    chance = np.minimum(0.05 * np.exp(1.0 * world.people.need[held.person] - 0.5), 0.6)
    rows = np.flatnonzero(adult & (rng.random(len(held)) < chance))
    rows = rows[repeat_rows(1 + rng.poisson(0.4, len(rows)))]
    columns = {
        "CASE_NO": office.references("ASB{:05d}", len(rows)),
        "TENANT_NO": held.key[rows],
        "REPORTED": days_back(rng, world.as_at, 1000, len(rows), least=1),
        "PART": pick(rng, ("C", "P"), (0.6, 0.4), len(rows)),
        "KIND": pick(
            rng, ("NOISE", "ANIMAL", "HARASS", "DRUGS", "LITTER"), (0.5, 0.15, 0.15, 0.1, 0.1), len(rows)
        ),
        "RESULT": pick(rng, ("OPEN", "WARN", "INJ", "NFA"), (0.2, 0.3, 0.05, 0.45), len(rows)),
    }
    office.write("AH_ASB", columns, Dirt(("TENANT_NO",), ("REPORTED",), ("KIND",)))
