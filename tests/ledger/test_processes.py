"""Several processes write at once: no entry is lost, doubled or out of order."""

import os
import subprocess
import sys

import pytest

from shiremoot.home import Home
from tests.command_line import CommandLine

WRITERS, EACH = 3, 40

WRITE = f"""
import django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from shiremoot.ledger import verbs
from shiremoot.ledger.acts import Act, Draft, Viewer
dana = Viewer("council", "social-worker", "dana")
for number in range({EACH}):
    with transaction.atomic(durable=True):
        verbs.append(Draft(act=Act.SEARCH, at=datetime.now(UTC), by=dana, outcome="allowed"))
"""


@pytest.mark.proof
def test_entries_of_several_processes_make_one_chain(tmp_path):
    command = CommandLine(Home(tmp_path / "home"))
    organisations = tmp_path / "organisations.yaml"
    organisations.write_text("- {identifier: council, name: Council, kind: county council, host: true}\n")
    command.run("gateway", "organisations", str(organisations))
    environment = os.environ | command.environment
    writers = [subprocess.Popen([sys.executable, "-c", WRITE], env=environment) for _ in range(WRITERS)]
    assert [writer.wait() for writer in writers] == [0] * WRITERS
    assert f"{WRITERS * EACH + 1} entries" in command.run("ledger", "verify")
