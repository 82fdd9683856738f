"""The background work: by itself, and beside the server, which takes it along when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shiremoot.home import Home
from tests.command_line import CommandLine

WAIT = 60  # a server may take half of it to end its connections


@pytest.fixture
def command(tmp_path) -> CommandLine:
    command = CommandLine(Home(tmp_path / "home"))
    register(command, tmp_path, "council")
    return command


def register(command: CommandLine, folder: Path, organisation: str) -> None:
    """An act that is recorded."""
    file = folder / "organisations.yaml"
    entries = {"council": "{identifier: council, name: Council, kind: county council, host: true}"}
    entries[organisation] = (
        entries.get(organisation) or f"{{identifier: {organisation}, name: A, kind: county council}}"
    )
    file.write_text("".join(f"- {entry}\n" for entry in entries.values()))
    command.run("gateway", "organisations", str(file))


def until(there: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT
    while not there():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def test_entries_come_into_the_logs_once_and_then_nothing_waits(command, tmp_path):
    assert "1 entries brought into the logs" in command.run("work", "--once")
    assert "0 entries brought into the logs" in command.run("work", "--once")
    said = command.run("ledger", "verify")
    assert "1 logs with 1 leaves agree with them; 0 entries wait" in said
    shared = [path for path in command.home.ledger.rglob("*") if path.stat().st_mode & 0o077]
    assert shared == []
    (command.home.ledger / "signing.key").unlink()
    refused = command.ask("work", "--once")
    assert (refused.returncode, "Restore the key file" in refused.stderr) == (2, True)


def damage_counts(command: CommandLine) -> None:
    command.home.counts.write_bytes(b"no counts at all" * 300)


def test_a_task_that_fails_is_said_and_the_others_are_done(command):
    damage_counts(command)
    done = command.ask("work", "--once")
    assert done.returncode == 2
    assert "1 entries brought into the logs" in done.stdout
    assert "move that file away" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_unforeseen_is_said_without_its_own_words_and_the_logs_go_on(command, tmp_path):
    """An entry of the operator's that is no JSON any more."""
    command.run("work", "--once")
    spoil = (
        "import django; django.setup(); from shiremoot.ledger.models import Entry;"
        " Entry.objects.update(body='Jon Smyth, a secret')"
    )
    subprocess.run([sys.executable, "-c", spoil], env=command.environment, check=True)
    register(command, tmp_path, "other")
    done = command.ask("work", "--once")
    assert done.returncode == 2
    assert "1 entries brought into the logs" in done.stdout
    assert "JSONDecodeError" in done.stderr
    assert "Smyth" not in done.stderr
    assert "Traceback" not in done.stderr


def test_work_that_goes_on_says_once_what_fails_and_brings_entries_into_the_logs(command, tmp_path):
    damage_counts(command)
    words = [sys.executable, "-m", "shiremoot", "work"]
    checkpoint = command.home.ledger / "logs/done/council/checkpoint"
    with subprocess.Popen(words, env=command.environment, stderr=subprocess.PIPE, text=True) as process:
        until(checkpoint.is_file)
        register(command, tmp_path, "other")
        until(lambda: checkpoint.read_text().split("\n")[1] == "2")
        process.terminate()
        said = process.stderr.read()
    assert said.count("What is read cannot be counted") == 1
    assert "Traceback" not in said


def test_an_export_is_written_whole_and_checked_by_the_verifier_in_it(command, tmp_path):
    refused = command.ask("ledger", "export", "council", "--kind", "done", "-o", str(tmp_path / "out.zip"))
    assert (refused.returncode, "Nothing of council" in refused.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []
    command.run("work", "--once")
    said = command.run("ledger", "export", "council", "--kind", "done", "-o", str(tmp_path / "out.zip"))
    assert "1 entries written" in said
    source = Path(__file__).parents[2] / "src/shiremoot/ledger/verifier.py"
    done = subprocess.run([sys.executable, "-I", str(source), str(tmp_path / "out.zip")], check=False)
    assert done.returncode == 0
    assert "2 entries" in command.run("ledger", "verify")
    nowhere = command.ask(
        "ledger", "export", "council", "--kind", "done", "-o", str(tmp_path / "no folder" / "out.zip")
    )
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (2, True)


def children(pid: int) -> list[int]:
    """Processes whose parent this is, newest last."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def is_command(pid: int, *words: str) -> bool:
    try:
        return " ".join(words) in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return False


def work_of(server: int) -> list[int]:
    beside = [pid for pid in children(server) if is_command(pid, "shiremoot.cli.beside")]
    return [pid for each in beside for pid in children(each) if is_command(pid, "shiremoot work")]


@pytest.fixture
def server(command) -> Iterator[subprocess.Popen]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    words = [sys.executable, "-m", "shiremoot", "up", "--bind", bind, "--workers", "1"]
    with subprocess.Popen(
        words, env=command.environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        until(lambda: process.poll() is not None or answers(f"http://{bind}/sign-in"))
        yield process
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.mark.parametrize(
    "ending",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGKILL, marks=pytest.mark.proof),
        pytest.param(signal.SIGINT, marks=pytest.mark.proof),
    ],
)
def test_the_work_goes_on_beside_the_server_and_ends_with_it(command, server, tmp_path, ending):
    until(lambda: work_of(server.pid))
    until(lambda: (command.home.ledger / "logs/done/council/checkpoint").is_file())
    (first,) = work_of(server.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: first not in work_of(server.pid) and work_of(server.pid))
    register(command, tmp_path, "other")
    checkpoint = command.home.ledger / "logs/done/council/checkpoint"
    until(lambda: checkpoint.read_text().split("\n")[1] == "2")
    (second,) = work_of(server.pid)
    if ending is signal.SIGINT:  # Ctrl-C goes to the whole group
        os.killpg(server.pid, ending)
    else:
        os.kill(server.pid, ending)
    until(lambda: not Path(f"/proc/{second}").exists())
    until(lambda: server.poll() is not None)
    said = server.stderr.read()
    assert said.count("The background work has ended unexpectedly: starting it again.") == 1
    assert "Traceback" not in said
