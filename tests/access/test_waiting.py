"""An agreement that ends while a request waits for its turn to be recorded has ended for it."""

import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connections

from shiremoot.access import grants
from shiremoot.access.recording import Refused
from shiremoot.ledger.models import Entry
from shiremoot.ledger.recorder import recorder
from shiremoot.ledger.verbs import Turn
from tests.access.conftest import SOCIAL_WORKER

BUSY, ENDS = 1.0, timedelta(seconds=0.5)


def keep_busy(started: threading.Event) -> None:
    """Somebody else's recording that takes its time."""

    def slow(turn: Turn, moment: datetime) -> None:
        started.set()
        time.sleep(BUSY)

    try:
        recorder.record(slow, at=datetime.now().astimezone())
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", [True, False])
def test_it_is_decided_at_the_moment_of_recording(world, waits):
    opening = world.open(SOCIAL_WORKER)
    ends = world.now + ENDS
    grants.replace([replace(each, ends=min(each.ends, ends)) for each in grants.current().all])
    if not waits:
        assert world.view(opening, SOCIAL_WORKER).blocks
        return
    started = threading.Event()
    other = threading.Thread(target=keep_busy, args=(started,))
    other.start()
    started.wait()
    with pytest.raises(Refused) as refused:
        world.view(opening, SOCIAL_WORKER)
    other.join()
    entry = Entry.objects.get(pk=refused.value.number)
    assert entry.outcome == "refused"
    assert entry.at >= ends
