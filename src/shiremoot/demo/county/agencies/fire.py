"""Fire and rescue: a spreadsheet in a small county, dates as 31-Dec-2026; visits and call-outs."""

from pathlib import Path

import numpy as np

from shiremoot.demo.county.arrays import NO_DATE, Bools, Dates, Ints, between, pick
from shiremoot.demo.county.faults import Rates
from shiremoot.demo.county.households import HEAD
from shiremoot.demo.county.office import Agency, Office
from shiremoot.demo.county.people import NOWHERE, World
from shiremoot.demo.county.programme import CallOuts
from shiremoot.demo.county.writing import Dirt, Style

_LARGEST_SPREADSHEET = 30_000  # people in the county
_RATES = Rates(
    typing=0.04,
    phonetic=0.04,
    nickname=0.06,
    swapped_day_month=0.02,
    birth_digit=0.02,
    maiden_name=0.02,
    old_address=0.02,
    missing_nhs=1.0,
    missing_birth=0.12,
    wrong_uprn=0.03,
    duplicate=0.03,
)
_RISKS, _RISK_SHARES = ("High", "Medium", "Low"), (0.25, 0.45, 0.3)
_TEAMS = ("Prevention East", "Prevention West")


def agency(people: int) -> Agency:
    """The service sends spreadsheets while they are small enough."""
    ending = "xlsx" if people <= _LARGEST_SPREADSHEET else "csv"
    style = Style(ending, dates="%d-%b-%Y", bad_date="31-Jun-1971")
    return Agency("fire-visits", style, _RATES, "FRS-{:06d}", 6, "ambershire-fire.example")


def make(world: World, seed: int, out: Path, call_outs: CallOuts) -> Office:
    """Homes visited or attended in three years; some of those who live there are recorded."""
    rng = np.random.default_rng([seed, 15])
    people = world.people
    visited = _visited(rng, world)
    attended = np.zeros_like(visited)
    attended[call_outs.household] = True
    recorded = (people.role == HEAD) | (rng.random(len(people)) < 0.75)
    at_home = (visited | attended)[people.household]
    who = np.flatnonzero(at_home & recorded & ~people.unborn & (people.address != NOWHERE))
    office = Office.start(agency(len(people)), world, seed, out, who, _TEAMS)
    _occupants(office)
    _visits(office, visited, seed)
    _attendances(office, call_outs)
    return office


def _visited(rng: np.random.Generator, world: World) -> Bools:
    head = world.people.role == HEAD
    chance = np.minimum(
        0.09 * np.exp(0.8 * world.people.need[head] - 0.32) * (1 + (world.age[head] >= 70)), 0.9
    )
    visited: Bools = rng.random(int(head.sum())) < chance
    return visited


def _occupants(office: Office) -> None:
    held = office.held
    office.write_people(
        "FRS_Occupants",
        {
            "Occupant Ref": held.key,
            "Name": held.first,
            "Surname": held.last,
            "Birth Date": held.born,
            "Sex": office.coded("Female Male", held.sex),
            "Premises": office.line(),
            "Town": office.town(),
            "Postcode": office.postcode(),
            "UPRN": office.uprn(),
            "Contact Number": held.phone,
        },
        Dirt(mandatory=("Surname", "Occupant Ref"), dates=("Birth Date",), codes=("Sex",)),
    )


def _rows_of_homes(office: Office, homes: Bools) -> Ints:
    return np.flatnonzero(homes[office.world.people.household[office.held.person]])


def _visits(office: Office, visited: Bools, seed: int) -> None:
    """One row for each recorded occupant; a visit has one day, officer and outcome for the whole home.

    Only what was seen inside is judged: where nobody opened there is no risk.
    """
    held, people, rng = office.held, office.world.people, office.rng
    rows = _rows_of_homes(office, visited)
    home = people.household[held.person[rows]]
    day = _visit_days(rng, office, len(visited))
    ended = np.where(rng.random(len(visited)) < 0.6, day + np.timedelta64(30, "D"), NO_DATE)[home]
    done = day[home]
    is_open = np.isnat(ended) | (ended > office.world.as_at)
    ended[is_open] = NO_DATE
    office.open[rows[is_open]] = True
    staff = office.assigned(len(visited))
    outcomes = np.random.default_rng([seed, 15, 1])
    outcome = pick(outcomes, ("Done", "No reply", "Refused"), (0.86, 0.1, 0.04), len(visited))
    office.write(
        "FRS_SafeWell_Visits",
        {
            "Visit Ref": office.references("SW{:07d}", len(visited))[home],
            "Occupant Ref": held.key[rows],
            "Visit Date": done,
            "Follow-up": np.where(is_open, "Open", "Closed"),
            "Outcome": outcome[home],
            "Closed On": ended,
            "Risk": np.where(outcome == "Done", pick(rng, _RISKS, _RISK_SHARES, len(visited)), "")[home],
            "Officer": staff.name[home],
            "Officer Phone": staff.phone[home],
            "Team Email": staff.email[home],
            "Last Contact": np.where(np.isnat(ended), done, ended),
        },
    )


def _visit_days(rng: np.random.Generator, office: Office, homes: int) -> Dates:
    as_at = office.world.as_at
    start = np.full(homes, as_at - np.timedelta64(1095, "D"))
    return between(rng, start, np.full(homes, as_at - np.timedelta64(2, "D")))


def _attendances(office: Office, call_outs: CallOuts) -> None:
    """Each call-out once, under one of the people recorded at the home."""
    held, people = office.held, office.world.people
    home = people.household[held.person]
    recorded = np.full(int(people.household.max()) + 1, -1)
    recorded[home] = np.arange(len(held))
    row = recorded[call_outs.household]
    there = row >= 0
    order = office.rng.permutation(int(there.sum()))
    columns = {
        "Call-out Ref": office.references("CO{:07d}", len(order)),
        "Occupant Ref": held.key[row[there]],
        "Call-out Date": call_outs.day[there],
        "Kind": call_outs.kind[there],
    }
    office.write("FRS_Call_Outs", {name: column[order] for name, column in columns.items()})
