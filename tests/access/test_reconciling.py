"""Rows counted where they are read agree with what the ledger notes, and what was not noted is seen."""

from datetime import timedelta

from shiremoot.access.reading import field_ids, read
from shiremoot.access.reconciling import reconcile, reconcile_monthly
from shiremoot.access.recording import Wish, decide_and_record
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose
from shiremoot.home import Home
from shiremoot.ledger.acts import Act, Viewer
from shiremoot.ledger.models import Entry
from shiremoot.people import store
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


def test_the_month_before_is_reconciled_once_and_recorded(world, tmp_path):
    world = own(world, tmp_path)
    world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER)
    operator = Viewer("ambershire-council", "data-engineer", "command line")
    assert reconcile_monthly(world.home, by=operator, at=world.now) is None
    world.pass_time(days=31)
    found = reconcile_monthly(world.home, by=operator, at=world.now)
    assert found.agrees
    assert [entry.outcome for entry in Entry.objects.filter(act=Act.RECONCILE)] == ["agrees"]
    assert reconcile_monthly(world.home, by=operator, at=world.now) is None
