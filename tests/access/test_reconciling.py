"""Rows counted where they are read agree with what the ledger notes, and what was not noted is seen."""

import json
from datetime import timedelta

import pytest

from shiremoot.access.reading import field_ids, read
from shiremoot.access.reconciling import MOST_MONTHS, reconcile, reconcile_monthly
from shiremoot.access.recording import Wish, decide_and_record
from shiremoot.dates import day_of, months_before, start_of
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.record.verbs import confirm_clock
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Detail
from shiremoot.people import store
from shiremoot.people.counts import Counts
from tests import installation
from tests.access.conftest import SOCIAL_WORKER, World


def own(world: World, tmp_path) -> World:
    """The same world in a home of its own, where nobody else has read."""
    home = Home(tmp_path / "home")
    installation.copy(world.home, home)
    for file in home.root.glob("counts.*"):
        file.unlink()
    return World(home, store.current(home), world.child_terms, world.now)


def test_what_the_door_read_agrees_with_what_it_noted(world, tmp_path):
    world = own(world, tmp_path)
    world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    today = day_of(world.now)
    found = reconcile(world.home, today, today)
    assert found.agrees
    assert found.unfinished == 0
    assert {line.provider for line in found.lines} > {"ambershire-council", "ambershire-police"}
    assert all(line.counted > 0 for line in found.lines)


def test_a_provider_reconciles_its_own_datasets_alone(world, tmp_path):
    world = own(world, tmp_path)
    world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    today = day_of(world.now)
    found = reconcile(world.home, today, today, provider="ambershire-police")
    assert {line.provider for line in found.lines} == {"ambershire-police"}
    assert {line.dataset for line in found.lines} == {"police-records"}


def test_a_read_that_is_not_noted_is_seen(world, tmp_path):
    world = own(world, tmp_path)
    person_id = world.open(SOCIAL_WORKER).person_id
    wish = Wish(
        act=Act.VIEW_PERSON,
        by=SOCIAL_WORKER,
        at=world.now,
        purpose=Purpose.SAFEGUARDING_CHILDREN,
        fields=field_ids(world.publish),
        publish=world.publish,
        subject=person_id,
    )
    read(world.publish, [person_id], decide_and_record(wish))
    today = day_of(world.now)
    found = reconcile(world.home, today, today)
    assert not found.agrees
    assert all(line.counted > line.recorded for line in found.differing)
    assert found.unfinished == 1


def test_other_days_are_left_out(world, tmp_path):
    world = own(world, tmp_path)
    world.search(SOCIAL_WORKER)
    yesterday = day_of(world.now) - timedelta(days=1)
    assert reconcile(world.home, yesterday, yesterday).lines == ()


OPERATOR = Viewer("ambershire-council", "data-engineer", "command line")


def look(world: World) -> None:
    world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)


def months_later(world: World, months: int) -> None:
    """Nine in the morning of the first day of a month to come."""
    first = day_of(world.now).replace(day=1)
    world.now = start_of(months_before(first, -months)) + timedelta(hours=9)


def name(world: World, months_ago: int) -> str:
    return f"{months_before(day_of(world.now), months_ago):%Y-%m}"


def done() -> list[tuple[str, str, int]]:
    """Month, outcome and rows of what was reconciled, in the order of the record."""
    found = Detail.objects.filter(entry__act=Act.RECONCILE).order_by("entry")
    said = [(detail.entry.outcome, json.loads(detail.content)) for detail in found]
    return [(each["first"][:7], outcome, each["rows"]) for outcome, each in said]


def test_the_month_before_is_reconciled_once_and_recorded(world, tmp_path):
    world = own(world, tmp_path)
    look(world)
    assert reconcile_monthly(world.home, by=OPERATOR, at=world.now) == []
    months_later(world, 1)
    (found,) = reconcile_monthly(world.home, by=OPERATOR, at=world.now)
    assert found.agrees
    assert done() == [(name(world, 1), "agrees", sum(line.counted for line in found.lines))]
    assert reconcile_monthly(world.home, by=OPERATOR, at=world.now) == []


def test_months_missed_are_made_up_for_from_the_first_with_reads(world, tmp_path):
    world = own(world, tmp_path)
    look(world)
    months_later(world, 2)
    look(world)
    months_later(world, 1)
    reconcile_monthly(world.home, by=OPERATOR, at=world.now)
    assert [month for month, _, _ in done()] == [name(world, 3), name(world, 2), name(world, 1)]
    assert [rows > 0 for _, _, rows in done()] == [True, False, True]
    assert {outcome for _, outcome, _ in done()} == {"agrees"}
    assert reconcile_monthly(world.home, by=OPERATOR, at=world.now) == []


def test_what_lies_further_back_than_is_looked_at_is_left(world, tmp_path):
    world = own(world, tmp_path)
    look(world)
    months_later(world, MOST_MONTHS + 1)
    assert reconcile_monthly(world.home, by=OPERATOR, at=world.now) == []
    assert done() == []


@pytest.mark.parametrize("ahead", [1, 5])
@pytest.mark.django_db(transaction=True)
def test_a_month_reconciled_under_a_clock_that_was_ahead_is_reconciled_once_it_has_ended(
    world, tmp_path, ahead
):
    world = own(world, tmp_path)
    look(world)
    right = world.now
    months_later(world, ahead)
    assert len(reconcile_monthly(world.home, by=OPERATOR, at=world.now)) == ahead
    world.now = right + timedelta(minutes=1)
    confirm_clock(by=OPERATOR, at=world.now)
    before = done()
    look(world)
    assert reconcile_monthly(world.home, by=OPERATOR, at=world.now) == []
    months_later(world, 1)
    (found,) = reconcile_monthly(world.home, by=OPERATOR, at=world.now)
    assert done()[len(before) :] == [(name(world, 1), "agrees", sum(line.counted for line in found.lines))]
    assert sum(line.counted for line in found.lines) > before[0][2]
    assert reconcile_monthly(world.home, by=OPERATOR, at=world.now) == []


def test_a_month_that_differs_is_recorded_as_such(world, tmp_path):
    world = own(world, tmp_path)
    look(world)
    Counts(world.home.counts).add(day_of(world.now), {("amber-homes", "housing"): 7})
    months_later(world, 1)
    (found,) = reconcile_monthly(world.home, by=OPERATOR, at=world.now)
    assert [line.dataset for line in found.differing] == ["housing"]
    assert [outcome for _, outcome, _ in done()] == ["differs"]
