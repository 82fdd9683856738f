"""Records of invented people in the vocabulary of matching, with errors, and who they are."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from shiremoot.matching.prepare import COLUMNS

FIRST = [
    "Anna", "Bill", "Catherine", "David", "Zoë", "Fatima", "Mohammed", "Łukasz", "Siân", "Chidi",
    "Priya", "Wei", "Oluwaseun", "Jo", "Joanna", "Kate", "Elizabeth", "Liz", "Xin", "Ngozi", "Aoife",
    "Gordon", "Yusuf", "Marek",
]  # fmt: skip
LAST = [
    "Featherstone", "Ormerod", "Khan", "O'Neill", "Smith-Jones", "Smith", "Jones", "Nguyen", "Kowalski",
    "Adeyemi", "Singh", "Patel", "Li", "McDonald", "Ó'Briain", "Çelik", "Haddad", "Okonkwo", "Hill",
    "Walker",
]  # fmt: skip
SYLLABLES = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu", "va", "we"]
STREETS = ["Mill", "Church", "High", "Station", "Park", "Canal"]


def nhs_number(serial: int) -> str:
    """A number of the range kept for tests, with its check digit."""
    while True:
        body = f"999{serial:06d}"
        check = -sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
        if check < 10:
            return f"{body}{check}"
        serial += 500_000


def town(people: int, *, copies: int = 3, seed: int = 7) -> tuple[pa.Table, dict[str, int]]:
    """So many people in households of two or three, each in `copies` records; record id to person."""
    dice = Random(seed)
    rows: list[dict[str, Any]] = []
    truth: dict[str, int] = {}
    person = 0
    while person < people:
        last = dice.choice(LAST) + "".join(dice.choices(SYLLABLES, k=2))
        inward = f"{dice.randrange(10)}{dice.choice('ABDEF')}{dice.choice('GH')}"
        home = {
            "postcode": f"XK{dice.randrange(1, 20)} {inward}",
            "address_line": f"{dice.randrange(1, 200)} {dice.choice(STREETS)} Lane",
            "uprn": f"{10_000_000 + person}",
            "phone": f"01632 {960_000 + person}",
        }
        for _ in range(dice.choice((2, 3))):
            whole = {
                **home,
                "first_name": dice.choice(FIRST) + dice.choice(("", "".join(dice.choices(SYLLABLES, k=2)))),
                "middle_names": dice.choice((None, *FIRST)),
                "last_name": last,
                "date_of_birth": date(1940, 1, 1) + timedelta(days=dice.randrange(29_000)),
                "sex": dice.choice(("Female", "Male")),
                "nhs_number": nhs_number(person),
                "email": f"person{person}@mail.example" if dice.random() < 0.5 else None,
            }
            for copy in range(copies):
                record = f"{copy}:{person}"
                truth[record] = person
                rows.append({"record_id": record, **_with_errors(whole, dice)})
            person += 1
    dice.shuffle(rows)
    columns = {name: [row.get(name) for row in rows] for name in ("record_id", *COLUMNS)}
    types = {name: pa.date32() if name == "date_of_birth" else pa.string() for name in columns}
    return pa.table({name: pa.array(values, types[name]) for name, values in columns.items()}), truth


def _with_errors(whole: dict[str, Any], dice: Random) -> dict[str, Any]:
    row = dict(whole)
    for name in ("nhs_number", "uprn", "phone", "email", "middle_names", "postcode", "sex"):
        if dice.random() < 0.3:
            row[name] = None
    if dice.random() < 0.1:
        row["first_name"] = _slip(row["first_name"], dice)
    if dice.random() < 0.1:
        row["last_name"] = _slip(row["last_name"], dice)
    if dice.random() < 0.03:
        row["first_name"], row["last_name"] = row["last_name"], row["first_name"]
    if dice.random() < 0.05:
        row["previous_last_name"], row["last_name"] = row["last_name"], dice.choice(LAST)
    if dice.random() < 0.05:
        row["date_of_birth"] += timedelta(days=dice.choice((-9, 1, 10, 365)))
    if dice.random() < 0.05:
        row["date_of_birth"] = None
    return row


def _slip(name: str, dice: Random) -> str:
    at = dice.randrange(len(name))
    return name[:at] + dice.choice("aeiourst") + name[at + 1 :]
