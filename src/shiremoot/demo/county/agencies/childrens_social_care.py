"""Children's social care: a byte order mark, dates as 31-12-2026, families tied together."""

from pathlib import Path

import numpy as np

from shiremoot.demo.county.arrays import NO_DATE, Ints, only_where, pick, repeat_rows
from shiremoot.demo.county.faults import Rates
from shiremoot.demo.county.leads import ARI, DANA, Lead, led_by
from shiremoot.demo.county.office import Agency, Office
from shiremoot.demo.county.people import NOBODY, World
from shiremoot.demo.county.population import children
from shiremoot.demo.county.writing import Dirt, Style

AGENCY = Agency(
    dataset="childrens-social-care",
    style=Style("csv", dates="%d-%m-%Y", encoding="utf-8-sig", bad_date="00-00-0000"),
    rates=Rates(
        typing=0.02,
        phonetic=0.03,
        nickname=0.04,
        swapped_day_month=0.01,
        birth_digit=0.01,
        maiden_name=0.03,
        old_address=0.1,
        missing_nhs=0.4,
        missing_birth=0.005,
        wrong_uprn=0.02,
        duplicate=0.02,
    ),
    pattern="{:08d}",
    digits=8,
    mail_domain="ambershire.example",
)
_TEAMS = (
    "MASH",
    "Assessment East",
    "Assessment West",
    "Family Support",
    "Children in Care",
    "Child Protection",
)
_LEADS = (Lead(*DANA, team="Child Protection", people=18), Lead(*ARI, team="Child Protection", people=14))


def make(world: World, seed: int, out: Path) -> Office:
    """Children known in five years, and the parents who are recorded with them."""
    rng = np.random.default_rng([seed, 12])
    people = world.people
    child = children(world)
    known = child & np.where(people.unborn, rng.random(len(people)) < 0.6, world.draw(rng, 0.05, 1.3))
    parents = np.concatenate([people.mother[known], people.father[known]])
    who = np.union1d(np.flatnonzero(known), parents[parents != NOBODY])
    office = Office.start(AGENCY, world, seed, out, who, _TEAMS)
    office.held.first[office.held.unborn] = "Unborn"
    _clients(office)
    rows = np.flatnonzero(known[office.held.person])
    _episodes(office, rows)
    _contacts(office, rows)
    _relationships(office, known)
    return office


def _clients(office: Office) -> None:
    held = office.held
    office.write_people(
        "CSC_CLIENTS",
        {
            "CLIENT_ID": held.key,
            "FORENAME": held.first,
            "MIDDLE_NAMES": held.middle,
            "SURNAME": held.last,
            "ALSO_KNOWN_AS": held.known_as,
            "FORMER_SURNAME": held.previous_last,
            "DOB": np.where(held.unborn, NO_DATE, held.born),
            "EDD": np.where(held.unborn, held.born, NO_DATE),
            "SEX": np.where(held.unborn, "3", office.coded("2 1", held.sex)),
            "NHS_NUMBER": held.nhs,
            "UPN": only_where(office.rng.random(len(held)) < 0.6, held.upn),
            "ADDRESS_LINE_1": office.line(),
            "TOWN": office.town(),
            "POSTCODE": office.postcode(),
            "UPRN": office.uprn(),
        },
        Dirt(mandatory=("SURNAME", "CLIENT_ID"), dates=("DOB",), codes=("SEX",)),
    )


def _episodes(office: Office, children_rows: Ints) -> None:
    held = office.held
    rows = children_rows[repeat_rows(1 + office.rng.poisson(0.6, len(children_rows)))]
    spans = office.spans(rows, open_share=0.6, longest=1800, begun_by=held.born[rows])
    staff = led_by(office.assigned(len(rows)), rows, spans.open, _LEADS)
    kinds = pick(office.rng, ("CA", "CIN", "CPP", "LAC"), (0.35, 0.42, 0.14, 0.09), len(rows))
    columns = {
        "EPISODE_ID": office.references("E{:07d}", len(rows)),
        "CLIENT_ID": held.key[rows],
        "EPISODE_TYPE": kinds,
        "ALERT_FLAG": only_where(np.isin(kinds, ("CPP", "LAC")), kinds),
        "NEED_CODE": pick(office.rng, ("N1", "N2", "N3", "N4", "N5"), (0.5, 0.1, 0.08, 0.1, 0.22), len(rows)),
        "OPEN_FLAG": office.coded("C O", spans.open.astype(np.int64)),
        "START_DATE": spans.start,
        "END_DATE": spans.end,
        "ALLOCATED_WORKER": staff.name,
        "TEAM": staff.team,
        "WORKER_EMAIL": staff.own_email,
        "WORKER_TEL": staff.phone,
        "TEAM_EMAIL": staff.email,
        "LAST_SEEN": spans.last_contact,
    }
    dirt = Dirt(("CLIENT_ID",), ("START_DATE",), ("EPISODE_TYPE",), ~spans.open)
    office.write("CSC_EPISODES", columns, dirt)


def _contacts(office: Office, children_rows: Ints) -> None:
    rows = children_rows[repeat_rows(office.rng.poisson(2.0, len(children_rows)))]
    spans = office.spans(rows, open_share=0.0, longest=1000, begun_by=office.held.born[rows])
    columns = {
        "CONTACT_ID": office.references("K{:07d}", len(rows)),
        "CLIENT_ID": office.held.key[rows],
        "CONTACT_DATE": spans.last_contact,
        "SOURCE": pick(
            office.rng, ("1A", "2B", "3A", "5A", "6", "9"), (0.2, 0.25, 0.2, 0.15, 0.12, 0.08), len(rows)
        ),
        "OUTCOME": pick(office.rng, ("NFA", "EH", "REF"), (0.45, 0.25, 0.3), len(rows)),
    }
    office.write("CSC_CONTACTS", columns, Dirt(("CLIENT_ID",), ("CONTACT_DATE",), ("OUTCOME",)))


def _relationships(office: Office, known: np.ndarray) -> None:
    """Who is whose mother, father, brother or sister, from the child's side."""
    people = office.world.people
    child = np.flatnonzero(known)
    pairs = [(child, people.mother[child], "MO"), (child, people.father[child], "FA")]
    younger, elder = _siblings(people.mother, child)
    pairs += [(younger, elder, "SI"), (elder, younger, "SI")]
    subject = np.concatenate([pair[0] for pair in pairs])
    other = np.concatenate([pair[1] for pair in pairs])
    kind = np.concatenate([np.full(len(pair[0]), pair[2], dtype=object) for pair in pairs])
    there = other != NOBODY
    subject, other, kind = subject[there], other[there], kind[there]
    apart = people.household[subject] != people.household[other]
    responsible = (kind == "MO") | ((kind == "FA") & (~apart | (office.rng.random(len(kind)) < 0.6)))
    order = office.rng.permutation(len(kind))
    columns = {
        "CLIENT_ID": office.held.key[office.rows(subject)][order],
        "RELATED_CLIENT_ID": office.held.key[office.rows(other)][order],
        "RELATIONSHIP": kind[order],
        "PARENTAL_RESPONSIBILITY": office.coded("N Y", responsible.astype(np.int64))[order],
    }
    office.write("CSC_RELATIONSHIPS", columns)


def _siblings(mother: Ints, child: Ints) -> tuple[Ints, Ints]:
    """Neighbouring children of one mother."""
    after = np.isin(child + 1, child)
    first = child[after]
    same = (mother[first] == mother[first + 1]) & (mother[first] != NOBODY)
    return first[same], first[same] + 1
