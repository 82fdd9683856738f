"""A county of families made for tests of alerts and ties: who is at risk, who is accused, who is whose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from shiremoot.home import Home
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from tests.access.small import NOW, Small
from tests.permitted import LONG_AGO, OPERATOR, permit_linking

ALERTS = {
    "DA": "At risk of domestic abuse",
    "MIS": "Reported missing",
    "CPP": "Child protection plan",
    "LAC": "Looked after by the council",
}
KINDS = ("Domestic abuse", "Domestic violence", "Theft")
HARMLESS, ACCUSING = ("Victim", "Witness"), ("Suspect", "Perpetrator", "Person of interest")

_HEAD = """
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: {name}
status: active
name: {name}
description: {{purpose: To test alerts and ties.}}
customProperties: [{{property: uk.provider, value: {provider}}}, {{property: uk.service, value: {name}}}]
schema:
"""
_TABLE = """
  - name: {name}
    physicalName: {name}.csv
    customProperties: [{{property: uk.entity, value: {entity}}}]
    properties:
"""
_FIELD = """
      - {{name: {name}, logicalType: {type}{more},
         customProperties: [{{property: uk.meaning, value: {meaning}}}{custom}]}}"""


def _table(name: str, entity: str, **meanings: str) -> str:
    fields = ""
    for field, meaning in meanings.items():
        kind = {"born": "date", "date": "date", "start": "date", "pr": "boolean"}.get(field, "string")
        more = {"date": ", logicalTypeOptions: {format: yyyy-MM-dd}"}.get(kind, "")
        more += ", primaryKey: true" if (name, field) == ("people", "key") else ""
        custom = ", {property: uk.trueValues, value: ['Y']}" if kind == "boolean" else ""
        if field == "alert":
            codes = ", ".join(f"{code}: {words}" for code, words in ALERTS.items())
            custom = f", {{property: uk.codes, value: {{{codes}}}}}"
        fields += _FIELD.format(name=field, type=kind, more=more, meaning=meaning, custom=custom)
    return _TABLE.format(name=name, entity=entity) + fields + "\n"


_PEOPLE = _table(
    "people",
    "person",
    key="person.key",
    born="person.date_of_birth",
    first="person.first_name",
    last="person.last_name",
    nhs="person.nhs_number",
    line="address.line",
    postcode="address.postcode",
    uprn="address.uprn",
)
CONTRACTS = {
    "care": _HEAD.format(name="care", provider="carers")
    + _PEOPLE
    + _table(
        "ties",
        "tie",
        key="person.key",
        other="tie.other",
        kind="tie.kind",
        pr="tie.parental_responsibility",
    ),
    "crime": _HEAD.format(name="crime", provider="police")
    + _PEOPLE
    + _table("events", "event", key="person.key", kind="event.kind", role="event.role", date="event.date")
    + _table(
        "notices",
        "involvement",
        key="person.key",
        alert="involvement.alert",
        status="involvement.status",
        start="involvement.start",
    ),
}


@dataclass(frozen=True)
class Someone:
    """`parts`: kind and role of each event. `ties`: whose, what the other is, `Y` for responsibility."""

    first: str
    home: int = 0
    alert: str = ""
    status: str = "Open"
    parts: tuple[tuple[str, str], ...] = ()
    ties: tuple[tuple[int, str, str], ...] = ()
    born: str = "1985-04-05"

    @property
    def address(self) -> str:
        return f"{self.home} Mill Lane,XK1 2AB,{self.home + 100}"

    @property
    def accused(self) -> bool:
        return any("Domestic" in kind and role in ACCUSING for kind, role in self.parts)


VICTIM, SUSPECT = ("Domestic abuse", "Victim"), ("Domestic abuse", "Suspect")


def random_people(seed: int, many: int = 14) -> list[Someone]:
    """The first is at risk and accused as well, the second at risk."""
    dice = Random(seed)
    names = dice.sample(
        [a + b + c + d for a in "BDKLMN" for b in "aeio" for c in "dlmrt" for d in "aeiu"], many
    )
    found = [_random(dice, name, [other for other in range(many) if names[other] != name]) for name in names]
    found[0] = replace(found[0], alert="DA", status="Open", parts=(VICTIM, SUSPECT))
    found[1] = replace(found[1], alert="DA", status="Open", parts=(VICTIM,))
    return found


def _random(dice: Random, first: str, others: list[int]) -> Someone:
    parts = ((dice.choice(KINDS), dice.choice(HARMLESS + ACCUSING)) for _ in range(dice.randrange(3)))
    ties = (
        (other, dice.choice(["Mother", "Brother", "Partner"]), dice.choice(["Y", ""]))
        for other in dice.sample(others, 2)
    )
    return Someone(
        first=first,
        home=dice.randrange(4),
        alert=dice.choice(["", "DA", "DA", "CPP"]),
        status=dice.choice(["Open", "Open", "Closed"]),
        parts=tuple(parts),
        ties=tuple(ties),
        born=f"{dice.randrange(1950, 2020)}-0{dice.randrange(1, 10)}-1{dice.randrange(10)}",
    )


def nhs_number(place: int) -> str:
    """Of the range that is nobody's, with its check digit; numbers that have none are passed over."""
    found = [each for each in range(1, 500) if _check(f"9{each:08d}") < 10]
    head = f"9{found[place]:08d}"
    return f"{head}{_check(head)}"


def _check(head: str) -> int:
    return (11 - sum(int(figure) * (10 - at) for at, figure in enumerate(head)) % 11) % 11


def build(folder: Path, people: Sequence[Someone], *, again: bool = False) -> Small:
    """The county in a home of its own, and all of it for social workers."""
    home = Home(folder / "home")
    home.contracts.mkdir(parents=True)
    for name, text in CONTRACTS.items():
        (home.contracts / f"{name}.odcs.yaml").write_text(text)
    permit_linking(home, at=NOW if again else LONG_AGO)
    _deliver(home, folder, people)
    return Small(home)


def _deliver(home: Home, folder: Path, people: Sequence[Someone]) -> None:
    rows = [
        f"{n},{each.born},{each.first},Fictional,{nhs_number(n)},{each.address}"
        for n, each in enumerate(people)
    ]
    for dataset in CONTRACTS:
        _write(folder / dataset, "people", "key,born,first,last,nhs,line,postcode,uprn", rows)
    ties = [f"{n},{other},{kind},{pr}" for n, each in enumerate(people) for other, kind, pr in each.ties]
    _write(folder / "care", "ties", "key,other,kind,pr", ties)
    events = [f"{n},{kind},{role},2026-05-01" for n, each in enumerate(people) for kind, role in each.parts]
    _write(folder / "crime", "events", "key,kind,role,date", events)
    notices = [f"{n},{each.alert},{each.status},2026-01-02" for n, each in enumerate(people)]
    _write(folder / "crime", "notices", "key,alert,status,start", notices)
    for dataset in CONTRACTS:
        load(home, dataset=dataset, files=sorted((folder / dataset).iterdir()), by=OPERATOR, at=NOW)
    link(home, by=OPERATOR, at=NOW)
    publish(home, by=OPERATOR, at=NOW)


def _write(folder: Path, table: str, head: str, rows: Sequence[str]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join([head, *rows, ""]))
