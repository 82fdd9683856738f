"""GP registration and community health: Parquet, typed dates, almost every NHS number."""

from pathlib import Path

import numpy as np

from shiremoot.demo.county.arrays import numbered, pick, repeat_rows, texts
from shiremoot.demo.county.faults import Rates
from shiremoot.demo.county.office import Agency, Office
from shiremoot.demo.county.people import NOWHERE, World
from shiremoot.demo.county.writing import Dirt, Style

AGENCY = Agency(
    dataset="health",
    style=Style("parquet"),
    rates=Rates(
        typing=0.01,
        phonetic=0.005,
        nickname=0.01,
        swapped_day_month=0.003,
        birth_digit=0.004,
        maiden_name=0.05,
        old_address=0.06,
        missing_nhs=0.01,
        missing_birth=0.0,
        wrong_uprn=0.01,
        duplicate=0.004,
    ),
    pattern="H{:08d}",
    digits=8,
    mail_domain="ambershirehealth.example",
)
_TEAMS = (
    "Health Visiting",
    "School Nursing",
    "District Nursing",
    "Community Mental Health",
    "CAMHS",
    "Therapies",
)
_CARE = ("HV", "SN", "CAMHS", "DN", "CMHT", "OT")
_YOUNG_SHARES = (0.4, 0.38, 0.22, 0.0, 0.0, 0.0)
_GROWN_SHARES = (0.0, 0.0, 0.0, 0.5, 0.3, 0.2)


def make(world: World, seed: int, out: Path) -> Office:
    """Everybody on a GP's list; some also on a community caseload."""
    office = Office.start(AGENCY, world, seed, out, np.flatnonzero(world.people.health_member), _TEAMS)
    _patients(office)
    _registrations(office)
    _caseloads(office)
    return office


def _patients(office: Office) -> None:
    held = office.held
    office.write_people(
        "patients",
        {
            "patient_id": held.key,
            "nhs_number": held.nhs,
            "family_name": held.last,
            "given_name": held.first,
            "other_given_names": held.middle,
            "preferred_name": held.known_as,
            "birth_date": held.born,
            "gender_code": office.coded("2 1", held.sex),
            "address_line": office.line(),
            "post_town": office.town(),
            "postcode": office.postcode(),
            "uprn": office.uprn(),
            "mobile": held.phone,
            "email": held.email,
        },
        Dirt(mandatory=("family_name", "patient_id"), codes=("gender_code",)),
    )


def _registrations(office: Office) -> None:
    """One open registration for each patient, at a practice of their town."""
    held, world, rng = office.held, office.world, office.rng
    size = len(held)
    town = np.where(held.address == NOWHERE, 0, world.geography.address_town[held.address])
    practice = town * 3 + rng.integers(0, 3, size)
    names = texts(
        f"{name} {kind}"
        for name in world.geography.town_names
        for kind in ("Surgery", "Medical Centre", "Practice")
    )
    phones = numbered("01632 960{:03d}", rng.integers(0, 1000, len(names)))
    spans = office.spans(np.arange(size), open_share=1.0, longest=9000, begun_by=held.born)
    office.open[:] = False  # a registration alone is no involvement to speak of
    columns = {
        "patient_id": held.key,
        "practice_name": names[practice],
        "practice_phone": phones[practice],
        "practice_email": numbered("practice{:02d}@ambershirehealth.example", practice + 1),
        "registered_on": spans.start,
        "deregistered_on": spans.end,
        "status": np.full(size, "R", dtype=object),
        "last_seen_on": spans.last_contact,
    }
    office.write("gp_registrations", columns)


def _caseloads(office: Office) -> None:
    held, world, rng = office.held, office.world, office.rng
    age = world.age[held.person]
    mean = np.select([age < 5, age < 18, age >= 75], [0.7, 0.2, 0.3], 0.06)
    rows = np.flatnonzero(rng.random(len(held)) < mean * np.exp(0.8 * world.people.need[held.person] - 0.32))
    spans = office.spans(rows, open_share=0.65, longest=1400, begun_by=held.born[rows])
    staff = office.assigned(len(rows))
    young = age[rows] < 18
    care = np.where(
        young, pick(rng, _CARE, _YOUNG_SHARES, len(rows)), pick(rng, _CARE, _GROWN_SHARES, len(rows))
    )
    caseload = office.references("CL{:08d}", len(rows))
    columns = {
        "caseload_id": caseload,
        "patient_id": held.key[rows],
        "service_code": care,
        "status": office.coded("D A", spans.open.astype(np.int64)),
        "referred_on": spans.start,
        "discharged_on": spans.end,
        "lead_clinician": staff.name,
        "team": staff.team,
        "team_phone": staff.phone,
        "team_email": staff.email,
        "last_contact_on": spans.last_contact,
    }
    office.write(
        "caseloads", columns, Dirt(mandatory=("patient_id",), codes=("service_code",), among=~spans.open)
    )
    each = repeat_rows(rng.poisson(3.0, len(rows)))
    office.write(
        "contacts",
        {
            "contact_id": office.references("CC{:09d}", len(each)),
            "patient_id": held.key[rows][each],
            "service_code": care[each],
            "contact_on": np.minimum(spans.start[each] + rng.integers(0, 400, len(each)), world.as_at),
            "mode": pick(rng, ("F2F", "TEL", "VID"), (0.6, 0.32, 0.08), len(each)),
            "attendance": pick(rng, ("ATT", "DNA", "CAN"), (0.84, 0.1, 0.06), len(each)),
        },
        Dirt(mandatory=("patient_id",), codes=("attendance",)),
    )
