"""Schools: ISO dates, pupil numbers, attendance by term."""

from pathlib import Path

import numpy as np

from shiremoot.demo.county.arrays import Ints, between, numbered, pick, texts
from shiremoot.demo.county.faults import Rates
from shiremoot.demo.county.office import Agency, Office
from shiremoot.demo.county.people import NOWHERE, World
from shiremoot.demo.county.words import words
from shiremoot.demo.county.writing import Dirt, Style

AGENCY = Agency(
    dataset="schools",
    style=Style("csv", bad_date="2014-02-30"),
    rates=Rates(
        typing=0.015,
        phonetic=0.015,
        nickname=0.05,
        swapped_day_month=0.006,
        birth_digit=0.006,
        maiden_name=0.0,
        old_address=0.08,
        missing_nhs=1.0,
        missing_birth=0.0,
        wrong_uprn=0.02,
        duplicate=0.01,
    ),
    pattern="{:07d}-P",
    digits=7,
    mail_domain="schools.ambershire.example",
)
_TEAMS = ("Schools Partnership",)
_SCHOOLS_PER_TOWN = 6
_TERMS = 6
_TERM_DAYS = 122


def make(world: World, seed: int, out: Path) -> Office:
    """Pupils of four to eighteen in the county's schools."""
    rng = np.random.default_rng([seed, 14])
    of_age = (world.age >= 4.2) & (world.age < 18) & np.array([upn is not None for upn in world.people.upn])
    who = np.flatnonzero(of_age & (rng.random(len(of_age)) < 0.94))
    office = Office.start(AGENCY, world, seed, out, who, _TEAMS)
    _pupils(office)
    _enrolments(office)
    _attendance(office)
    _exclusions(office)
    return office


def _pupils(office: Office) -> None:
    held = office.held
    office.write_people(
        "SCH_Pupils",
        {
            "PupilID": held.key,
            "UPN": held.upn,
            "LegalSurname": held.last,
            "LegalForename": held.first,
            "MiddleNames": held.middle,
            "PreferredForename": held.known_as,
            "DoB": held.born,
            "Sex": office.coded("F M", held.sex),
            "AddressLine": office.line(),
            "Town": office.town(),
            "Postcode": office.postcode(),
            "UPRN": office.uprn(),
            "HomePhone": held.phone,
        },
        Dirt(mandatory=("LegalSurname", "PupilID"), dates=("DoB",), codes=("Sex",)),
    )


def _school_numbers(office: Office) -> Ints:
    """Three schools for younger and three for older children in each town."""
    held, world = office.held, office.world
    town = np.where(held.address == NOWHERE, 0, world.geography.address_town[held.address])
    older = (world.age[held.person] >= 11).astype(np.int64)
    return town * _SCHOOLS_PER_TOWN + older * 3 + office.rng.integers(0, 3, len(held))


def _enrolments(office: Office) -> None:
    held, world, rng = office.held, office.world, office.rng
    kinds = words().places["schools"].split("|")
    saints = ("Fairmead", "Longacre", "Highfield", "Waterside", "Oakhanger", "Ridgeway")
    names = texts(
        f"{saints[number]} {town} {kinds[number % 3] if number < 3 else kinds[3 + number % 2]}"
        for town in world.geography.town_names
        for number in range(_SCHOOLS_PER_TOWN)
    )
    leads = office.assigned(len(names))
    school = _school_numbers(office)
    size = len(held)
    year = world.as_at.astype("datetime64[Y]").astype("datetime64[D]") - np.timedelta64(122, "D")
    entry = np.maximum(
        year - rng.integers(0, 6, size) * np.timedelta64(365, "D"), held.born + np.timedelta64(1500, "D")
    )
    left = rng.random(size) < 0.03
    last = between(rng, np.full(size, world.as_at - np.timedelta64(60, "D")), np.full(size, world.as_at))
    office.open[~left] = True
    columns = {
        "EnrolmentRef": office.references("EN{:07d}", size),
        "PupilID": held.key,
        "School": names[school],
        "EnrolStatus": office.coded("C L", left.astype(np.int64)),
        "EntryDate": np.minimum(entry, last),
        "LeavingDate": np.where(left, last, np.datetime64("NaT", "D")),
        "SafeguardingLead": leads.name[school],
        "SafeguardingPhone": leads.phone[school],
        "SafeguardingEmail": numbered("dsl.school{:02d}@schools.ambershire.example", school + 1),
        "LastAttended": last,
    }
    office.write("SCH_Enrolments", columns, Dirt(("PupilID",), ("LeavingDate",), ("EnrolStatus",), left))


def _attendance(office: Office) -> None:
    held, world, rng = office.held, office.world, office.rng
    rows = np.repeat(np.arange(len(held)), _TERMS)
    term = np.tile(np.arange(_TERMS), len(held))
    ended = world.as_at - (20 + term * _TERM_DAYS).astype("timedelta64[D]")
    need = world.people.need[held.person[rows]]
    missed = np.clip(rng.gamma(1.5, 3.0, len(rows)) * np.exp(0.4 * need), 0, 100)
    columns = {
        "PupilID": held.key[rows],
        "TermEnding": ended,
        "PercentAttended": np.round(100 - missed, 1),
    }
    there = ended >= held.born[rows] + np.timedelta64(1550, "D")
    office.write("SCH_Attendance", {name: column[there] for name, column in columns.items()})


def _exclusions(office: Office) -> None:
    world, rng = office.world, office.rng
    need = world.people.need[office.held.person]
    rows = np.flatnonzero(rng.random(len(need)) < np.minimum(0.02 * np.exp(1.0 * need), 0.5))
    spans = office.spans(
        rows, open_share=0.0, longest=900, begun_by=office.held.born[rows] + np.timedelta64(1600, "D")
    )
    columns = {
        "ExclusionRef": office.references("EX{:06d}", len(rows)),
        "PupilID": office.held.key[rows],
        "StartDate": spans.start,
        "Category": pick(rng, ("SUSP", "PEX"), (0.93, 0.07), len(rows)),
        "Reason": pick(rng, ("PP", "PA", "VP", "DB", "DA"), (0.3, 0.15, 0.15, 0.3, 0.1), len(rows)),
        "Sessions": rng.integers(1, 11, len(rows)),
    }
    office.write("SCH_Exclusions", columns, Dirt(("PupilID",), ("StartDate",), ("Category",)))
