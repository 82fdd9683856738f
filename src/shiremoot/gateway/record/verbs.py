"""Reading the record: what was seen of our data, what our people did, and one entry of either.

Reading it is recorded as well, unless somebody reads what they did themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import IO, Any

from django.db import transaction

from shiremoot.access import published
from shiremoot.access.replay import Replay, replay
from shiremoot.access.unusual import ReviewKind
from shiremoot.home import Home
from shiremoot.ledger import export, reading
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer
from shiremoot.ledger.logs import Kind
from shiremoot.ledger.reading import EntryView, Tally, Wanted
from shiremoot.ledger.recorder import recorder

_OF_FACTS = {Act.SET_FACT, Act.LIFT_FACT, Act.VIEW_FACT, Act.GIVE_CONSENT, Act.WITHDRAW_CONSENT}
_OF_REVIEWS = {Act.VIEW_REVIEW, Act.REVIEW}


class Reads(StrEnum):
    """As whom somebody reads an entry: it decides how much of it they see."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    """Of the organisation that acted: the reason in its own words, and who it was."""
    PROVIDER = "provider"
    """Of an organisation whose data it was: its own flows, fields and rows."""


@dataclass(frozen=True)
class OneEntry:
    """An entry as one reader sees it. `served`: tables and row counts, as far as they are the reader's."""

    entry: EntryView
    reads: Reads
    replay: Replay | None
    provider: str
    """Whose flows alone are shown; empty: everyone's."""
    served: tuple[str, ...]


def seen_of_ours(wanted: Wanted, *, by: Viewer, at: datetime) -> tuple[Tally, Iterator[EntryView]]:
    """What was seen of this organisation's data."""
    _record(by, at, {"read": "what was seen of our data"})
    return reading.tally_seen(by.organisation, wanted), reading.seen_of(by.organisation, wanted)


def done_by_ours(wanted: Wanted, *, by: Viewer, at: datetime) -> Iterator[EntryView]:
    """What this organisation's people did."""
    _record(by, at, {"read": "what our people did"})
    return reading.done_by(by.organisation, wanted)


def one_entry(
    home: Home, number: int, *, by: Viewer, may_review: bool, may_protect: bool = False, at: datetime
) -> OneEntry | None:
    """None where there is no such entry, or none that is this reader's to see.

    What tells whom an organisation protects, and why, is for reviewers who may protect as well.
    """
    acted = reading.entry(number)
    if acted and acted.body["by"]["organisation"] == by.organisation:
        author = (acted.detail or {}).get("user") == by.user_id
        if author or (may_review and (may_protect or not _tells_of_protection(acted))):
            if not author:
                _record(by, at, {"read": f"entry {number}"})
            return OneEntry(acted, Reads.AUTHOR if author else Reads.REVIEWER, replay(home, number), "", ())
    ours = reading.entry(number, part=by.organisation) if may_review else None
    if ours is None:
        return None
    _record(by, at, {"read": f"entry {number}"})
    served = reading.served([ours.identifier], provider=by.organisation).get(ours.identifier, {})
    return OneEntry(
        ours, Reads.PROVIDER, replay(home, number), by.organisation, tuple(served.get("records", ()))
    )


def _tells_of_protection(entry: EntryView) -> bool:
    act, kind = entry.body["act"], (entry.detail or {}).get("kind")
    return act in _OF_FACTS or (act in _OF_REVIEWS and kind == ReviewKind.HIDDEN)


def export_log(organisation: str, kind: Kind, file: IO[bytes], *, by: Viewer, at: datetime) -> int:
    """Write an organisation's log to a file, as a .zip that it can check alone; how many entries it has.

    The export is recorded, and its organisation sees that in its own log. Raises UserError where there is no
    such log yet.
    """
    export.check_there_is(organisation, kind)
    recorder.note(
        Draft(
            act=Act.EXPORT_RECORD,
            at=at,
            by=by,
            outcome="done",
            providers=(ProviderPart(organisation, flows=(), fields=()),),
            viewer_detail={"organisation": organisation, "kind": kind},
        )
    )
    return export.write(organisation, kind, file)


def looked_at(home: Home, person_id: str, *, by: Viewer, at: datetime) -> list[EntryView]:
    """Who looked at one person, under whatever identifier they had then: from the ledger, newest first."""
    identifiers = published.formerly(home, person_id)
    draft = Draft(act=Act.READ_RECORD, at=at, by=by, outcome="done", persons=tuple(identifiers))
    recorder.note(replace(draft, viewer_detail={"read": "who looked at one person"}))
    # one look may have shown both of two who are one person now
    found = {entry.number: entry for entry in reading.who_looked(identifiers)}
    return [entry for entry in found.values() if entry.body["act"] != Act.READ_RECORD]


def confirm_clock(*, by: Viewer, at: datetime) -> None:
    """Record that the clock is right, though the record reaches beyond it: from here on it counts again."""
    with transaction.atomic(durable=True):
        ledger.append(Draft(act=Act.CONFIRM_CLOCK, at=at, by=by, outcome="done"))


def _record(by: Viewer, at: datetime, detail: Mapping[str, Any]) -> None:
    recorder.note(Draft(act=Act.READ_RECORD, at=at, by=by, outcome="done", viewer_detail=detail))
