"""A county with homes to visit for fire safety: two services that flag some, and the crews' own visits."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from shiremoot.access import homes
from shiremoot.access.dwellings import Written
from shiremoot.access.homes import HomesView
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import link
from shiremoot.singleview.publish.verbs import publish
from tests.access import small
from tests.access.small import NOW, Small
from tests.permitted import LONG_AGO, OPERATOR, adopt, as_yaml, permit_linking

CREW = Viewer("fire", "crew", "lou")
LIST = UUID(int=12)
MILL_LANE = Written("4 Mill Lane", "Oldford", "XK1 2AB", "100")
HIGH_STREET = Written("9 High Street", "Newmarket", "XK2 3CD", "200")
FAR_ROAD = Written("10 Far Road", "Oldford", "XK1 9ZZ", "300")
ADA, LENA, MIA, TOM = "9000000009", "9000000025", "9000000033", "9000000041"

_CODED = """      - {{name: {name}, logicalType: string, customProperties: [
         {{property: uk.meaning, value: {meaning}}}{more}, {{property: uk.codes, value: {codes}}}]}}
"""
_TOWN = small._TEXT.format("town", "address.town")
_FLAG = _CODED.format(
    name="priority",
    meaning="person.visit_priority",
    more=", {property: uk.derived, value: true}",
    codes="{Y: Priority}",
)
_VISITS = (
    small._TABLE.format(name="visits", entity="involvement")
    + """      - {name: day, logicalType: date, logicalTypeOptions: {format: yyyy-MM-dd},
         customProperties: [{property: uk.meaning, value: involvement.start}]}
