"""Police: capitals, dates as 20261231, incidents apart from the roles that people had in them."""

from pathlib import Path

import numpy as np

from shiremoot.demo.county.arrays import Ints, days_back, only_where, pick, repeat_rows, texts
from shiremoot.demo.county.faults import Rates
from shiremoot.demo.county.office import Agency, Office
from shiremoot.demo.county.people import NOWHERE, World
from shiremoot.demo.county.writing import Dirt, Style

AGENCY = Agency(
    dataset="police-records",
    style=Style("csv", dates="%Y%m%d", bad_date="19901301"),
    rates=Rates(
        typing=0.04,
        phonetic=0.05,
        nickname=0.06,
        swapped_day_month=0.02,
        birth_digit=0.02,
        maiden_name=0.05,
        old_address=0.15,
        missing_nhs=1.0,
        missing_birth=0.04,
        wrong_uprn=0.04,
        duplicate=0.06,
    ),
    pattern="N/{:07d}",
    digits=7,
    mail_domain="ambershire-police.example",
)
_TEAMS = ("Public Protection", "Neighbourhood North", "Neighbourhood South", "Response")
_KINDS = ("DOM", "VIO", "THE", "BUR", "ASB", "CRD", "MIS", "DRG")
_KIND_SHARES = (0.22, 0.2, 0.18, 0.08, 0.14, 0.08, 0.05, 0.05)
_OUTCOMES = ("CHG", "CAU", "NFA", "INV")


def make(world: World, seed: int, out: Path) -> Office:
    """Whoever had a part in an incident of four years."""
    rng = np.random.default_rng([seed, 13])
    adults = (world.age >= 18) & world.draw(rng, 0.07, 1.1)
    young = (world.age >= 2) & (world.age < 18) & world.draw(rng, 0.08, 1.2)
    office = Office.start(AGENCY, world, seed, out, np.flatnonzero(adults | young), _TEAMS)
    _nominals(office)
    _incidents(office)
    _notices(office, seed)
    return office


def _nominals(office: Office) -> None:
    held = office.held
    capitals = {name: texts(text and text.upper() for text in column) for name, column in (
        ("SURNAME", held.last), ("FORENAME_1", held.first), ("FORENAME_2", held.middle),
        ("ALIAS_SURNAME", held.previous_last), ("NICKNAME", held.known_as), ("STREET", office.line()),
    )}  # fmt: skip
    office.write_people(
        "POL_NOMINALS",
        {
            "NOMINAL_REF": held.key,
            **capitals,
            "DATE_OF_BIRTH": held.born,
            "SEX": office.coded("F M", held.sex),
            "TOWN": office.town(),
            "POST_CODE": office.postcode(),
            "UPRN": office.uprn(),
            "NFA": office.coded("N Y", (held.address == NOWHERE).astype(np.int64)),
            "TEL": held.phone,
        },
        Dirt(mandatory=("SURNAME", "NOMINAL_REF"), dates=("DATE_OF_BIRTH",), codes=("SEX",)),
    )


def _incidents(office: Office) -> None:
    rng, held, world = office.rng, office.held, office.world
    rows = repeat_rows(1 + rng.poisson(0.5, len(held)))
    size = len(rows)
    home = world.people.household[held.person[rows]]
    at_home = rng.random(size) < 0.5
    shared = np.where(at_home, -1 - home, rng.integers(0, max(size, 1), size))
    _, first, incident = np.unique(shared, return_index=True, return_inverse=True)
    count = len(first)
    numbers = office.references("INC{:08d}", count)
    ward = world.geography.area_ward[world.geography.address_area[np.maximum(held.address[rows[first]], 0)]]
    dates = days_back(rng, world.as_at, 1460, count, least=1)
    office.write(
        "POL_INCIDENTS",
        {
            "INCIDENT_NO": numbers,
            "INCIDENT_DATE": dates,
            "OFFENCE_CODE": pick(rng, _KINDS, _KIND_SHARES, count),
            "WARD_CODE": world.geography.ward_codes[ward],
            "OUTCOME": pick(rng, _OUTCOMES, (0.2, 0.12, 0.5, 0.18), count),
        },
        Dirt(mandatory=("INCIDENT_NO",), dates=("INCIDENT_DATE",), codes=("OUTCOME",)),
    )
    order = rng.permutation(size)
    columns = {
        "INCIDENT_NO": numbers[incident],
        "NOMINAL_REF": held.key[rows],
        "ROLE": _roles(office, rows),
        "ROLE_DATE": dates[incident],
    }
    office.write("POL_INCIDENT_ROLES", {name: column[order] for name, column in columns.items()})


def _roles(office: Office, rows: Ints) -> np.ndarray:
    """Children are victims and witnesses; suspects are ten or older."""
    size = len(rows)
    any_role = pick(office.rng, ("VIC", "SUS", "WIT"), (0.45, 0.35, 0.2), size)
    child_role = pick(office.rng, ("VIC", "WIT"), (0.6, 0.4), size)
    age = office.world.age[office.held.person[rows]]
    return np.where(age < 18, child_role, any_role)


def _notices(office: Office, seed: int) -> None:
    rng, held, world = office.rng, office.held, office.world
    age = world.age[held.person]
    rows = np.flatnonzero(rng.random(len(held)) < np.where(age < 18, 0.85, 0.15))
    spans = office.spans(rows, open_share=0.6, longest=900, begun_by=held.born[rows])
    staff = office.assigned(len(rows))
    missing = np.where(age[rows] < 18, 0.06, 0.01)
    alerted = np.random.default_rng([seed, 131]).random(len(rows))
    alert = np.where(alerted < missing, "MIS", "DOM")
    columns = {
        "NOTICE_REF": office.references("PPN{:07d}", len(rows)),
        "NOMINAL_REF": held.key[rows],
        "NOTICE_TYPE": np.where(age[rows] < 18, "CHILD", "ADULT"),
        "ALERT": only_where(alerted < missing + 0.25, alert),
        "STATUS": office.coded("CLOSED OPEN", spans.open.astype(np.int64)),
        "RAISED": spans.start,
        "FILED": spans.end,
        "OFFICER_IN_CASE": staff.name,
        "UNIT": staff.team,
        "OIC_TEL": staff.phone,
        "OIC_EMAIL": staff.email,
        "LAST_UPDATE": spans.last_contact,
    }
    office.write(
        "POL_PROTECTION_NOTICES", columns, Dirt(("NOMINAL_REF",), ("FILED",), ("NOTICE_TYPE",), ~spans.open)
    )
