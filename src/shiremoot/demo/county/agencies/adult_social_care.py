"""Adult social care: semicolons, Windows' western code page, dates as 31/12/2026."""

from pathlib import Path

import numpy as np

from shiremoot.demo.county.arrays import pick, repeat_rows, texts
from shiremoot.demo.county.faults import Rates
from shiremoot.demo.county.households import SINGLE
from shiremoot.demo.county.leads import ARI, Lead, led_by
from shiremoot.demo.county.office import Agency, Office
from shiremoot.demo.county.people import NOWHERE, World
from shiremoot.demo.county.writing import Dirt, Style

AGENCY = Agency(
    dataset="adult-social-care",
    style=Style("csv", dates="%d/%m/%Y", delimiter=";", encoding="cp1252"),
    rates=Rates(
        typing=0.02,
        phonetic=0.015,
        nickname=0.05,
        swapped_day_month=0.01,
        birth_digit=0.01,
        maiden_name=0.03,
        old_address=0.08,
        missing_nhs=0.25,
        missing_birth=0.01,
        wrong_uprn=0.02,
        duplicate=0.02,
    ),
    pattern="ASC{:07d}",
    digits=7,
    mail_domain="ambershire.example",
)
_SERVICES = ("HC", "RES", "DP", "REAB", "CARER", "SG")
_SERVICE_SHARES = (0.38, 0.12, 0.14, 0.2, 0.1, 0.06)
_TEAMS = ("Adults North", "Adults South", "Hospital Discharge", "Mental Health Adults", "Learning Disability")
_LEADS = (Lead(*ARI, team="Adults North", people=6),)


def make(world: World, seed: int, out: Path) -> Office:
    """Adults who have had a service in four years, most of them old or in need."""
    rng = np.random.default_rng([seed, 11])
    mean = np.select([world.age >= 80, world.age >= 65, world.age >= 18], [0.22, 0.07, 0.022], 0.0)
    who = np.flatnonzero(rng.random(len(world.people)) < world.chance(1.0, 0.7) * mean * 2)
    office = Office.start(AGENCY, world, seed, out, who, _TEAMS)
    _people(office, rng)
    _services(office)
    _contacts(office)
    return office


def _people(office: Office, rng: np.random.Generator) -> None:
    """`rng`: of what an emergency asks about, apart, so that nothing else in the county hangs on it."""
    held = office.held
    alone = office.world.people.kind[held.person] == SINGLE
    help_to_leave, equipment = (rng.random(len(held)) < share for share in (0.3, 0.07))
    old = office.world.age[held.person] >= 65
    priority = old & alone & help_to_leave & (held.address != NOWHERE)
    office.write_people(
        "ASC_SERVICE_USERS",
        {
            "Service User ID": held.key,
            "Surname": held.last,
            "Forename": held.first,
            "Previous Surname": held.previous_last,
            "Known As": held.known_as,
            "Date of Birth": held.born,
            "DOB Estimated": office.coded("N Y", held.estimated.astype(np.int64)),
            "Gender": office.coded("F M", held.sex),
            "NHS No": held.nhs,
            "Address": office.line(),
            "Town": office.town(),
            "Postcode": office.postcode(),
            "UPRN": office.uprn(),
            "No Fixed Abode": office.coded("N Y", (held.address == NOWHERE).astype(np.int64)),
            "Lives Alone": office.coded("N Y", alone.astype(np.int64)),
            "Help To Leave": office.coded("N Y", help_to_leave.astype(np.int64)),
            "Powered Equipment": office.coded("N Y", equipment.astype(np.int64)),
            "Telephone": held.phone,
            "Email": held.email,
            "Fire Visit Priority": texts(("", "Y"))[priority.astype(np.int64)],
        },
        Dirt(mandatory=("Surname", "Service User ID"), dates=("Date of Birth",), codes=("Gender",)),
    )


def _services(office: Office) -> None:
    rows = repeat_rows(1 + (office.rng.random(len(office.held)) < 0.4))
    spans = office.spans(rows, open_share=0.6, longest=1460)
    staff = led_by(office.assigned(len(rows)), rows, spans.open, _LEADS)
    columns = {
        "Service Ref": office.references("SVC{:08d}", len(rows)),
        "Service User ID": office.held.key[rows],
        "Service": pick(office.rng, _SERVICES, _SERVICE_SHARES, len(rows)),
        "Status": office.coded("Ended Current", spans.open.astype(np.int64)),
        "Start Date": spans.start,
        "End Date": spans.end,
        "Key Worker": staff.name,
        "Team": staff.team,
        "Key Worker Email": staff.own_email,
        "Worker Phone": staff.phone,
        "Worker Email": staff.email,
        "Last Contact": spans.last_contact,
    }
    office.write(
        "ASC_SERVICES", columns, Dirt(("Service User ID",), ("End Date",), ("Service",), ~spans.open)
    )


def _contacts(office: Office) -> None:
    rows = repeat_rows(office.rng.poisson(1.5, len(office.held)))
    spans = office.spans(rows, open_share=0.0, longest=1000)
    columns = {
        "Contact Ref": office.references("CON{:08d}", len(rows)),
        "Service User ID": office.held.key[rows],
        "Contact Date": spans.last_contact,
        "Contact Type": pick(office.rng, ("REF", "REV", "CALL", "SG"), (0.3, 0.35, 0.3, 0.05), len(rows)),
        "Outcome": pick(
            office.rng, ("NFA", "ASSESS", "SERVICE", "SIGNPOST"), (0.3, 0.25, 0.25, 0.2), len(rows)
        ),
    }
    office.write("ASC_CONTACTS", columns, Dirt(("Service User ID",), ("Contact Date",), ("Outcome",)))
