"""Checking the whole ledger: the chain, the numbering, and every commitment whose detail is still there."""

import json
from dataclasses import dataclass, field

from django.db.models import Prefetch

from shiremoot.ledger.commitments import GENESIS, chained, commitment
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.verbs import columns_of


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
    details = Prefetch("details", queryset=Detail.objects.order_by("part"))
    expected_number = 1
    for entry in Entry.objects.order_by("number").prefetch_related(details).iterator(chunk_size=1000):
        if entry.number != expected_number:
            report.faults.append(f"entry {expected_number} is missing (found {entry.number} next)")
        _check_entry(entry, report)
        expected_number = entry.number + 1
        report.entries += 1
        report.head = entry.hash
        if len(report.faults) >= most_faults:
            break
    return report


def _check_entry(entry: Entry, report: Report) -> None:
    if entry.previous != report.head:
        report.faults.append(f"entry {entry.number} does not follow the entry before it")
    if chained(entry.previous, entry.body) != entry.hash:
        report.faults.append(f"entry {entry.number} was changed after it was written")
    try:
        body = json.loads(entry.body)
        committed = dict(body["commitments"])
        at, identifier = body["at"], body["id"]
    except (ValueError, KeyError, TypeError):
        report.faults.append(f"entry {entry.number} cannot be read")
        return
    if identifier != str(entry.identifier):
        report.faults.append(f"entry {entry.number} carries another entry's identifier")
    if any(getattr(entry, column) != value for column, value in columns_of(body).items()):
        report.faults.append(f"entry {entry.number} would be found under what it does not say")
    report.first_at = report.first_at or at
    report.last_at = at
    for detail in entry.details.all():
        _check_detail(entry, detail, committed.pop(detail.part, None), report)
    for part in committed:
        report.faults.append(f"entry {entry.number}: its detail for {part} was removed, not erased")


def _check_detail(entry: Entry, detail: Detail, committed: str | None, report: Report) -> None:
    if committed is None:
        report.faults.append(f"entry {entry.number}: a detail for {detail.part} was added")
    elif detail.content is None or detail.nonce is None:
        report.erased += 1
    elif commitment(bytes(detail.nonce), detail.content) != committed or not _indexed_as_said(detail):
        report.faults.append(f"entry {entry.number}: its detail for {detail.part} was changed")
    else:
        report.details += 1


def _indexed_as_said(detail: Detail) -> bool:
    """The columns that details are found by say what the committed content says."""
    content = json.loads(detail.content or "{}")
    said = (content.get("user", ""), content.get("person", ""))
    return said == (detail.user_id, detail.person_id)
