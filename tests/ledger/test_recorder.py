"""The recorder: groups share a commit, a failure is its own, and the moment is that of the recording."""

import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.errors import CannotRecord, ClockSetBack
from shiremoot.ledger.models import Entry
from shiremoot.ledger.recorder import Recorder
from shiremoot.ledger.verbs import Turn, append
from shiremoot.ledger.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)

DANA = Viewer(organisation="council", role="social-worker", user_id="dana")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def draft(at: datetime = NOW, identifier: UUID | None = None) -> Draft:
    return Draft(act=Act.SEARCH, at=at, by=DANA, outcome="allowed", identifier=identifier or uuid4())


def in_threads(works) -> None:
    """Run each in a thread of its own, on a connection of its own."""

    def alone(work) -> None:
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=alone, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_entries_of_many_threads_are_all_there_once_and_in_one_chain():
    recorder, numbers = Recorder(), []

    def write() -> None:
        numbers.extend(recorder.note(draft()) for _ in range(10))

    in_threads([write] * 12)
    assert sorted(numbers) == list(range(1, 121))
    assert verify().whole


def test_those_who_wait_share_one_commit():
    """One holds the turn while nine more come: they are written together, in the next transaction."""
    recorder, busy, transactions = Recorder(), threading.Event(), set()

    def slow(turn: Turn, moment: datetime) -> None:
        busy.set()
        time.sleep(0.5)

    def quick(turn: Turn, moment: datetime) -> None:
        transactions.add(id(turn))
        turn.append(draft())

    def late() -> None:
        busy.wait()
        recorder.record(quick, at=NOW)

    in_threads([lambda: recorder.record(slow, at=NOW), *[late] * 9])
    assert Entry.objects.count() == 9
    assert len(transactions) == 1


def test_one_that_fails_in_a_group_fails_alone():
    recorder, busy, failed = Recorder(), threading.Event(), []

    def slow(turn: Turn, moment: datetime) -> None:
        busy.set()
        time.sleep(0.5)

    def late(work) -> None:
        busy.wait()
        try:
            recorder.record(work, at=NOW)
        except ZeroDivisionError as error:
            failed.append(error)

    def good(turn: Turn, moment: datetime) -> None:
        turn.append(draft())

    def bad(turn: Turn, moment: datetime) -> None:
        turn.append(draft())
        raise ZeroDivisionError

    works = [good, bad, good, good]
    in_threads([lambda: recorder.record(slow, at=NOW), *[lambda work=work: late(work) for work in works]])
    assert len(failed) == 1
    assert Entry.objects.count() == 3
    assert verify().whole


def test_a_retry_is_one_entry_and_what_goes_with_it_is_written_once():
    recorder, identifier = Recorder(), uuid4()
    first, second = (recorder.note(draft(identifier=identifier)) for _ in range(2))
    assert first == second
    assert Entry.objects.count() == 1


def test_the_moment_is_the_callers_and_the_time_it_waited():
    recorder, busy, moments = Recorder(), threading.Event(), []

    def slow(turn: Turn, moment: datetime) -> None:
        busy.set()
        time.sleep(0.6)

    def late() -> None:
        busy.wait()
        recorder.record(lambda turn, moment: moments.append(moment), at=NOW)

    in_threads([lambda: recorder.record(slow, at=NOW), late])
    assert moments[0] - NOW >= timedelta(seconds=0.4)


def test_a_clock_set_back_is_refused_until_it_reaches_the_record_again():
    recorder = Recorder()
    recorder.note(draft())
    with pytest.raises(ClockSetBack, match="shiremoot ledger clock"):
        recorder.note(draft(at=NOW - timedelta(hours=1)))
    recorder.note(draft(at=NOW - timedelta(seconds=30)))  # clocks of one county differ by as much
    assert Entry.objects.count() == 2


READ_ONLY = {"sqlite": "PRAGMA query_only = {}", "postgresql": "SET default_transaction_read_only = {}"}


def test_what_is_appended_beside_the_recorder_minds_the_clock_too():
    """Else one such entry would make the time before seem right again."""
    Recorder().note(draft())
    with pytest.raises(ClockSetBack), transaction.atomic():
        append(draft(at=NOW - timedelta(days=10)))
    assert Entry.objects.count() == 1


def test_what_is_appended_within_a_recording_follows_in_the_same_turn():
    recorder = Recorder()

    def work(turn: Turn, moment: datetime) -> list[int]:
        return [turn.append(draft())[0], append(draft()), turn.append(draft())[0]]

    assert recorder.record(work, at=NOW) == [1, 2, 3]
    assert verify().whole


def test_a_store_that_cannot_be_written_is_said_and_nothing_is_kept():
    recorder = Recorder()
    recorder.note(draft())
    with connection.cursor() as cursor:
        cursor.execute(READ_ONLY[connection.vendor].format("on"))
        with pytest.raises(CannotRecord, match="nothing is shown"):
            recorder.note(draft())
        cursor.execute(READ_ONLY[connection.vendor].format("off"))
    recorder.note(draft())
    assert Entry.objects.count() == 2
    assert verify().whole
