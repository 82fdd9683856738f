"""Two who change facts at once, before there ever was a revision, get one each."""

import threading
import time

import pytest
from django.db import connections, transaction

from shiremoot.access.facts import change
from shiremoot.access.models import FactsRevision
from tests import installation

TAKES = 1.0


@pytest.mark.skipif(not installation.SERVER, reason="SQLite writes for one at a time from the beginning")
@pytest.mark.django_db(transaction=True)
def test_the_very_first_two_changes_at_once_get_a_revision_each():
    first_is_made, numbers = threading.Event(), []

    def first() -> None:
        with transaction.atomic():
            numbers.append(change())
            first_is_made.set()
            time.sleep(TAKES)
        connections.close_all()

    def second() -> None:
        first_is_made.wait()
        with transaction.atomic():
            numbers.append(change())
        connections.close_all()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers == [1, 2]
    assert FactsRevision.objects.get().number == 2
