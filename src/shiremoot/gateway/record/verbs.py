"""Reading the record: what was seen of our data, what our people did, and one entry of either.

Reading it is recorded as well, unless somebody reads what they did themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shiremoot.access.replay import Replay, replay
from shiremoot.home import Home
from shiremoot.ledger import reading
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.reading import EntryView, Tally, Wanted
from shiremoot.ledger.recorder import recorder


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


def one_entry(home: Home, number: int, *, by: Viewer, may_review: bool, at: datetime) -> OneEntry | None:
    """None where there is no such entry, or none that is this reader's to see."""
    acted = reading.entry(number)
    if acted and acted.body["by"]["organisation"] == by.organisation:
        author = (acted.detail or {}).get("user") == by.user_id
        if author or may_review:
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


def _record(by: Viewer, at: datetime, detail: Mapping[str, Any]) -> None:
    recorder.note(Draft(act=Act.READ_RECORD, at=at, by=by, outcome="done", viewer_detail=detail))
