"""Interventions are registered beforehand, changed in sight, decided once, and compared for each release."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from shiremoot.access.held import Gone
from shiremoot.dates import day_of, months_before
from shiremoot.errors import UserError
from shiremoot.ledger.models import Detail, Entry
from shiremoot.methods.staggered import Refusal
from shiremoot.methods.xmr import Better
from shiremoot.roadmap.evaluation import comparing, showing, verbs
from shiremoot.roadmap.evaluation.models import Compared, Decision, Intervention, Version
from shiremoot.roadmap.evaluation.plan import Indicator, Plan, Start, from_plain
from shiremoot.roadmap.evaluation.verbs import Decided, Outcome
from shiremoot.singleview.analysis import projects, running
from shiremoot.singleview.analysis.question import Breakdown, Happened, Question
from tests.roadmap.evaluation.world import ELSEWHERE, LEAD, counted, people, plan_for
from tests.singleview.analysis.county import ANALYST, NORTH, SOUTH, County, crowd


@dataclass
class World:
    county: County
    by_month: UUID
    by_ward: UUID

    def plan(self, **changes) -> Plan:
        return plan_for(self.county, self.by_month, self.by_ward, **changes)

    def register(self, plan: Plan | None = None, **named) -> Intervention:
        plan = plan or self.plan()
        return verbs.register(uuid4(), plan, by=LEAD, at=self.county.now, **named)

    def decide(self, made: Intervention, outcome=Outcome.CONTINUE, after=0, **named) -> Decision:
        next_review = named.pop("next_review", day_of(self.county.now) + timedelta(days=90))
        decided = Decided(outcome, "It helps", "More lights", next_review)
        given = {"seen": ["Incidents: too early to tell."], "by": LEAD, "at": self.county.now} | named
        return verbs.decide(given.pop("identifier", uuid4()), made.pk, decided, after=after, **given)


@pytest.fixture
def world(tmp_path, db) -> World:
    return World(*counted(tmp_path))


def acts() -> list[str]:
    return [entry.act for entry in Entry.objects.order_by("number") if entry.act.endswith("intervention")]


def test_a_change_is_registered_with_its_plan_and_its_first_review(world):
    made = world.register()
    assert verbs.one(made.pk, by=LEAD) == made
    version = verbs.newest_version(made)
    assert (version.number, from_plain(version.plan)) == (1, world.plan())
    assert made.next_review == months_before(world.plan().first_start, -3)
    assert made.registered_at == made.entered_at == world.county.now
    assert acts() == ["register intervention"]
    entry = Entry.objects.get(act="register intervention")
    assert (entry.about, entry.outcome) == (made.pk, "done")


def test_sent_twice_it_is_one(world):
    identifier = uuid4()
    first, second = (verbs.register(identifier, world.plan(), by=LEAD, at=world.county.now) for _ in range(2))
    assert first == second
    assert (Intervention.objects.count(), Version.objects.count(), acts()) == (
        1,
        1,
        ["register intervention"],
    )


@pytest.mark.parametrize("months", [0, 1, 24])
def test_what_has_begun_is_not_registered(world, months):
    month = months_before(day_of(world.county.now).replace(day=1), months)
    late = world.plan(starts=(Start(NORTH, month, "A"), Start(SOUTH, date(2030, 1, 1), "B")))
    with pytest.raises(UserError, match="registered before the month in which it begins") as told:
        world.register(late)
    assert "register the next change beforehand" in told.value.next_step
    assert not Intervention.objects.exists()
    assert acts() == []


def test_a_plan_written_elsewhere_is_entered_with_both_days(world):
    month = date(2026, 3, 1)
    late = world.plan(starts=(Start(NORTH, month, "A"),))
    with pytest.raises(UserError, match="registered before"):
        world.register(late, written=world.county.now.replace(month=3, day=1))
    written = world.county.now.replace(month=2)
    made = world.register(late, written=written)
    assert (made.registered_at, made.entered_at) == (written, world.county.now)
    assert Entry.objects.get(act="register intervention").at == world.county.now
    detail = Detail.objects.get(entry__act="register intervention", part="viewer")
    assert written.isoformat() in str(detail.content)


def test_it_is_judged_by_questions_of_approved_projects_of_ones_organisation_alone(world):
    other = world.county.save(
        Question((Happened("crime.incidents"),), (Breakdown.SEX,)), world.county.project()
    )
    for question, compared in ((other, None), (uuid4(), None), (world.by_month, world.by_month)):
        wrong = Indicator("Incidents", question, Better.LOWER, None, compared)
        with pytest.raises(UserError, match="is not a question of an approved project"):
            world.register(world.plan(indicators=(wrong,)))
    with pytest.raises(UserError, match="is not a question of an approved project"):
        verbs.register(uuid4(), world.plan(), by=ELSEWHERE, at=world.county.now)
    assert verbs.questions(by=ELSEWHERE) == ([], [])
    assert verbs.newest_release(world.by_month, by=ELSEWHERE) is None
    with pytest.raises(UserError, match="It begins nowhere"):
        world.register(world.plan(starts=(Start(NORTH, None, "A"),)))


def test_a_changed_plan_stands_beside_what_it_was(world):
    made = world.register()
    later = world.plan(decides="The council")
    verbs.change(made.pk, later, why="The board is gone", after=1, by=LEAD, at=world.county.now)
    first, second = made.versions.all()
    assert (from_plain(first.plan), from_plain(second.plan)) == (world.plan(), later)
    assert (second.number, second.why, second.made_by) == (2, "The board is gone", LEAD.user_id)
    assert acts() == ["register intervention", "change intervention"]


def test_of_two_who_change_a_plan_at_once_the_second_reads_first(world):
    made = world.register()

    def change(decides: str, after: int) -> None:
        verbs.change(made.pk, world.plan(decides=decides), why="-", after=after, by=LEAD, at=world.county.now)

    change("The council", 1)
    change("The council", 1)  # sent twice
    with pytest.raises(UserError, match="Somebody has changed the plan"):
        change("The mayor", 1)
    with pytest.raises(UserError, match="Nothing differs"):
        change("The council", 2)
    assert made.versions.count() == 2


@pytest.mark.parametrize("outcome", Outcome)
def test_a_decision_is_kept_with_its_reason_and_what_was_known(world, outcome):
    made = world.register()
    decided = world.decide(made, outcome)
    made.refresh_from_db()
    goes_on = outcome is not Outcome.STOP
    assert decided.seen == ["Incidents: too early to tell."]
    assert decided.adapted == ("More lights" if outcome is Outcome.ADAPT else "")
    assert (made.next_review == day_of(world.county.now) + timedelta(days=90)) == goes_on
    assert (made.next_review is None) == (not goes_on)
    assert acts()[-1] == "decide intervention"


def test_a_decision_sent_twice_is_one_and_of_two_at_once_the_second_reads_first(world):
    made, identifier = world.register(), uuid4()
    first, second = (world.decide(made, identifier=identifier) for _ in range(2))
    assert first == second
    with pytest.raises(UserError, match="Somebody has decided"):
        world.decide(made, Outcome.STOP)
    assert Decision.objects.count() == 1
    assert acts().count("decide intervention") == 1


@pytest.mark.parametrize("days", [None, -1, 0])
def test_what_goes_on_is_looked_at_again_later(world, days):
    made = world.register()
    next_review = None if days is None else day_of(world.county.now) + timedelta(days=days)
    with pytest.raises(UserError, match="lies after today"):
        world.decide(made, next_review=next_review)


def test_what_was_stopped_is_neither_decided_nor_changed(world):
    made = world.register()
    world.decide(made, Outcome.STOP)
    with pytest.raises(UserError, match="It was stopped"):
        world.decide(made, after=1)
    with pytest.raises(UserError, match="It was stopped"):
        verbs.change(made.pk, world.plan(why="-"), why="-", after=1, by=LEAD, at=world.county.now)
    assert verbs.due(by=LEAD, at=world.county.now + timedelta(days=9999)) == 0


def test_what_is_decided_on_next_stands_first_and_what_was_stopped_last(world):
    stopped, later, sooner = (world.register() for _ in range(3))
    world.decide(stopped, Outcome.STOP)
    world.decide(sooner, next_review=day_of(world.county.now) + timedelta(days=1))
    assert list(verbs.listed(by=LEAD)) == [sooner, later, stopped]


def test_it_is_due_from_the_day_of_its_review_on(world):
    made = world.register()
    day = timedelta(days=(made.next_review - day_of(world.county.now)).days)
    assert [verbs.due(by=LEAD, at=world.county.now + day + timedelta(days=off)) for off in (-1, 0, 9)] == [
        0,
        1,
        1,
    ]
    assert verbs.due(by=ELSEWHERE, at=world.county.now + day) == 0


def test_another_organisation_has_none_of_it(world):
    made = world.register()
    assert list(verbs.listed(by=ELSEWHERE)) == []
    with pytest.raises(Gone):
        verbs.change(made.pk, world.plan(why="-"), why="-", after=1, by=ELSEWHERE, at=world.county.now)
    with pytest.raises(Gone):
        world.decide(made, by=ELSEWHERE)


def test_places_are_compared_once_for_each_release_and_plan(world):
    made = world.register()
    version = verbs.newest_version(made)
    (shown,) = showing.shown(version, by=LEAD)
    assert shown.comparison.told is None
    assert shown.sentence == "Incidents: what the change did is not worked out yet."
    assert [verbs.compare_all(at=world.county.now) for _ in range(2)] == [1, 0]
    assert comparing.from_plain(Compared.objects.get().found) is Refusal.TOO_FEW_AREAS
    (shown,) = showing.shown(version, by=LEAD)
    assert shown.sentence == "Incidents: what the change did cannot be told from so few areas."

    moved = replace(world.plan().starts[0], month=date(2027, 6, 1))
    verbs.change(made.pk, world.plan(starts=(moved,)), why="-", after=1, by=LEAD, at=world.county.now)
    assert verbs.compare_all(at=world.county.now) == 1
    world.county.republish([*people(), *crowd(40, since=1300, crime=people()[0].crime)])
    assert running.ask_all(world.county.home, at=world.county.now) == 2
    assert [verbs.compare_all(at=world.county.now) for _ in range(2)] == [1, 0]
    verbs.decide(
        uuid4(), made.pk, Decided(Outcome.STOP, "-", "", None), seen=[], after=0, by=LEAD, at=world.county.now
    )
    Compared.objects.all().delete()
    assert verbs.compare_all(at=world.county.now) == 0


def test_the_chart_is_of_the_newest_release(world):
    version = verbs.newest_version(world.register())
    (before,) = showing.shown(version, by=LEAD)
    assert len(before.chart.rows) == 14
    assert not any(row.value.is_withheld for row in before.chart.rows)
    world.county.republish([*people(), *crowd(40, since=1300, crime=people()[0].crime)])
    running.ask_all(world.county.home, at=world.county.now)
    (after,) = showing.shown(version, by=LEAD)
    assert after.chart.rows[0].value.number > before.chart.rows[0].value.number


def test_what_an_ended_project_released_is_shown_still(world):
    version = verbs.newest_version(world.register())
    projects.end(world.county.home, world.county.project().pk, by=ANALYST, at=world.county.now)
    (shown,) = showing.shown(version, by=LEAD)
    assert shown.chart
