"""Whatever stands in a store where an entry or a detail was, a check says so and goes on behind it."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shiremoot.home import Home
from shiremoot.ledger.commitments import canonical, commitment
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.verify import verify
from shiremoot.ledger.verify_logs import verify_logs
from tests.ledger.records import append_many, run

pytestmark = pytest.mark.django_db

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
KEYS = ("v", "id", "at", "act", "outcome", "by", "purpose", "about", "commitments")


def put(table: str, column: str, content: bytes, where: str) -> None:
    """Past Django, as damage would: on SQLite even bytes that are no text."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sql = f"UPDATE {table} SET {column} = CAST(%s AS TEXT) WHERE {where}"
            cursor.execute(sql, [content])
        else:
            sql = f"UPDATE {table} SET {column} = %s WHERE {where}"
            cursor.execute(sql, [content.decode(errors="replace").replace("\0", "")])


@pytest.fixture
def kept(home: Home) -> Home:
    """Three entries, in their logs."""
    append_many(3)
    run(home)
    return home


def faults_of(home: Home) -> list[str]:
    report = verify()
    assert report.entries == 3
    return report.faults + verify_logs(home).faults


anything = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@anything
@given(content=st.binary(max_size=20) | VALUES.map(lambda value: json.dumps(value).encode()))
@example(content=b"\xff")
@example(content=b"[" * 100_000)
@example(content=b"9" * 5000)
def test_any_bytes_in_place_of_an_entry_are_a_fault(kept, content):
    with transaction.atomic():
        put("ledger_entry", "body", content, "number = 2")
        found = faults_of(kept)
        transaction.set_rollback(True)
    assert [fault for fault in found if "entry 2" in fault]


@anything
@given(key=st.sampled_from(KEYS), value=VALUES, leave_out=st.booleans())
@example(key="by", value=None, leave_out=True)
@example(key="about", value=5, leave_out=False)
@example(key="by", value={"organisation": ["council"], "role": "\ud800"}, leave_out=False)
@example(key="commitments", value={"\ud800": ""}, leave_out=False)
def test_any_value_in_a_part_of_an_entry_is_a_fault_that_can_be_printed(kept, key, value, leave_out):
    body = json.loads(Entry.objects.get(number=2).body)
    said = {name: each for name, each in body.items() if name != key}
    said |= {} if leave_out else {key: value}
    if canonical(said) == canonical(body):
        return
    with transaction.atomic():
        put("ledger_entry", "body", json.dumps(said).encode(), "number = 2")
        found = faults_of(kept)
        transaction.set_rollback(True)
    assert [fault for fault in found if "entry 2" in fault]
    assert "\n".join(found).encode()


@anything
@given(content=st.binary(max_size=20) | VALUES.map(lambda value: json.dumps(value).encode()))
@example(content=b"\xff")
@example(content=b"")
def test_any_bytes_in_place_of_a_detail_are_a_fault(kept, content):
    with transaction.atomic():
        put("ledger_detail", "content", content, "entry_id = 2 AND part = 'police'")
        found = verify()
        transaction.set_rollback(True)
    assert found.entries == 3
    assert [fault for fault in found.faults if "entry 2" in fault]


@anything
@given(nonce=st.binary(max_size=40), content=st.text(st.characters(exclude_characters="\0", codec="utf-8")))
@example(nonce=bytes(16), content="no JSON")
@example(nonce=bytes(16), content="[]")
def test_any_detail_and_nonce_are_a_fault_even_where_the_entry_commits_to_them(kept, nonce, content):
    entry = Entry.objects.get(number=2)
    body = json.loads(entry.body)
    body["commitments"]["police"] = commitment(nonce, content)
    with transaction.atomic():
        Entry.objects.filter(number=2).update(body=canonical(body))
        Detail.objects.filter(entry_id=2, part="police").update(content=content, nonce=nonce)
        found = verify()
        transaction.set_rollback(True)
    assert "entry 2: its detail for 'police' was changed" in found.faults
    assert "entry 2 was changed after it was written" in found.faults


def test_the_beginning_of_a_detail_moved_into_its_nonce_is_found(kept):
    detail = Detail.objects.get(entry_id=2, part="police")
    detail.nonce, detail.content = bytes(detail.nonce) + detail.content[:5].encode(), detail.content[5:]
    detail.save()
    assert verify().faults == ["entry 2: its detail for 'police' was changed"]


def test_a_moment_that_is_none_in_a_column_is_a_fault(kept):
    if connection.vendor != "sqlite":
        pytest.skip("no such store keeps what is no moment")
    put("ledger_entry", "at", b"2026-13-13 00:00:00", "number = 2")
    assert "entry 2 or a detail of it cannot be read from the store" in faults_of(kept)
