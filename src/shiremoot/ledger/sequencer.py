"""Moving entries, in the order of their numbers, from their table into the logs, and signing these.

Killed at any moment, nothing is lost and nothing doubled: leaves are the same bytes whenever they are made,
files appear whole and before the transaction that counts them, and checkpoints only after it. The next run
does what is left. What does not continue every checkpoint signed before is never signed. The file
`checkpoint` of a log is what a witness will read and cosign, once there are witnesses.
"""

import errno
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.db import OperationalError, connection, transaction

from shiremoot.alone import alone
from shiremoot.errors import UserError
from shiremoot.home import Home
from shiremoot.ledger.commitments import GENESIS, chained
from shiremoot.ledger.keys import Signer, log_key, read_recorded, signer
from shiremoot.ledger.logs import Part, parts
from shiremoot.ledger.models import Entry, Leaf, Log, Sequence
from shiremoot.ledger.tiles import Damaged, Growing, forget_partial, root_at, write
from shiremoot.ledger.verifier import CannotCheck, Checkpoint, read_checkpoint

BATCH = 5000
Say = Callable[[str], None]
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def sequence(home: Home, say: Say) -> int:
    """Bring the logs up to date; how many entries were moved. Raises UserError where it must not go on."""
    try:
        with alone(home.ledger, "sequencer"):
            return _Sequencer(home, say).run()
    except OSError as error:
        if error.errno not in _FULL:
            raise
    except OperationalError as error:
        if "full" not in str(error):
            raise
    raise UserError(
        f"The disk that holds {home.root} is full: the logs cannot go on.",
        "Make room. Nothing is lost, and the next run goes on where this one stopped.",
    )


def late(at: datetime) -> timedelta:
    """How long the oldest entry that is in no log yet has waited; zero where none waits."""
    position = Sequence.objects.values_list("position", flat=True).first() or 0
    waiting = Entry.objects.filter(number=position + 1).values_list("at", flat=True).first()
    return at - waiting if waiting else timedelta()


def folder_of(home: Home, log: Log) -> Path:
    return home.ledger / "logs" / log.kind / log.organisation


def growing(home: Home, log: Log, say: Say) -> Growing:
    """The edge of a log, its files made again from its entries where they are damaged. Raises UserError."""
    if not log.size:
        return Growing.empty()
    root = read_recorded(log.checkpoint).root
    try:
        edge = Growing.read(folder_of(home, log), log.size)
        if edge.root() == root:
            return edge
    except Damaged:
        pass
    say(f"The files of log {log.kind}/{log.organisation} were damaged: made again from its entries.")
    return made_again(home, log)


def leaves_of(log: Log) -> Iterator[bytes]:
    """Every leaf of a log, made from its entries."""
    rows = (
        Leaf.objects.filter(log=log, n__lt=log.size).order_by("n").values_list("n", "entry_id", "entry__body")
    )
    for n, number, body in rows.iterator():
        for part in parts(number, json.loads(body)):
            if (part.kind, part.organisation) == (log.kind, log.organisation):
                yield part.leaf(n)


def made_again(home: Home, log: Log) -> Growing:
    """The files of a log made again from its entries. Raises UserError where those were changed."""
    edge, folder = Growing.empty(), folder_of(home, log)
    for leaf in leaves_of(log):
        if full := edge.add(leaf):
            write(folder, full)
    if edge.root() != read_recorded(log.checkpoint).root:
        raise UserError(
            f"Entries of log {log.kind}/{log.organisation} were changed after its checkpoint was signed.",
            "Keep the store as it is, run `shiremoot ledger verify`, and tell the host.",
        )
    write(folder, edge.partial())
    return edge


