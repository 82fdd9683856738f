"""An installation of the first release keeps its record through every later migration."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shiremoot.ledger.commitments import GENESIS, canonical, chained
from shiremoot.ledger.models import Entry
from shiremoot.ledger.verify import verify

AT = datetime(2026, 11, 22, 9, 30, 1, 500, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_entries_of_the_first_release_are_found_by_what_they_say():
    call_command("migrate", "ledger", "0001", verbosity=0)
    old = MigrationExecutor(connection).loader.project_state([("ledger", "0001_initial")]).apps
    identifier, about = uuid4(), uuid4()
    body = {
        "v": 1, "id": str(identifier), "at": AT.isoformat(timespec="microseconds"), "act": "view person",
        "outcome": "allowed", "by": {"organisation": "council", "role": "social-worker"},
        "purpose": "early-help", "reason": "visit", "mode": "identified", "grants": "", "decision": "",
        "about": str(about), "commitments": {},
    }  # fmt: skip
    text = canonical(body)
    old.get_model("ledger", "Entry").objects.create(
        number=1, identifier=identifier, body=text, previous=GENESIS, hash=chained(GENESIS, text)
    )
    call_command("migrate", verbosity=0)
    entry = Entry.objects.get()
    assert (entry.at, entry.act, entry.organisation, entry.about) == (AT, "view person", "council", about)
    assert json.loads(entry.body) == body
    assert verify().whole
