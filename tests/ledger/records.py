"""Entries to put into logs, and a look into the logs' folders."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from shiremoot.home import Home
from shiremoot.ledger import verbs
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer
from shiremoot.ledger.keys import recorded_key
from shiremoot.ledger.sequencer import sequence
from shiremoot.ledger.verifier import Checkpoint, read_checkpoint

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DANA = Viewer(organisation="council", role="social-worker", user_id="dana")


def draft(number: int = 0, providers: Iterable[str | ProviderPart] = ("police",), **changes: Any) -> Draft:
    parts = tuple(
        ProviderPart(each, (f"flow of {each}",), (f"{each}.field {number}",))
        if isinstance(each, str)
        else each
        for each in providers
    )
    usual = {"act": Act.VIEW_PERSON, "at": NOW, "by": DANA, "outcome": "allowed", "persons": (f"p{number}",)}
    return Draft(**usual | {"providers": parts, "viewer_detail": {"reason": f"reason {number}"}} | changes)


def append(drafts: Iterable[Draft]) -> None:
    with transaction.atomic():
        turn = verbs.Turn()
        for each in drafts:
            turn.append(each)


def append_many(count: int, providers: Iterable[str] = ("police",)) -> None:
    append(draft(number, providers) for number in range(count))


def run(home: Home) -> list[str]:
    """Bring the logs up to date; what was said about it."""
    said: list[str] = []
    sequence(home, said.append)
    return said


def folder(home: Home, name: str) -> Path:
    return home.ledger / "logs" / name


def checkpoint(home: Home, name: str) -> Checkpoint:
    return read_checkpoint((folder(home, name) / "checkpoint").read_bytes(), recorded_key(*name.split("/")))


def files(home: Home) -> dict[str, bytes]:
    """Every file of every log."""
    logs = home.ledger / "logs"
    return {str(path.relative_to(logs)): path.read_bytes() for path in logs.rglob("*") if path.is_file()}
