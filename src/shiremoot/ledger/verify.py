"""Checking the whole ledger: the chain, the numbering, and every commitment whose detail is still there.

Whatever is damaged is a fault in the report, and the check goes on behind it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch

from shiremoot.ledger.commitments import GENESIS, chained, commitment
from shiremoot.ledger.damage import DAMAGED, readable
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.verbs import columns_of
from shiremoot.ledger.verifier import NONCE_BYTES

_CHUNK = 1000


@dataclass
class Report:
    """What a check found. `faults` is empty when the ledger is whole."""

    entries: int = 0
    details: int = 0
    erased: int = 0
    head: str = GENESIS
    first_at: str = ""
    last_at: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def verify(most_faults: int = 20) -> Report:
    """Read every entry in order and recompute what it claims; stop after so many faults."""
    report = Report()
    expected_number = 1
    for number, entry in _entries():
        if number != expected_number:
            report.faults.append(f"entry {expected_number} is missing (found {number} next)")
        if entry is None:
            report.faults.append(f"entry {number} or a detail of it cannot be read from the store")
        else:
            _check_entry(entry, report)
            report.head = entry.hash
        expected_number = number + 1
        report.entries += 1
        if len(report.faults) >= most_faults:
            break
    return report


def _entries() -> Iterator[tuple[int, Entry | None]]:
    """Every entry with its details, by number; None for what cannot be read."""
    known = Entry.objects.order_by("number").values_list("number", flat=True)
    whole = Entry.objects.prefetch_related(Prefetch("details", queryset=Detail.objects.order_by("part")))
    last = -1
    while numbers := list(known.filter(number__gt=last)[:_CHUNK]):
        yield from readable(whole, numbers)
        last = numbers[-1]


def _check_entry(entry: Entry, report: Report) -> None:
    if entry.previous != report.head:
        report.faults.append(f"entry {entry.number} does not follow the entry before it")
    if chained(entry.previous, entry.body) != entry.hash:
        report.faults.append(f"entry {entry.number} was changed after it was written")
    try:
        body = json.loads(entry.body)
        committed, columns = dict(body["commitments"]), columns_of(body)
        at, identifier = body["at"], body["id"]
    except DAMAGED:
        report.faults.append(f"entry {entry.number} cannot be read")
        return
    if identifier != str(entry.identifier):
        report.faults.append(f"entry {entry.number} carries another entry's identifier")
    if any(getattr(entry, column) != value for column, value in columns.items()):
        report.faults.append(f"entry {entry.number} would be found under what it does not say")
    report.first_at = report.first_at or at
    report.last_at = at
    for detail in entry.details.all():
        _check_detail(entry, detail, committed.pop(detail.part, None), report)
    for part in committed:
        report.faults.append(f"entry {entry.number}: its detail for {part!a} was removed, not erased")


def _check_detail(entry: Entry, detail: Detail, committed: str | None, report: Report) -> None:
    if committed is None:
        report.faults.append(f"entry {entry.number}: a detail for {detail.part!a} was added")
    elif detail.content is None or detail.nonce is None:
        report.erased += 1
    elif _is_as_committed(detail, committed):
        report.details += 1
    else:
        report.faults.append(f"entry {entry.number}: its detail for {detail.part!a} was changed")


def _is_as_committed(detail: Detail, committed: str) -> bool:
    """Whether content and nonce are what was committed to, and the columns it is found by say the same."""
    try:
        content, nonce = detail.content or "", bytes(detail.nonce or b"")
        if len(nonce) != NONCE_BYTES or commitment(nonce, content) != committed:
            return False
        said = json.loads(content)
        return (said.get("user", ""), said.get("person", "")) == (detail.user_id, detail.person_id)
    except DAMAGED:
        return False