def _insert_leaves(rows: list[tuple[int, int, int]]) -> None:
    """Rows of log, place and entry. The store is locked meanwhile, and the ORM takes four times as long."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Leaf._meta.db_table} (log_id, n, entry_id) VALUES (%s, %s, %s)", rows
        )


class _Sequencer:
    def __init__(self, home: Home, say: Say) -> None:
        self._home, self._say = home, say
        self._signer: Signer = signer(home)
        self._logs = {(log.kind, log.organisation): log for log in Log.objects.all()}

    def run(self) -> int:
        self._refuse_unknown()
        for log in self._logs.values():
            self._publish(log)
        moved = 0
        while batch := self._waiting():
            self._move(batch)
            moved += len(batch)
        return moved

    def _waiting(self) -> list[Entry]:
        """The next entries, in order, each following the one before it."""
        position = Sequence.objects.values_list("position", flat=True).get()
        last = Entry.objects.filter(number=position).values_list("hash", flat=True).first()
        if position and last is None:
            raise UserError(
                f"Entry {position}, which is in the logs, is not in the store any more.",
                "The store was cut or restored from an old backup. Restore the newest. Nothing was signed.",
            )
        batch = list(Entry.objects.filter(number__gt=position).order_by("number")[:BATCH])
        expected, previous = position + 1, last or GENESIS
        for entry in batch:
            follows = (entry.number, entry.previous) == (expected, previous)
            if not follows or chained(previous, entry.body) != entry.hash:
                raise UserError(
                    f"Entry {expected} is missing or was changed before it came into the logs.",
                    "Keep the store as it is, run `shiremoot ledger verify`, and tell the host.",
                )
            expected, previous = expected + 1, entry.hash
        return batch

    def _move(self, batch: list[Entry]) -> None:
        by_log: dict[tuple[str, str], list[tuple[int, Part]]] = defaultdict(list)
        for entry in batch:
            for part in parts(entry.number, json.loads(entry.body)):
                by_log[part.kind, part.organisation].append((entry.number, part))
        full = {}
        for (kind, organisation), found in by_log.items():
            log = self._logs.setdefault((kind, organisation), Log(kind=kind, organisation=organisation))
            edge, files = growing(self._home, log, self._say), dict[str, bytes]()
            for _, part in found:
                files |= edge.add(part.leaf(edge.size))
            full[kind, organisation] = list(files)
            write(folder_of(self._home, log), files | edge.partial())
            log.size, log.checkpoint = (
                edge.size,
                self._signer.sign(kind, organisation, edge.size, edge.root()),
            )
        self._commit({key: [number for number, _ in found] for key, found in by_log.items()}, batch)
        for key, names in full.items():
            self._publish(self._logs[key])
            forget_partial(folder_of(self._home, self._logs[key]), names)

    def _commit(self, numbers: dict[tuple[str, str], list[int]], batch: list[Entry]) -> None:
        """Count what was written: the numbers of the entries that each log has grown by."""
        with transaction.atomic():
            for key, grown_by in numbers.items():
                log = self._logs[key]
                log.save()
                places = enumerate(grown_by, log.size - len(grown_by))
                _insert_leaves([(log.pk, n, number) for n, number in places])
            before = Sequence.objects.filter(position=batch[0].number - 1)
            if not before.update(position=batch[-1].number):
                raise RuntimeError("another sequencer has moved these entries")

    def _publish(self, log: Log) -> None:
        """Put a log's checkpoint into its folder, if it continues the one that is there."""
        path, new = folder_of(self._home, log) / "checkpoint", log.checkpoint.encode()
        there = path.read_bytes() if path.is_file() else None
        if there == new:
            return
        if there is not None:
            self._refuse_unless_continued(log, self._read(log, path, there))
        write(path.parent, {path.name: new})

    def _read(self, log: Log, path: Path, there: bytes) -> Checkpoint:
        key = log_key(self._signer.name, self._signer.public, log.kind, log.organisation)
        try:
            return read_checkpoint(there, key)
        except CannotCheck as error:
            raise UserError(
                f"The checkpoint in {path} cannot be used: {error}.", "Restore it from a backup."
            ) from None

    def _refuse_unless_continued(self, log: Log, there: Checkpoint) -> None:
        if there.size <= log.size and self._continues(log, there):
            return
        raise UserError(
            f"Log {log.kind}/{log.organisation} was signed at {there.size:,} entries, and what the store "
            f"holds ({log.size:,}) does not continue that.",
            "The store was restored from an old backup, or was changed. Restore the newest backup, or tell "
            "the partners before you start a new record. Nothing was signed.",
        )

    def _continues(self, log: Log, there: Checkpoint) -> bool:
        folder = folder_of(self._home, log)
        for attempt in ("as the files are", "made again"):
            if attempt == "made again":
                made_again(self._home, log)
            with suppress(Damaged):
                if root_at(folder, log.size, there.size) == there.root:
                    return True
        return False

    def _refuse_unknown(self) -> None:
        for path in (self._home.ledger / "logs").glob("*/*/checkpoint"):
            if (path.parent.parent.name, path.parent.name) not in self._logs:
                raise UserError(
                    f"There is a checkpoint of a log that the store does not know: {path}.",
                    "The store was restored from an old backup. Restore the newest. Nothing was signed.",
                )
