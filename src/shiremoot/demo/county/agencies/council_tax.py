"""A district's council tax: tabs, dates as 31.12.2026, and the whole name in one column."""

from pathlib import Path

import numpy as np

from shiremoot.demo.county.arrays import NO_DATE, between, pick, texts
from shiremoot.demo.county.faults import Rates
from shiremoot.demo.county.geography import town_districts
from shiremoot.demo.county.households import HEAD, PARTNER
from shiremoot.demo.county.office import Agency, Office
from shiremoot.demo.county.people import World
from shiremoot.demo.county.writing import Dirt, Style

AGENCY = Agency(
    dataset="council-tax",
    style=Style("tsv", dates="%d.%m.%Y", delimiter="\t", encoding="cp1252", bad_date="32.01.2020"),
    rates=Rates(
        typing=0.025,
        phonetic=0.02,
        nickname=0.04,
        swapped_day_month=0.01,
        birth_digit=0.01,
        maiden_name=0.07,
        old_address=0.04,
        missing_nhs=1.0,
        missing_birth=0.45,
        wrong_uprn=0.01,
        duplicate=0.02,
    ),
    pattern="{:08d}X",
    digits=8,
    mail_domain="oldford.example",
)
_TEAMS = ("Revenues",)


def make(world: World, seed: int, out: Path) -> Office:
    """The liable adults of the district's homes."""
    people = world.people
    in_district = (town_districts() == "Oldford")[world.town]
    liable = np.isin(people.role, (HEAD, PARTNER)) & (world.age >= 18) & in_district
    office = Office.start(AGENCY, world, seed, out, np.flatnonzero(liable), _TEAMS)
    _liable_people(office)
    _accounts(office)
    return office


def _liable_people(office: Office) -> None:
    held = office.held
    full_name = texts(f"{last.upper()} {first}" for last, first in zip(held.last, held.first, strict=True))
    office.write_people(
        "CTAX_LIABLE",
        {
            "LIABLE REF": held.key,
            "FULL NAME": full_name,
            "BORN": held.born,
            "LIABLE ADDRESS": office.line(),
            "POSTAL TOWN": office.town(),
            "PCODE": office.postcode(),
            "UPRN": office.uprn(),
            "TELEPHONE": held.phone,
            "EMAIL": held.email,
        },
        Dirt(mandatory=("FULL NAME", "LIABLE REF"), dates=("BORN",)),
    )


def _accounts(office: Office) -> None:
    held, rng, people = office.held, office.rng, office.world.people
    homes, account = np.unique(people.household[held.person], return_inverse=True)
    since = people.moved_in[held.person]
    as_at = np.full(len(held), office.world.as_at)
    office.open[:] = True
    columns = {
        "ACCOUNT NO": office.references("6{:08d}", len(homes))[account],
        "LIABLE REF": held.key,
        "BAND": pick(rng, "ABCDEFGH", (0.2, 0.22, 0.24, 0.16, 0.1, 0.05, 0.025, 0.005), len(homes))[account],
        "DISCOUNT": pick(rng, ("NONE", "SPD", "CTR", "STU"), (0.5, 0.3, 0.17, 0.03), len(homes))[account],
        "STATUS": np.full(len(held), "L", dtype=object),
        "LIABLE FROM": since,
        "LIABLE TO": np.full(len(held), NO_DATE),
        "REVENUES PHONE": np.full(len(held), "01632 960444", dtype=object),
        "REVENUES EMAIL": np.full(len(held), "revenues@oldford.example", dtype=object),
        "LAST CONTACT": between(rng, np.maximum(since, as_at - np.timedelta64(700, "D")), as_at),
    }
    order = rng.permutation(len(held))
    office.write("CTAX_ACCOUNTS", {name: column[order] for name, column in columns.items()})
