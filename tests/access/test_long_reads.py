"""A read that lasts is looked at again each second, and cut when it would not be allowed any more."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from shiremoot.access import grants
from shiremoot.access.facts import set_fact
from shiremoot.access.protection import FactKind
from shiremoot.access.reading import field_ids, read
from shiremoot.access.recording import CHECK_EVERY, Refused, Wish, decide_and_record
from shiremoot.decisions.words import Purpose
from shiremoot.ledger.acts import Act
from shiremoot.ledger.models import Entry
from tests.access.conftest import SOCIAL_WORKER


@pytest.fixture
def wish(world) -> Wish:
    return Wish(
        act=Act.SEARCH,
        by=SOCIAL_WORKER,
        at=world.now,
        purpose=Purpose.SAFEGUARDING_CHILDREN,
        fields=field_ids(world.publish),
        publish=world.publish,
    )


def read_for(seconds: float, world, wish: Wish, begun=lambda: None) -> float:
    """Read the same few people over and over; how long it went on."""
    recorded, started = decide_and_record(wish), time.monotonic()
    begun()
    people = [hit.person_id for hit in (found.hit for found in world.search(SOCIAL_WORKER).people)]
    while (elapsed := time.monotonic() - started) < seconds:
        read(world.publish, people, recorded)
    return elapsed


def test_it_goes_on_while_nothing_changes(world, wish):
    assert read_for(2.5 * CHECK_EVERY, world, wish) >= 2.5 * CHECK_EVERY


def test_it_is_cut_within_a_second_of_the_end_of_its_agreement(world, wish):
    ends = world.now + timedelta(seconds=CHECK_EVERY)
    grants.replace([replace(each, ends=min(each.ends, ends)) for each in grants.current().all])
    started = time.monotonic()
    with pytest.raises(Refused) as refused:
        read_for(10, world, wish)
    # the second in which it ended, the second until it is looked at again, and the last batch
    assert time.monotonic() - started < 4 * CHECK_EVERY
    entry = Entry.objects.get(pk=refused.value.number)
    assert (entry.act, entry.outcome) == (Act.SEARCH, "cut")
    assert entry.about == Entry.objects.filter(act=Act.SEARCH, outcome="allowed").first().identifier


def test_it_is_cut_when_an_agreement_is_withdrawn_meanwhile(world, wish):
    with pytest.raises(Refused):
        read_for(10, world, wish, begun=lambda: grants.replace([]))


def test_it_is_cut_when_somebody_is_protected_meanwhile(world, wish):
    person_id = world.search(SOCIAL_WORKER).people[0].hit.person_id

    def protect() -> None:
        set_fact(
            world.home,
            person_id=person_id,
            kind=FactKind.HIDDEN_ADDRESS,
            reason="Fled",
            by=SOCIAL_WORKER,
            at=world.now,
        )

    with pytest.raises(Refused):
        read_for(10, world, wish, begun=protect)
