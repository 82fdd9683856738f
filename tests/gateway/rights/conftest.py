"""The county of a few people under an agreement on subject access, and a request of Ada's."""

from dataclasses import dataclass
from uuid import uuid4

import pytest

from shiremoot.access import finding
from shiremoot.access.subject_access import PURPOSE
from shiremoot.dates import day_of
from shiremoot.gateway.rights import answering, tasks, verbs
from shiremoot.gateway.rights.answering import Answer
from shiremoot.gateway.rights.exemptions import GIVE
from shiremoot.gateway.rights.models import DataRequest, Task
from shiremoot.gateway.rights.tasks import TaskView
from shiremoot.gateway.rights.verbs import Asker, Noted
from shiremoot.ledger.acts import Viewer
from tests.access.small import Small, build
from tests.permitted import HOST
from tests.standing import copied

ADA = "ada adult 3/2/1980"
OFFICER = Viewer(HOST, "rights-officer", "sol")
COLLEAGUE = Viewer(HOST, "rights-officer", "vic")
CARERS = Viewer("carers", "rights-officer", "cy")
POLICE = Viewer("police", "rights-officer", "pip")
OF = {"carers": CARERS, "police": POLICE}
NAMES = ["people.first", "people.last", "people.born", "people.line", "people.postcode"]


def _flow(dataset: str, organisation: str, **more: object) -> dict[str, object]:
    recipients = [{"organisation": organisation, "roles": ["rights-officer"]}]
    return {"dataset": dataset, "recipients": recipients, "purpose": PURPOSE.value, **more}


def flows(*datasets: str) -> list[dict[str, object]]:
    """Own records, names to find with, and what is given, of these datasets."""
    provider = {"care": "carers", "crime": "police"}
    return [
        flow
        for each in datasets
        for flow in (
            _flow(each, provider[each], relationships=["opened-with-reason"]),
            _flow(each, HOST, fields=NAMES),
            _flow(each, HOST, relationships=["shared-by-decision"]),
        )
    ]


@dataclass
class Rights:
    """What rights officers do, in their words."""

    small: Small

    @property
    def now(self):
        return self.small.now

    def note(self, by: Viewer = OFFICER, identifier=None, **more: object) -> DataRequest:
        said = {
            "received_on": day_of(self.now),
            "about_name": "Ada Adult",
            "about_born": "3 February 1980",
            "about_address": "4 Mill Lane",
            "words": "Everything about me",
            "asker": Asker.THEMSELVES,
            "asker_name": "",
            "authority": "",
            "reply_to": "By post",
        }
        return verbs.note(identifier or uuid4(), Noted(**(said | more)), by=by, at=self.now)

    def confirm(self, made: DataRequest, by: Viewer = OFFICER) -> None:
        verbs.confirm_identity(made.pk, seen="A passport", on=day_of(self.now), by=by, at=self.now)

    def people(self, terms: str = ADA) -> list[finding.Found]:
        search = finding.start_search(by=OFFICER, purpose=PURPOSE, terms=terms, at=self.now)
        return finding.results(self.small.home, search.pk, by=OFFICER, at=self.now).people

    def ask(self, made: DataRequest, person_id: str) -> None:
        verbs.ask_controllers(made.pk, person_id=person_id, by=OFFICER, at=self.now)

    def asked(self, number: str = "9000000009") -> DataRequest:
        """A request of whom everybody is asked about; nobody where no number is given."""
        made = self.note()
        self.confirm(made)
        self.ask(made, self.small.person(number) if number else "")
        return DataRequest.objects.get(pk=made.pk)

    def task(self, made: DataRequest, organisation: str) -> Task:
        return made.tasks.get(organisation=organisation)

    def open(self, made: DataRequest, organisation: str) -> TaskView:
        task = self.task(made, organisation)
        return tasks.open_task(self.small.home, task.pk, by=OF[organisation], at=self.now)

    def decide(self, made: DataRequest, organisation: str, note: str = "", **chosen: str) -> None:
        """Give everything but what is chosen otherwise, by a word that stands in it."""
        view = self.open(made, organisation)
        choices = dict.fromkeys(view.marks, GIVE)
        lines = {
            line.mark: " ".join(value for _, _, value in line.said) for k in view.kinds for line in k.lines
        }
        lines |= {look.mark: f"{look.organisation} {look.purpose}" for look in view.looks}
        for word, ground in chosen.items():
            choices |= {mark: ground for mark, said in lines.items() if word in said}
        by, revision = OF[organisation], view.task.revision
        tasks.save(view.task.pk, choices=choices, note=note, revision=revision, by=by, at=self.now)
        tasks.finish(self.small.home, view.task.pk, by=by, at=self.now)

    def decided(self, number: str = "9000000009") -> DataRequest:
        made = self.asked(number)
        for organisation in OF:
            self.decide(made, organisation)
        return made

    def answered(self, number: str = "9000000009") -> DataRequest:
        made = self.decided(number)
        answering.make(self.small.home, made.pk, by=OFFICER, at=self.now)
        return made

    def take(self, made: DataRequest, by: Viewer = OFFICER) -> Answer:
        return answering.take(self.small.home, made.pk, by=by, at=self.now)


def rights_in(small: Small, *datasets: str) -> Rights:
    """Everything for social workers too, so that there is somebody who looked."""
    small.adopt({"dataset": "care"}, {"dataset": "crime"}, *flows(*(datasets or ("care", "crime"))))
    return Rights(small)


@pytest.fixture(scope="module")
def stands(standing) -> Small:
    made = build(standing)
    rights_in(made)
    return made


@pytest.fixture
def rights(stands, tmp_path, db) -> Rights:
    return Rights(copied(stands, tmp_path))


def values(answer: Answer) -> dict[str, set[str]]:
    """Organisation → every value that it gives."""
    return {
        part.organisation: {value for kind in part.kinds for row in kind.rows for _, value in row}
        for part in answer.parts
    }
