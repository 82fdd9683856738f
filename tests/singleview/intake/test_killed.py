"""A load killed at any moment leaves the last good one in use, and the same command then completes."""

import random
import subprocess
import sys
import time

from shiremoot import pointer
from shiremoot.people.loads import read_entry, read_register

from .conftest import PEOPLE, as_csv

LOAD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from shiremoot.home import Home
from shiremoot.singleview.intake import verbs
print("ready", flush=True)
sys.stdin.readline()
home, *files = map(Path, sys.argv[1:])
verbs.load(Home(home), dataset="police", files=files, at=datetime.now(UTC))
print("done", flush=True)
"""


def test_kill_at_random_moments(agency):
    agency.load()
    people = PEOPLE + [[f"X{number}", f"Baker{number}", "01/02/1990", "M"] for number in range(30_000)]
    agency.write("NOMINALS_1.csv", as_csv(people))
    files = [str(path) for path in agency.folder.iterdir()]
    chance, longest, parent = random.Random(), 1.0, agency.home.snapshots / "police"
    for _ in range(6):
        command = [sys.executable, "-c", LOAD, str(agency.home.root), *files]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout.readline() == "ready\n"
            child.stdin.write("\n")
            child.stdin.flush()
            time.sleep(chance.uniform(0, longest))
            child.kill()
        entry = read_entry(pointer.current(parent))
        assert entry.people in (40, 30_040)
        assert (pointer.current(parent) / "people.parquet").is_file()
        assert all(
            (parent / kept.load_id / "quarantine.parquet").is_file() for kept in read_register(agency.home)
        )
    assert agency.load().switched
    assert not list(parent.glob(".unfinished-*"))


def test_two_loads_of_one_dataset_do_not_meet(agency):
    import pytest

    from shiremoot.errors import UserError
    from shiremoot.people.alone import alone

    with (
        alone(agency.home.snapshots / "police", "load of police"),
        pytest.raises(UserError, match="Another load of police is running"),
    ):
        agency.load()
