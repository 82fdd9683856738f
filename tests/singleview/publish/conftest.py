"""Two datasets, loaded, and linked by hand: who is who is given, so that publishing is tested by itself."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shiremoot import pointer
from shiremoot.home import Home
from shiremoot.people import store
from shiremoot.people.loads import current_loads
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking import keeping
from shiremoot.singleview.linking.identities import Carried, Event
from shiremoot.singleview.publish.verbs import publish
from tests.permitted import OPERATOR, permit_linking

HERE = Path(__file__).parent
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
FILES = {
    "care": {
        "clients.csv": """id,first,last,born,sex,nhs,phone,address,postcode,uprn,left,internal
1,Jonathan,Smith,2014-03-12,Male,9991234567,07700 900123,"Flat 2, 4 Mill Lane",XK1 2AB,100,,secret
2,Mary,Smith,1980-01-02,Female,9990000001,07700 900123,4 Mill Lane,XK1 2AB,100,,secret
3,Wiremu,Kōtare,1975-06-07,Male,9990000002,,9 High Street,XK2 3CD,200,,secret
4,Robert,Jones,1990-12-05,Male,9990000003,,4 Mill Lane,XK1 2AB,100,2020-01-01,secret
"""
        + "".join(f"{n},Ann{n},Bell{n},1950-01-01,Female,,,,,,,\n" for n in range(10, 60)),
        "episodes.csv": """client,status,began,open
1,Child in need,2026-01-05,yes
1,Assessment,2020-02-03,no
3,Review,2025-05-05,no
""",
        "relations.csv": "client,other,kind,responsible\n1,2,Mother,yes\n",
    },
    "police": {
        "NOMINALS.csv": "NOMINAL ID,Surname,DOB,Sex\nN1,Smyth,12/03/2014,M\nN2,Adeyemi,01/02/1988,\n",
        "ROLES.csv": "NOMINAL ID,INCIDENT NO,ROLE,REASON\nN1,I1,witness,\nN1,I2,victim,\nN2,I1,suspect,\n",
        "INCIDENTS.csv": "INCIDENT NO,DATE\nI1,2026-10-01\nI2,2021-04-05\n",
    },
}
CHILD, MOTHER, STRANGER, LODGER = "pchild", "pmother", "pstranger", "plodger"
PEOPLE = {"care:1": CHILD, "care:2": MOTHER, "care:3": STRANGER, "care:4": LODGER, "police:N1": CHILD}
PEOPLE |= {"police:N2": "padeyemi"} | {f"care:{n}": f"pann{n}" for n in range(10, 60)}
EVENTS = [Event("merge", "pold", "polder"), Event("merge", "polder", CHILD), Event("gone", "pgone")]


@dataclass
class County:
    home: Home
    folder: Path
    people: dict[str, str] = field(default_factory=lambda: dict(PEOPLE))

    def load(self, dataset: str):
        delivery = self.folder / dataset
        delivery.mkdir(exist_ok=True)
        for name, content in FILES[dataset].items():
            (delivery / name).write_text(content, encoding="utf-8")
        summary = load(self.home, dataset=dataset, files=sorted(delivery.iterdir()), by=OPERATOR, at=AT)
        assert summary.switched, summary

    def link(self, **left_out: str):
        loads = {
            name: entry.load_id for name, entry in current_loads(self.home).items() if name not in left_out
        }
        name = f"run{len(list(self.home.links.glob('run*')))}"
        with pointer.whole_folder(self.home.links, name) as folder:
            carried = Carried(self.people, EVENTS, {})
            keeping.write_identities(folder, carried)
            keeping.write_history(folder, carried, None, run_id=name, at=AT)
            keeping.write_run(folder, {"loads": loads, "left_out": left_out})
        pointer.switch(self.home.links, name)

    def publish(self):
        return publish(self.home, by=OPERATOR, at=AT)

    @property
    def published(self) -> store.Publish:
        found = store.current(self.home)
        assert found is not None
        return found


@pytest.fixture
def county(tmp_path, db):
    home = Home(tmp_path / "home")
    home.contracts.mkdir(parents=True)
    shutil.copy(HERE / "care.odcs.yaml", home.contracts)
    shutil.copy(HERE.parents[1] / "contracts" / "sample.odcs.yaml", home.contracts / "police.odcs.yaml")
    permit_linking(home)
    county = County(home, tmp_path)
    county.load("care")
    county.load("police")
    county.link()
    return county


@pytest.fixture
def published(county):
    county.publish()
    return county.published
