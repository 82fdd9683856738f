"""Questions of projects: who may ask, what is released, and that two answers never tell of one person."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from shiremoot.access import facts
from shiremoot.access.held import Gone
from shiremoot.access.protection import FactKind
from shiremoot.access.recording import Refused
from shiremoot.disclosure.answers import Withheld
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.models import Entry
from shiremoot.singleview.analysis import projects, running
from shiremoot.singleview.analysis.models import Release, SavedQuestion
from shiremoot.singleview.analysis.projects import Proposal, State
from shiremoot.singleview.analysis.question import (
    Attribute,
    Breakdown,
    Happened,
    Is,
    Measure,
    Question,
    Says,
    Then,
)
from shiremoot.singleview.analysis.tables import from_plain
from tests.permitted import HOST
from tests.singleview.analysis.county import (
    AGREEMENT,
    ANALYST,
    APPROVER,
    PROTECTOR,
    County,
    Somebody,
    build,
    crowd,
)
from tests.standing import copied

STOLEN = (("2026-02-01", "Theft", "Victim"),)
THEFT = Happened("crime.incidents", (Says("event.kind", ("Theft",)),))
SERVED = Happened("care.services")
OPEN = (("2026-01-10", "", "Open"),)
LONER = Somebody("2000", born="1931-03-03", care=OPEN, crime=STOLEN)
PEOPLE = [
    *crowd(40, since=1000, crime=STOLEN),
    *crowd(25, since=1100, uprn="2", sex="Male", crime=STOLEN, care=OPEN),
    *crowd(30, since=1200, uprn="2"),
    LONER,
]


@pytest.fixture(scope="module")
def stands(standing) -> County:
    made = build(standing, PEOPLE)
    made.agree()
    return made


@pytest.fixture
def county(stands, tmp_path, db) -> County:
    return copied(stands, tmp_path)


def people(release: Release) -> list[int | Withheld]:
    return list(from_plain(release.table).people)


def near(shown: int | Withheld, count: int) -> bool:
    """As near as noise and rounding leave it, and a multiple of five."""
    return isinstance(shown, int) and shown % 5 == 0 and abs(shown - count) <= 7


def test_counts_are_near_the_truth_and_protected(county):
    release = county.ask(Question((THEFT,), (Breakdown.WARD,)))
    table = from_plain(release.table)
    assert table.sentence == "People who had “Incident” (Police; kind: Theft), by ward."
    assert table.levels == (("Lower", "Upper", "Not known"),)
    lower, upper, unknown = table.people
    assert near(lower, 25)
    assert near(upper, 41)
    assert unknown is Withheld.FEW
    assert [name for name, _ in table.flows] == ["analysis v1 2.1", "analysis v1 2.2"]
    assert any("Counts under 10 are withheld" in words for words in table.method)


def test_order_in_time_and_rates(county):
    months = Question((SERVED, THEFT, Then(0, 1, 2)), (Breakdown.SEX,))
    female, male, other = people(county.ask(months))
    assert (female, other) == (Withheld.FEW, Withheld.FEW)
    assert near(male, 25)
    assert people(county.ask(Question((THEFT, SERVED, Then(0, 1, 12))))) == [Withheld.FEW]
    table = from_plain(county.ask(Question((THEFT,), (Breakdown.WARD,), Measure.RATE)).table)
    assert near(table.of[0], 55)
    assert table.rates[0] == pytest.approx(1000 * table.people[0] / table.of[0], abs=50)


def test_by_service_and_month_somebody_counts_in_each(county):
    services = from_plain(county.ask(Question((), (Breakdown.SERVICE,))).table)
    assert (services.levels, near(services.people[0], 26)) == ((("Care",),), True)
    asked = Question((THEFT,), (Breakdown.MONTH,), since=date(2026, 1, 1), until=date(2026, 4, 1))
    january, february, march = people(county.ask(asked))
    assert (january, march) == (Withheld.FEW, Withheld.FEW)
    assert near(february, 66)


@pytest.mark.parametrize(
    "question",
    [
        Question((Happened("care.services", (Says("involvement.status", ("Closed",)),)),)),
        Question((Is(Attribute.AGE, ("85 and over",)), THEFT)),
    ],
)
def test_nobody_and_somebody_are_withheld_alike(county, question):
    assert people(county.ask(question)) == [Withheld.FEW]


def test_everybody_can_be_counted(county):
    assert near(people(county.ask(Question()))[0], 96)


def test_leaving_one_person_out_changes_nothing(county):
    """Whoever knows of the one person of 85 and over in Upper learns nothing by asking with and without."""
    young = Is(Attribute.AGE, ("85 and over",), excluded=True)
    theft = Question((THEFT,), (Breakdown.WARD,))
    without = Question((THEFT, young), (Breakdown.WARD,))
    assert people(county.ask(theft)) == people(county.ask(without))
    beside = Question((young, SERVED, THEFT))
    together = Question((SERVED, THEFT))
    assert people(county.ask(beside)) == people(county.ask(together))


def test_a_number_moves_once_ten_people_have_come_or_gone(county):
    question = Question((THEFT,), (Breakdown.WARD,))
    saved = county.save(question)
    first = running.ask(county.home, saved, by=ANALYST, at=county.now)
    county.republish([*PEOPLE, *crowd(6, since=1300, crime=STOLEN)])
    second = running.ask(county.home, saved, by=ANALYST, at=county.now)
    assert second.publish_id != first.publish_id
    assert people(second) == people(first)
    county.republish([*PEOPLE, *crowd(40, since=1300, crime=STOLEN)])
    third = running.ask(county.home, saved, by=ANALYST, at=county.now)
    assert people(third)[0] == people(first)[0]
    assert near(people(third)[1], 81)


def test_asking_again_without_change_is_the_same_release(county):
    saved = county.save(Question((THEFT,)))
    first = running.ask(county.home, saved, by=ANALYST, at=county.now)
    assert running.ask(county.home, saved, by=ANALYST, at=county.now) == first
    acts = list(Entry.objects.filter(act__in=("ask question", "release")).values_list("act", flat=True))
    assert sorted(acts) == ["ask question", "ask question", "release"]


def test_people_of_an_answer_that_did_not_move_are_kept_for_the_next(county):
    """One person is taken out: the number stays, and who is left is compared with as well."""
    saved = county.save(Question((THEFT,)))
    first = running.ask(county.home, saved, by=ANALYST, at=county.now)
    facts.set_fact(
        county.home,
        person_id=county.person(LONER),
        kind=FactKind.RESTRICTION,
        reason="Upheld",
        by=PROTECTOR,
        at=county.now,
    )
    second = running.ask(county.home, saved, by=ANALYST, at=county.now)
    assert (people(second), second.number) == (people(first), first.number + 1)
    assert len(second.cells) > 0


def test_saved_questions_are_asked_again_after_a_publish(county):
    saved = county.save(Question((THEFT,)))
    running.ask(county.home, saved, by=ANALYST, at=county.now)
    assert running.ask_all(county.home, at=county.now) == 0
    county.republish([*PEOPLE, *crowd(40, since=1300, crime=STOLEN)])
    assert running.ask_all(county.home, at=county.now) == 1
    assert running.ask_all(county.home, at=county.now) == 0
    newest = running.releases(SavedQuestion.objects.get(pk=saved))[0]
    assert (newest.publish_id, newest.released_by) == (county.publish.publish_id, "")


def test_a_flow_that_ended_this_morning_refuses_and_what_was_released_stays(county):
    saved = county.save(Question((THEFT,)))
    running.ask(county.home, saved, by=ANALYST, at=county.now)
    county.agree(crime=())
    with pytest.raises((Refused, UserError)):
        running.ask(county.home, saved, by=ANALYST, at=county.now)
    assert running.releases(SavedQuestion.objects.get(pk=saved)).count() == 1
    assert running.ask_all(county.home, at=county.now) == 0


def proposal(**changes: object) -> Proposal:
    said = Proposal("Counts", AGREEMENT, "a", "b", "c", "d", "e", date(2027, 11, 1))
    return replace(said, **changes)


def test_a_project_is_approved_by_somebody_else_before_anything_is_counted(county):
    made = projects.propose(uuid4(), proposal(), by=ANALYST, at=county.now)
    assert projects.propose(made.pk, proposal(), by=ANALYST, at=county.now) == made
    assert projects.waiting(by=APPROVER, at=county.now) == 1
    with pytest.raises(UserError, match="is proposed"):
        county.save(Question(), made)
    own = Viewer(HOST, "governance", ANALYST.user_id)
    with pytest.raises(UserError, match="yourself"):
        projects.decide(made.pk, approve=True, why="Mine", by=own, at=county.now)
    elsewhere = Viewer("police", "governance", "sam")
    with pytest.raises(Gone):
        projects.decide(made.pk, approve=True, why="Theirs", by=elsewhere, at=county.now)
    refused = projects.decide(made.pk, approve=False, why="Too wide", by=APPROVER, at=county.now)
    assert projects.state(refused, county.now) is State.REFUSED
    with pytest.raises(UserError, match="refused"):
        county.save(Question(), refused)
    with pytest.raises(UserError, match="is refused"):
        projects.decide(made.pk, approve=True, why="After all", by=APPROVER, at=county.now)


def test_a_project_that_has_ended_answers_nothing_and_keeps_nobody(county):
    project, saved = county.project(), county.save(Question((THEFT,)))
    running.ask(county.home, saved, by=ANALYST, at=county.now)
    folder = county.home.analysis / str(project.pk)
    assert list(folder.rglob("*.people"))
    projects.end(county.home, project.pk, by=ANALYST, at=county.now)
    assert not folder.exists()
    with pytest.raises(UserError, match="is ended"):
        running.ask(county.home, saved, by=ANALYST, at=county.now)
    assert Release.objects.filter(question_id=saved).count() == 1


def test_a_project_whose_last_day_is_over_has_ended(county):
    project, saved = county.project(), county.save(Question((THEFT,)))
    running.ask(county.home, saved, by=ANALYST, at=county.now)
    later = county.now + timedelta(days=400)
    projects.forget_ended(county.home, later)
    assert not (county.home.analysis / str(project.pk)).exists()
    with pytest.raises(UserError, match="is ended"):
        running.ask(county.home, saved, by=ANALYST, at=later)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreement": "linking"}, "No flow of that agreement"),
        ({"ends_on": date(2026, 11, 22)}, "ends after today"),
        ({"ends_on": date(2030, 1, 1)}, "within two years"),
    ],
)
def test_what_cannot_be_proposed(county, changes, words):
    with pytest.raises(UserError, match=words):
        projects.propose(uuid4(), proposal(**changes), by=ANALYST, at=county.now)


def test_projects_and_questions_of_another_role_are_not_there(county):
    saved = county.save(Question())
    other = Viewer(HOST, "social-worker", "dana")
    with pytest.raises(Gone):
        running.ask(county.home, saved, by=other, at=county.now)
    with pytest.raises(Gone):
        projects.one(county.project().pk, by=other)