"""
    + _CODED.format(
        name="outcome",
        meaning="involvement.visit_outcome",
        more="",
        codes="{Done: Completed, No reply: Nobody at home}",
    )
)
_SHRINKS = "{property: uk.maxShrinkPercent, value: 100}]"


def _contract(name: str, provider: str, fields: str) -> str:
    text = small._CONTRACT.format(name=name, provider=provider, fields=small._FIELDS + _TOWN + fields)
    return text.replace(f"value: {name}}}]", f"value: {name}}}, {_SHRINKS}", 1)


CONTRACTS = {
    "care": _contract("care", "carers", _FLAG),
    "homes": _contract("homes", "landlord", _FLAG),
    "visits": _contract("visits", "fire", _VISITS),
}
_HEAD = "key,born,first,last,former,nhs,phone,line,postcode,uprn,town"
PEOPLE = {
    "care": {
        "1": f"1940-02-03,Ada,Adult,Before,{ADA},01632960001,4 Mill Lane,XK1 2AB,100,Oldford,Y",
        "2": "1975-05-06,Cora,Carer,,9000000017,01632960002,7 Low Road,XK1 2AB,700,Oldford,",
        "3": f"1944-07-08,Lena,Lodger,,{LENA},01632960003,4 Mill Lane,XK1 2AB,100,Oldford,Y",
        "4": f"1938-01-12,Mia,Alone,,{MIA},01632960004,9 High Street,XK2 3CD,200,Newmarket,Y",
    },
    "homes": {
        "A": f"1940-02-03,Ada,Adult,Before,{ADA},01632960001,4 Mill Lane,XK1 2AB,100,Oldford,Y",
        "T": f"1935-11-30,Tom,Tenant,,{TOM},01632960005,10 Far Road,XK1 9ZZ,300,Oldford,Y",
        "M": f"1938-01-12,Mia,Alone,,{MIA},01632960004,1 Old Place,XK5 5EE,500,Elsewhere,",
    },
    "visits": {
        "O": "1990-09-09,Otto,Occupant,,9000000068,01632960006,9 High Street,XK2 3CD,200,Newmarket",
        "P": "1991-08-08,Pia,Passing,,9000000076,01632960007,22 Other Street,XK8 8HH,800,Elsewhere",
    },
}
_WHERE = ["line", "town", "postcode", "uprn"]


@dataclass
class Visited(Small):
    """The door on it. `made`: when the crew's list was made."""

    folder: Path = Path()
    people: dict[str, dict[str, str]] = field(default_factory=lambda: {**PEOPLE})
    visits: list[tuple[str, str, str]] = field(default_factory=list)
    made = NOW

    def look(self, *, area: str = "", by: Viewer = CREW, printed: bool = False) -> HomesView:
        return homes.view(self.home, LIST, area=area, since=self.made, by=by, at=self.now, printed=printed)

    def addresses(self, **options: object) -> list[Written]:
        return list(self.look(**options).homes)

    def publish_all(self, *visits: tuple[str, str, str]) -> None:
        """Deliver everything, with these visits (occupant, day, outcome) beside one of long ago."""
        for dataset, rows in self.people.items():
            head = _HEAD if dataset == "visits" else f"{_HEAD},priority"
            lines = (f"{key},{row}" for key, row in rows.items())
            small._write(self.folder / dataset, "people", head, lines)
        self.visits += visits
        said = (",".join(each) for each in [("P", "2020-01-01", "Done"), *self.visits])
        small._write(self.folder / "visits", "visits", "key,day,outcome", said)
        for dataset in CONTRACTS:
            files = sorted((self.folder / dataset).iterdir())
            load(self.home, dataset=dataset, files=files, by=OPERATOR, at=self.now)
        link(self.home, by=OPERATOR, at=self.now)
        publish(self.home, by=OPERATOR, at=self.now)

    def agree(
        self, *, until: str = "2100-01-01", without: str = "", roles: tuple[str, ...] = ("crew",)
    ) -> None:
        """The agreement, from now on; `without` a dataset's clause."""
        self.versions += 1
        flows = [
            _sharing("2.1", "carers", "care"),
            _sharing("2.2", "landlord", "homes"),
            _flow(
                "3.1",
                "fire",
                "visits",
                [*(f"people.{each}" for each in _WHERE), "visits.day", "visits.outcome"],
            ),
        ]
        for each in flows:
            each["recipients"] = [{"organisation": "fire", "roles": list(roles)}]
        names = ["carers", "fire", "landlord"]
        file = {
            "agreement": "safe-and-well",
            "version": self.versions,
            "title": "Safe and well agreement",
            "tier": "operational",
            "summary": "Where to visit.",
            "from": "2000-01-01",
            "until": until,
            "parties": names,
            "signed": [{"organisation": each, "by": "Somebody", "signed_on": "2000-01-01"} for each in names],
            "flows": [each for each in flows if each["dataset"] != without],
        }
        adopt(self.home, as_yaml(file), at=self.now)

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


def _flow(clause: str, provider: str, dataset: str, fields: list[str]) -> dict[str, object]:
    return {
        "clause": clause,
        "sentence": f"{provider} shares {dataset}.",
        "provider": provider,
        "dataset": dataset,
        "fields": fields,
        "purpose": "fire-visits",
        "basis": "public task",
        "power": "none in particular",
        "obligations": ["Destroy printed lists after 90 days"],
    }


def _sharing(clause: str, provider: str, dataset: str) -> dict[str, object]:
    said = {
        "field": "people.priority",
        "definition": "Aged 65 or over and living alone.",
        "source": "Two answers of the assessment.",
        "owner": "The head of service.",
        "validation": "Fifty records were read in May.",
        "off_switch": "The head of service.",
        "until": "2099-01-01",
    }
    flow = _flow(clause, provider, dataset, ["people.priority", *(f"people.{each}" for each in _WHERE)])
    return flow | {"rows": {"field": "people.priority", "value": "Priority"}, "derived": [said]}


def build(folder: Path) -> Visited:
    home = Home(folder / "home")
    home.contracts.mkdir(parents=True)
    for name, text in CONTRACTS.items():
        (home.contracts / f"{name}.odcs.yaml").write_text(text)
    permit_linking(home, at=LONG_AGO)
    made = Visited(home, folder=folder)
    made.agree()
    made.publish_all()
    return made
