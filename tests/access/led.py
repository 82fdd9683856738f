"""The small county with one dataset more: the host's own work with people, and who leads it."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.home import Home
from shiremoot.ledger.acts import Viewer
from shiremoot.singleview.intake.verbs import load
from shiremoot.yaml_text import read_yaml
from tests.access import small
from tests.access.small import PEOPLE, Small
from tests.permitted import HOST, LONG_AGO, OPERATOR, adopt, agreement_on_everything, as_yaml, permit_linking

WORK = small._CONTRACT.format(
    name="work",
    provider=HOST,
    fields=small._FIELDS
    + small._TABLE.format(name="cases", entity="involvement")
    + "".join(
        small._TEXT.format(name, f"involvement.{meaning}")
        for name, meaning in (
            ("lead", "lead_email"),
            ("team", "team"),
            ("status", "status"),
            ("service", "service"),
            ("reference", "reference"),
        )
    ),
).replace("value: work}]", "value: work}, {property: uk.maxShrinkPercent, value: 100}]", 1)
DANA, ARI = "dana@the-host.example", "ari@the-host.example"
ADA, CORA, LENA, SECOND_ADA = "1", "2", "3", "4"
"""Of whom there is work, by their keys in care."""
CASES = (
    (ADA, DANA, "North", "Open"),
    (CORA, f" {DANA.upper()} ", "North", "Open"),
    (LENA, DANA, "North", "Closed"),
    (SECOND_ADA, ARI, "North", "Open"),
)
CASELOAD_FIELDS = ["cases.lead", "cases.team", "cases.status"]


@dataclass
class Led(Small):
    """The door on it. `people`: what else is delivered with the cases."""

    folder: Path = Path()
    people: dict[str, dict[str, str]] = field(default_factory=lambda: dict(PEOPLE))

    def publish_cases(self, *cases: tuple[str, str, str, str]) -> None:
        """Deliver these and everything else anew, link and publish."""
        rows = (f"{key},{self.people['care'][key]}" for key in (ADA, CORA, LENA, SECOND_ADA))
        files = self.folder / "work"
        small._write(files, "people", small._HEAD, rows)
        numbered = (",".join((*each, "Support", f"C{each[0]}")) for each in cases)
        small._write(files, "cases", "key,lead,team,status,service,reference", numbered)
        load(self.home, dataset="work", files=sorted(files.iterdir()), by=OPERATOR, at=self.now)
        self.republish(self.folder, self.people)

    def let_caseloads_be_kept(self, fields: list[str] | None = None, until: str = "2100-01-01") -> None:
        self.versions += 1
        text = agreement_on_everything(self.home, "caseloads", role=OPERATOR.role, purpose=Purpose.CASELOAD)
        file = read_yaml(text, "agreement")
        flows = [each for each in file["flows"] if each["dataset"] == "work"]
        flows[0]["fields"] = fields or CASELOAD_FIELDS
        file |= {"version": self.versions, "flows": flows, "until": until}
        adopt(self.home, as_yaml(file), at=self.now)

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    def join(self, email: str, organisation: str = HOST, *duties: Duty) -> Viewer:
        organisations.add_member(
            email=email,
            name="Somebody Invented",
            organisation=organisation,
            role="social-worker",
            duties=duties or (Duty.PRACTISE,),
            by=OPERATOR,
            at=self.now,
        )
        return Viewer(organisation, "social-worker", str(User.objects.get(email=email).pk))


def build(folder: Path) -> Led:
    home = Home(folder / "home")
    home.contracts.mkdir(parents=True)
    for name, text in {**small.CONTRACTS, "work": WORK}.items():
        (home.contracts / f"{name}.odcs.yaml").write_text(text)
    permit_linking(home, at=LONG_AGO)
    made = Led(home, folder=folder)
    made.adopt()
    return made
