"""The recorder of one process: what its threads want recorded is written in groups that share a commit.

A commit is the dear part of an entry. Whoever comes while another commits waits in a queue; the next to get
the turn writes for all that wait. No thread of its own: one that waits does the work.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

from django.db import InterfaceError, InternalError, OperationalError, connection, transaction

from shiremoot.ledger.acts import Draft
from shiremoot.ledger.errors import NOT_RECORDED, CannotRecord
from shiremoot.ledger.verbs import Turn, holding

MOST_IN_A_GROUP = 64

Result = TypeVar("Result")
Work = Callable[[Turn, datetime], Result]
"""What one caller wants done in the transaction that records it, given the turn and the moment it is now."""


@dataclass(eq=False)
class _Job:
    work: Work[Any]
    at: datetime
    asked: float = field(default_factory=monotonic)
    done: bool = False
    result: Any = None
    error: BaseException | None = None

    def run(self, turn: Turn) -> None:
        """The moment is the caller's, and the time it waited: what ended meanwhile has ended."""
        self.result = self.work(turn, self.at + timedelta(seconds=monotonic() - self.asked))


class Recorder:
    """One for each process. Threads of one process share it."""

    def __init__(self) -> None:
        self._waiting: deque[_Job] = deque()
        self._writing = threading.Lock()

    def note(self, draft: Draft) -> int:
        """Record an act with which nothing else is written; its entry's number."""
        return self.record(lambda turn, moment: turn.append(replace(draft, at=moment))[0], at=draft.at)

    def record(self, work: Work[Result], *, at: datetime) -> Result:
        """Run `work` in a transaction of which it is known, on return, that it is durable.

        Raises what `work` raises, ClockSetBack, or CannotRecord where the store cannot be written; nothing
        of it is kept then. `work` may be run more than once, of which one counts.
        """
        job: _Job = _Job(work, at)
        self._waiting.append(job)
        with self._writing:
            if not job.done:
                self._write(self._next_group(job))
        if job.error is not None:
            raise job.error
        result: Result = job.result
        return result

    def _next_group(self, own: _Job) -> list[_Job]:
        """Those that wait, oldest first, and one's own in any case."""
        group: list[_Job] = []
        while self._waiting and len(group) < MOST_IN_A_GROUP:
            group.append(self._waiting.popleft())
        if own not in group:
            with suppress(ValueError):
                self._waiting.remove(own)
            group.append(own)
        return group

    def _write(self, group: list[_Job]) -> None:
        """All in one transaction; where one of them fails, each in its own, so that it fails alone."""
        if len(group) > 1:
            with suppress(Exception):
                _commit(group)
                return
        for job in group:
            try:
                _commit([job])
            except Exception as error:
                job.error, job.done = error, True


def _commit(group: list[_Job]) -> None:
    try:
        with transaction.atomic(durable=True), holding(Turn()) as turn:
            for job in group:
                job.run(turn)
    except (OperationalError, InterfaceError, InternalError) as error:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        raise CannotRecord(*NOT_RECORDED) from error
    for job in group:
        job.done = True


recorder = Recorder()
