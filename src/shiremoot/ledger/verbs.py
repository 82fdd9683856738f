"""Appending to the ledger and reading it back."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from shiremoot.ledger.acts import Draft
from shiremoot.ledger.commitments import GENESIS, canonical, chained, commitment
from shiremoot.ledger.models import Detail, Entry

VIEWER, SUBJECT = "viewer", "subject"


@dataclass(frozen=True)
class EntryView:
    """An entry as its reader sees it: the body, and one part's detail where it has not been erased."""

    number: int
    identifier: str
    at: datetime
    body: Mapping[str, Any]
    detail: Mapping[str, Any] | None


def append(draft: Draft) -> int:
    """Write one entry and return its number. Must run inside the transaction of the act it records.

    Durable when that transaction commits; nothing may be read for the caller before then. An entry with
    this identifier already there is left as it is, so a retry is safe.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an entry is written inside the transaction of the act it records")
    known = Entry.objects.filter(identifier=draft.identifier).values_list("number", flat=True).first()
    if known is not None:
        return known
    last = Entry.objects.order_by("-number").first()
    details = _details(draft)
    body = canonical(_body(draft, details))
    previous = last.hash if last else GENESIS
    entry = Entry.objects.create(
        number=last.number + 1 if last else 1,
        identifier=draft.identifier,
        body=body,
        previous=previous,
        hash=chained(previous, body),
    )
    for detail in details:
        detail.entry = entry
    Detail.objects.bulk_create(details)
    return entry.number


def entries_of_user(user_id: str, *, organisation: str) -> Iterator[EntryView]:
    """What one user did while acting for one organisation, newest first, with their own detail."""
    found = Detail.objects.filter(part=VIEWER, user_id=user_id).select_related("entry").order_by("-entry")
    for detail in found.iterator():
        view = _view(detail)
        if view.body["by"]["organisation"] == organisation:
            yield view


def who_looked(person_ids: list[str]) -> Iterator[EntryView]:
    """Every entry about these person identifiers, newest first, from the ledger alone."""
    found = Detail.objects.filter(person_id__in=person_ids).select_related("entry")
    for detail in found.order_by("-entry").iterator():
        yield _view(detail)


def _view(detail: Detail) -> EntryView:
    body = json.loads(detail.entry.body)
    return EntryView(
        number=detail.entry.number,
        identifier=str(detail.entry.identifier),
        at=datetime.fromisoformat(body["at"]),
        body=body,
        detail=json.loads(detail.content) if detail.content is not None else None,
    )


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
        details.append(_detail(f"{SUBJECT} {place}", {"person": person}, person_id=person))
    for part in draft.providers:
        content = {"flows": part.flows, "fields": part.fields, "records": part.records}
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
