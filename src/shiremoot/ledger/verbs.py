"""Appending to the ledger."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import AutoField

from shiremoot.ledger.acts import Act, Draft
from shiremoot.ledger.commitments import GENESIS, canonical, chained, commitment
from shiremoot.ledger.errors import ClockSetBack
from shiremoot.ledger.models import Detail, Entry

VIEWER, SUBJECT = "viewer", "subject"
CLOCK_TOLERANCE = timedelta(seconds=60)
MOST_PERSONS = 500
"""In one entry: a leaf of a log holds 65,535 bytes."""
_TURN = 0x5348495245  # the key of the lock that whoever writes entries holds on PostgreSQL


class Turn:
    """The right to write the next entries, one process at a time, until the transaction ends.

    Whatever else a decision depends on is read after taking the turn: nobody can change it in between.
    Plain SQL, because every look in the county waits for it: a third of what the ORM takes.
    """

    def __init__(self) -> None:
        self._connection = transaction.get_connection()
        if not self._connection.in_atomic_block:
            raise RuntimeError("an entry is written inside the transaction of the act it records")
        if self._connection.vendor == "postgresql":
            # SQLite's transactions begin immediate: there the turn is taken already
            self._row("SELECT pg_advisory_xact_lock(%s)", _TURN)
        last = self._row("SELECT number, hash, at FROM ledger_entry ORDER BY number DESC LIMIT 1")
        self._number, self._hash = last[:2] if last else (0, GENESIS)
        self.newest_at: datetime | None = _moment(last[2]) if last else None
        """The moment of the newest entry; None before the first."""

    def append(self, draft: Draft) -> tuple[int, bool]:
        """The number of the entry, and whether it is new: one with this identifier stays as it is."""
        if len(draft.persons) > MOST_PERSONS:
            raise ValueError(f"an entry is about at most {MOST_PERSONS} persons")
        if self.newest_at and draft.at < self.newest_at - CLOCK_TOLERANCE and draft.act != Act.CONFIRM_CLOCK:
            raise ClockSetBack(draft.at, self.newest_at)
        identifier = Entry._meta.get_field("identifier").get_db_prep_value(draft.identifier, self._connection)
        known = self._row("SELECT number FROM ledger_entry WHERE identifier = %s", identifier)
        if known is not None:
            return known[0], False
        details = _details(draft)
        said = _body(draft, details)
        body = canonical(said)
        entry = Entry(
            number=self._number + 1,
            identifier=draft.identifier,
            body=body,
            previous=self._hash,
            hash=chained(self._hash, body),
            **columns_of(said),
        )
        for detail in details:
            detail.entry = entry
        self._insert([entry])
        self._insert(details)
        self._number, self._hash, self.newest_at = entry.number, entry.hash, draft.at
        return entry.number, True

    def _row(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: tuple[Any, ...] | None = cursor.fetchone()
        return found

    def _insert(self, rows: Sequence[Entry] | Sequence[Detail]) -> None:
        fields = [field for field in rows[0]._meta.concrete_fields if not isinstance(field, AutoField)]
        names, marks = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
        sql = f"INSERT INTO {rows[0]._meta.db_table} ({names}) VALUES ({marks})"
        values = [
            [field.get_db_prep_save(getattr(row, field.attname), self._connection) for field in fields]
            for row in rows
        ]
        with self._connection.cursor() as cursor:
            cursor.executemany(sql, values)


def _moment(kept: datetime) -> datetime:
    """SQLite keeps moments in UTC and does not say so."""
    return kept if kept.tzinfo else kept.replace(tzinfo=UTC)


_held: ContextVar[Turn | None] = ContextVar("held", default=None)


@contextmanager
def holding(turn: Turn) -> Iterator[Turn]:
    """Whatever is appended within, by whomever, is appended in this turn: it knows the last number."""
    token = _held.set(turn)
    try:
        yield turn
    finally:
        _held.reset(token)


def append(draft: Draft) -> int:
    """Write one entry and return its number. Must run inside the transaction of the act it records.

    Durable when that transaction commits; nothing may be read for the caller before then. A retry with the
    same identifier is one entry. Raises ClockSetBack.
    """
    return (_held.get() or Turn()).append(draft)[0]


def subject_part(place: int) -> str:
    """The name of the part that says who the first, second, … person of an entry is."""
    return f"{SUBJECT} {place}"


def columns_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry's columns say again of its body."""
    return {
        "at": datetime.fromisoformat(body["at"]),
        "act": body["act"],
        "outcome": body["outcome"],
        "organisation": body["by"]["organisation"],
        "role": body["by"]["role"],
        "purpose": body["purpose"],
        "about": UUID(body["about"]) if body["about"] else None,
    }


def _body(draft: Draft, details: list[Detail]) -> dict[str, Any]:
    committed = {part.part: commitment(bytes(part.nonce or b""), part.content or "") for part in details}
    return {
        "v": 1,
        "id": str(draft.identifier),
        "at": draft.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "act": draft.act,
        "outcome": draft.outcome,
        "by": {"organisation": draft.by.organisation, "role": draft.by.role},
        "purpose": draft.purpose,
        "reason": draft.reason_category,
        "mode": draft.mode,
        "grants": draft.grants_hash,
        "decision": draft.decision_hash,
        "about": str(draft.about) if draft.about else "",
        "commitments": committed,
    }


def _details(draft: Draft) -> list[Detail]:
    details = [_detail(VIEWER, {"user": draft.by.user_id, **draft.viewer_detail}, user_id=draft.by.user_id)]
    for place, person in enumerate(draft.persons, start=1):
        details.append(_detail(subject_part(place), {"person": person}, person_id=person))
    for part in draft.providers:
        content: dict[str, Any] = {"flows": part.flows, "fields": part.fields, "records": part.records}
        if part.read:
            content |= {"read": part.read, "read_on": str(part.read_on)}
        details.append(_detail(part.provider, content))
    return details


def _detail(part: str, content: Mapping[str, Any], user_id: str = "", person_id: str = "") -> Detail:
    return Detail(
        part=part,
        content=canonical(content),
        nonce=secrets.token_bytes(16),
        user_id=user_id,
        person_id=person_id,
    )
