"""A load killed at any moment leaves the last good one in use, and the same command then completes."""

import random

import pytest

from shiremoot import pointer
from shiremoot.alone import alone
from shiremoot.errors import UserError
from shiremoot.people.loads import read_entry, read_register
from tests.command_line import CommandLine

from .conftest import PEOPLE, as_csv


@pytest.mark.proof
def test_kill_at_random_moments(agency):
    agency.load()
    people = PEOPLE + [[f"X{number}", f"Baker{number}", "01/02/1990", "M"] for number in range(30_000)]
    agency.write("NOMINALS_1.csv", as_csv(people))
    command = CommandLine(agency.home)
    command.permit_linking(agency.folder.parent)
    chance, parent = random.Random(), agency.home.snapshots / "police"
    for _ in range(4):
        command.run_and_kill("load", "police", str(agency.folder), after=chance.uniform(1, 3))
        entry = read_entry(pointer.current(parent))
        assert entry.people in (40, 30_040)
        assert (pointer.current(parent) / "people.parquet").is_file()
        assert all(
            (parent / kept.load_id / "quarantine.parquet").is_file() for kept in read_register(agency.home)
        )
    command.run("load", "police", str(agency.folder))
    assert not list(parent.glob(".unfinished-*"))


def test_two_loads_of_one_dataset_do_not_meet(agency):
    with (
        alone(agency.home.snapshots / "police", "load of police"),
        pytest.raises(UserError, match="Another load of police is running"),
    ):
        agency.load()
