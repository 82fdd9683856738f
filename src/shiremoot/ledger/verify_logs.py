"""Checking the logs against the entries: every file, every checkpoint, and that no entry is gone since.

May run while the sequencer does: checkpoints are read before the store is asked how far it is, so the store
is never behind them unless it was set back.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from shiremoot.home import Home
from shiremoot.ledger.damage import DAMAGED, readable
from shiremoot.ledger.keys import log_key, read_recorded
from shiremoot.ledger.logs import Part, parts
from shiremoot.ledger.models import Entry, Leaf, Log, Sequence
from shiremoot.ledger.tiles import Growing
from shiremoot.ledger.verifier import CannotCheck, Checkpoint, read_checkpoint

_CHUNK = 1000
_Name = tuple[str, str]  # kind and organisation
_Place = tuple[int, int, int]  # log, place in it, and the entry that stands there


@dataclass
class LogsReport:
    """What a check of the logs found; `waiting` entries are in no log yet."""

    logs: int = 0
    leaves: int = 0
    waiting: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class _Remade:
    """A log as its entries make it; `root_then` is its root at the size of the published checkpoint."""

    log: Log
    folder: Path
    published: Checkpoint | None
    edge: Growing = field(default_factory=Growing.empty)
    root_then: bytes | None = None

    def add(self, part: Part) -> Iterator[str]:
        """Add a leaf; the files that were completed by it and differ from those stored."""
        for name, content in self.edge.add(part.leaf(self.edge.size)).items():
            if not _same(self.folder / name, content):
                yield name
        if self.published and self.edge.size == self.published.size:
            self.root_then = self.edge.root()

    def faults(self) -> Iterator[str]:
        recorded = read_recorded(self.log.checkpoint)
        if (self.edge.size, self.edge.root()) != recorded or self.log.size != recorded.size:
            yield "what was signed does not match the entries"
        if self.published and self.root_then != self.published.root:
            yield f"its checkpoint ({self.published.size:,} entries) does not match the entries"
        for name, content in self.edge.partial().items():
            if not _same(self.folder / name, content):
                yield f"{name} does not match the entries"


def verify_logs(home: Home, most_faults: int = 20) -> LogsReport:
    """Make every log again from the entries and compare; stop after so many faults."""
    published = {
        (path.parent.parent.name, path.parent.name): path.read_bytes()
        for path in (home.ledger / "logs").glob("*/*/checkpoint")
    }
    with transaction.atomic():
        sequence = Sequence.objects.first()
        logs = {(log.kind, log.organisation): log for log in Log.objects.all()}
        newest = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    position = sequence.position if sequence else 0
    report = LogsReport(logs=len(logs), waiting=max(newest - position, 0))
    report.faults += [
        f"log {'/'.join(name)} has a checkpoint and is not in the store"
        for name in published
        if name not in logs
    ]
    if newest < position:
        report.faults.append(f"entries {newest + 1} to {position} were in the logs and are gone")
    remade = {}
    for name, log in logs.items():
        checkpoint = _read(sequence, name, published.get(name), report)
        remade[name] = _Remade(log, home.ledger / "logs" / log.kind / log.organisation, checkpoint)
    for fault in _faults(remade, position, report):
        report.faults.append(fault)
        if len(report.faults) >= most_faults:
            break
    return report


def _read(
    sequence: Sequence | None, name: _Name, published: bytes | None, report: LogsReport
) -> Checkpoint | None:
    if sequence is None or published is None:
        report.faults.append(f"log {'/'.join(name)} has no published checkpoint")
        return None
    try:
        return read_checkpoint(published, log_key(sequence.name, bytes.fromhex(sequence.public_key), *name))
    except CannotCheck as error:
        report.faults.append(f"the checkpoint of log {'/'.join(name)} cannot be used: {error}")
        return None


def _faults(remade: dict[_Name, _Remade], position: int, report: LogsReport) -> Iterator[str]:
    for first in range(1, position + 1, _CHUNK):
        last = min(first + _CHUNK - 1, position)
        expected: set[_Place] = set()
        for number, body in _entries(first, last):
            try:
                yield from _put(number, body, remade, expected)
            except DAMAGED:
                yield f"entry {number} cannot be read, and is in the logs"
        stored = Leaf.objects.filter(entry_id__gte=first, entry_id__lte=last)
        if set(stored.values_list("log_id", "n", "entry_id")) != expected:
            yield f"the places of entries {first} to {last} in the logs were changed"
        report.leaves += len(expected)
    for name, log in remade.items():
        yield from (f"log {'/'.join(name)}: {fault}" for fault in log.faults())


def _put(number: int, body: str, remade: dict[_Name, _Remade], expected: set[_Place]) -> Iterator[str]:
    """Put an entry into the logs it belongs to; the faults met. Raises one of DAMAGED."""
    for part in parts(number, json.loads(body)):
        log = remade.get((part.kind, part.organisation))
        if log is None:
            yield f"entry {number} is in no log {part.kind}/{part.organisation!a}"
            continue
        place = log.edge.size
        for file in log.add(part):
            yield f"log {part.kind}/{part.organisation}: {file} does not match the entries"
        expected.add((log.log.pk, place, number))


def _entries(first: int, last: int) -> Iterator[tuple[int, str]]:
    """Number and body; an empty body, which no entry has, for one that cannot be read."""
    numbers = Entry.objects.filter(number__gte=first, number__lte=last).order_by("number")
    known = list(numbers.values_list("number", flat=True))
    if known:
        yield from ((n, body or "") for n, body in readable(numbers.values_list("body", flat=True), known))


def _same(path: Path, content: bytes) -> bool:
    """Is this the stored file, or, where it was partial and has been completed since, the beginning of it?"""
    if path.is_file():
        return path.read_bytes() == content
    full = path.parent.with_suffix("")
    return path.parent.suffix == ".p" and full.is_file() and full.read_bytes().startswith(content)
