"""Recorders and the whole server killed at any moment, and a full disk under a recorder.

What was acknowledged is there, once; what was shown has its entry; and the record verifies. On SQLite, and on
PostgreSQL where there is one (`bin/with-postgres`).
"""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from http.client import HTTPException
from http.cookiejar import CookieJar
from random import Random

import pytest

from shiremoot.home import Home
from tests import installation
from tests.command_line import CommandLine
from tests.proofs.trouble import fill, installed, python, small_disk

pytestmark = pytest.mark.proof
FULL = os.environ.get("PROOF") == "full"
RECORDER_KILLS = 1_000 if FULL else 40
SERVER_KILLS = 50 if FULL else 3
FULL_DISKS = 20 if FULL else 2
READERS = 4

# Each trial forks a process with four threads that record; it is killed, and what it said it had recorded is
# told to the test: identifiers, one a line. One in five is recorded twice, as a retry does.
RECORDERS = """
import django
django.setup()
import os, random, signal, sys, threading, time
from datetime import UTC, datetime
from uuid import uuid4
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.recorder import Recorder

def write(recorder, pipe):
    while True:
        draft = Draft(Act.SEARCH, datetime.now(UTC), Viewer("council", "social-worker", "dana"), "allowed")
        for _ in range(random.choice((1, 1, 1, 1, 2))):
            recorder.note(draft)
        os.write(pipe, f"{draft.identifier}\\n".encode())

for _ in range(int(sys.argv[1])):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        recorder = Recorder()
        for _ in range(3):
            threading.Thread(target=write, args=(recorder, writing), daemon=True).start()
        write(recorder, writing)
    os.close(writing)
    time.sleep(random.uniform(0.02, 0.25))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as said:
        sys.stdout.write(said.read())
"""

ENTRIES = """
import django
django.setup()
from shiremoot.ledger.models import Entry
for identifier in Entry.objects.order_by("number").values_list("identifier", flat=True):
    print(identifier)
"""


def report(capsys, words: str) -> None:
    with capsys.disabled():
        print(f"\n  {words}")  # noqa: T201 - its figures are for whoever runs it


