"""The ledger through its public door: what it holds, and that no change to it goes unseen."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from shiremoot.ledger import reading, verbs
from shiremoot.ledger.acts import Act, Draft, ProviderPart, Viewer
from shiremoot.ledger.models import Detail, Entry
from shiremoot.ledger.verify import verify

pytestmark = pytest.mark.django_db

DANA = Viewer(organisation="council", role="social-worker", user_id="dana")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def write(**changes) -> int:
    draft = Draft(
        **{
            "act": Act.VIEW_PERSON,
            "at": NOW,
            "by": DANA,
            "outcome": "allowed",
            "purpose": "safeguarding-children",
            "persons": ("p1",),
            "providers": (ProviderPart("police", ("flow 1",), ("police-records.incidents.offence",)),),
            "viewer_detail": {"reason": "A secret enquiry about the Smith family"},
        }
        | changes
    )
    with transaction.atomic():
        return verbs.append(draft)


def test_entries_are_numbered_without_a_gap_and_verify():
    assert [write() for _ in range(5)] == [1, 2, 3, 4, 5]
    report = verify()
    assert report.whole
    assert (report.entries, report.details) == (5, 15)


def test_a_retry_with_the_same_identifier_is_one_entry():
    identifier = uuid4()
    first, second = write(identifier=identifier), write(identifier=identifier)
    assert first == second
    assert verify().entries == 1


def test_an_entry_needs_the_transaction_of_its_act():
    connection.ensure_connection()
    draft = Draft(act=Act.SEARCH, at=NOW, by=DANA, outcome="allowed")
    # the test itself runs in a transaction, so ask on a connection that does not
    connection.in_atomic_block, before = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError, match="inside the transaction"):
            verbs.append(draft)
    finally:
        connection.in_atomic_block = before


def test_the_entry_itself_holds_no_reason_no_user_and_no_person():
    write()
    body = Entry.objects.get().body
    assert "secret" not in body
    assert "dana" not in body
    assert "p1" not in body


def test_a_provider_s_detail_holds_its_own_part_and_no_reason():
    write(
        providers=(
            ProviderPart("police", ("flow 1",), ("police-records.incidents.offence",)),
            ProviderPart("health", ("flow 2",), ("health.patients.nhs_number",)),
        )
    )
    police = Detail.objects.get(part="police").content
    assert "police-records" in police
    assert "health" not in police
    assert "secret" not in police


def test_erasing_detail_leaves_the_ledger_whole():
    write()
    Detail.objects.filter(part="viewer").update(content=None, nonce=None, user_id="")
    report = verify()
    assert report.whole
    assert report.erased == 1


TAMPERINGS = {
    "a changed body": "UPDATE ledger_entry SET body = replace(body, 'allowed', 'refused') WHERE number = 2",
    "a body and hash changed together": (
        "UPDATE ledger_entry SET body = replace(body, 'allowed', 'refused'), hash = 'f' WHERE number = 2"
    ),
    "a dropped entry": "DELETE FROM ledger_entry WHERE number = 2",
    "swapped numbers": "UPDATE ledger_entry SET number = 7 WHERE number = 2",
    "another identifier": (
        "UPDATE ledger_entry SET identifier = '00000000000000000000000000000000' WHERE number = 2"
    ),
    "a changed reason": "UPDATE ledger_detail SET content = replace(content, 'secret', 'public')",
    "a changed nonce": "UPDATE ledger_detail SET nonce = ? WHERE part = 'viewer'",
    "a removed detail": "DELETE FROM ledger_detail WHERE part = 'police' AND entry_id = 2",
    "a renamed part": "UPDATE ledger_detail SET part = 'health' WHERE part = 'police' AND entry_id = 2",
    "another act in a column": "UPDATE ledger_entry SET act = 'search' WHERE number = 2",
    "another moment in a column": "UPDATE ledger_entry SET at = '2020-01-01 00:00:00+00:00' WHERE number = 2",
    "another organisation in a column": "UPDATE ledger_entry SET organisation = 'health' WHERE number = 2",
    "another user's index": "UPDATE ledger_detail SET user_id = 'kit' WHERE part = 'viewer'",
    "another person's index": "UPDATE ledger_detail SET person_id = 'p2' WHERE part = 'subject 1'",
}


@pytest.mark.parametrize("sql", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_found(sql):
    for _ in range(3):
        write()
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(sql.replace("?", "%s"), [b"0"] if "?" in sql else None)
    assert not verify().whole
    # put it right again, so that the test's own clean-up meets no dangling detail
    Detail.objects.all().delete()
    Entry.objects.all().delete()


def test_who_looked_and_what_i_did_come_from_the_ledger_alone():
    write()
    write(at=NOW + timedelta(minutes=1), persons=("p2",))
    write(by=Viewer("health", "health-visitor", "noor"))
    looked = list(reading.who_looked(["p1"]))
    assert [entry.body["by"]["organisation"] for entry in looked] == ["health", "council"]
    mine = list(reading.entries_of_user("dana", organisation="council"))
    assert [entry.number for entry in mine] == [2, 1]
    assert mine[0].detail["reason"].startswith("A secret")
    assert list(reading.entries_of_user("dana", organisation="health")) == []