def said_by(command: CommandLine, program: str, *words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=command.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_recorders_killed_at_any_moment_lose_nothing_that_they_acknowledged(tmp_path, capsys):
    command = installed(tmp_path)
    acknowledged = said_by(command, RECORDERS, str(RECORDER_KILLS))
    there = said_by(command, ENTRIES)
    assert set(acknowledged) <= set(there)
    assert len(there) == len(set(there))
    assert f"{len(there):,} entries" in command.run("ledger", "verify")
    words = f"{RECORDER_KILLS:,} recorders killed: {len(acknowledged):,} entries acknowledged, none lost"
    report(capsys, f"{words}, {len(there):,} in the record, none twice")


@pytest.mark.skipif(
    bool(installation.SERVER), reason="the store is not in the home, and its disk not ours to fill"
)
def test_a_full_disk_under_a_recorder_loses_nothing_that_it_acknowledged(tmp_path, capsys):
    prepared, chance = installed(tmp_path), Random()
    size = sum(path.stat().st_size for path in prepared.home.root.rglob("*") if path.is_file()) >> 20
    acknowledged = full = 0
    for trial in range(FULL_DISKS):
        with small_disk(tmp_path / f"disk-{trial}", size + 20) as disk:
            command = CommandLine(Home(disk / "home"))
            installation.copy(prepared.home, command.home)
            fill(disk, leaving=chance.randrange(500_000, 4_000_000))
            with python(command, UNTIL_FULL) as recording:
                said = recording.stdout.read().split()
            assert recording.returncode == 0
            assert said[-1] == "full"
            full += 1
            (disk / "ballast").unlink()
            there = said_by(command, ENTRIES)
            assert set(said[:-1]) <= set(there)
            acknowledged += len(said) - 1
            assert f"{len(there):,} entries" in command.run("ledger", "verify")
    report(capsys, f"{full:,} disks filled: {acknowledged:,} entries acknowledged, none lost")


UNTIL_FULL = """
import django
django.setup()
from datetime import UTC, datetime
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.errors import CannotRecord
from shiremoot.ledger.recorder import recorder
while True:
    draft = Draft(Act.SEARCH, datetime.now(UTC), Viewer("council", "social-worker", "dana"), "allowed")
    try:
        recorder.note(draft)
    except CannotRecord:
        break
    print(draft.identifier)
print("full")
"""


class Reader(threading.Thread):
    """Somebody who looks at one child's page again and again, and keeps what each page said of its entry."""

    def __init__(self, address: str, terms: str) -> None:
        super().__init__(daemon=True)
        self.address, self.terms = address, terms
        self.seen: list[int] = []
        self.done = threading.Event()
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._browser = urllib.request.build_opener(cookies)

    def run(self) -> None:
        while not self.done.is_set():
            try:
                self._visit()
            except (OSError, HTTPException, AttributeError, TypeError, ValueError):
                time.sleep(0.1)  # the server is not there yet, or not any more

    def _visit(self) -> None:
        page = self._get("/demo/personas")
        form = {"email": "social.worker@ambershire.example", **self._token(page)}
        self._post("/demo/personas", form)
        page = self._get("/find")
        found = self._post(
            "/find", {"purpose": "safeguarding-children", "terms": self.terms, **self._token(page)}
        )
        candidate = re.search(r"/candidates/[0-9a-f-]{36}", found)[0]
        why = self._get(candidate)
        form = {"category": "visit", "reason": "A planned visit", **self._token(why)}
        self._keep(self._post(candidate, form))
        opening = re.search(r"/openings/[0-9a-f-]{36}", self._get("/"))[0]
        while not self.done.is_set():
            self._keep(self._get(opening))

    def _keep(self, page: str) -> None:
        """Only a page that came whole counts as shown."""
        if "</html>" in page and "Who is involved" in page:
            number = re.search(r"This look is entry ([\d,]+) of the ledger", page)[1]
            self.seen.append(int(number.replace(",", "")))

    def _get(self, path: str) -> str:
        with self._browser.open(self.address + path, timeout=10) as answer:
            return answer.read().decode()

    def _post(self, path: str, form: dict[str, str]) -> str:
        data = urllib.parse.urlencode(form).encode()
        with self._browser.open(self.address + path, data, timeout=10) as answer:
            return answer.read().decode()

    @staticmethod
    def _token(page: str) -> dict[str, str]:
        return {"csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]}


LOOKS = """
import django
django.setup()
from shiremoot.ledger.models import Entry
for number in Entry.objects.filter(act="view person", outcome="allowed").values_list("number", flat=True):
    print(number)
"""


def test_a_server_killed_at_any_moment_has_shown_nothing_without_its_entry(demo, tmp_path, capsys):
    home, chance = Home(tmp_path / "home"), Random()
    installation.copy(demo.home, home)
    command = CommandLine(home)
    command.environment["DJANGO_SETTINGS_MODULE"] = "shiremoot.demo.settings"
    terms = f"{demo.child.misspelt_name} {demo.child.date_of_birth:%d/%m/%Y}"
    shown: list[int] = []
    for _ in range(SERVER_KILLS):
        shown += looks_until_killed(command, terms, after=chance.uniform(0.5, 3))
    there = {int(number) for number in said_by(command, LOOKS)}
    assert len(shown) > SERVER_KILLS
    assert set(shown) <= there
    assert "The ledger verifies" in command.run("ledger", "verify")
    words = f"server killed {SERVER_KILLS:,} times: {len(shown):,} pages shown, each with its entry"
    report(capsys, f"{words}, of {len(there):,} looks recorded")


def looks_until_killed(command: CommandLine, terms: str, *, after: float) -> list[int]:
    """The entries that pages named until the whole server was killed, so long after the first page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    words = [sys.executable, "-m", "shiremoot", "up", "--bind", bind, "--workers", "2"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(words, env=command.environment, start_new_session=True, **silent)
    readers = [Reader(f"http://{bind}", terms) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    deadline = time.monotonic() + 90
    while not any(reader.seen for reader in readers):
        assert time.monotonic() < deadline, "no page was shown"
        time.sleep(0.05)
    time.sleep(after)
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    for reader in readers:
        reader.done.set()
    for reader in readers:
        reader.join()
    return [number for reader in readers for number in reader.seen]
