"""Killed at any moment, the last whole run serves on, and the same command again completes."""

import shutil
from pathlib import Path

import pytest

from shiremoot import pointer
from shiremoot.demo import contract_files
from shiremoot.demo.county import generate
from shiremoot.home import Home
from shiremoot.singleview.linking.keeping import read_identities
from tests.command_line import CommandLine
from tests.singleview.linking.installation import AT


@pytest.fixture
def linked(tmp_path: Path) -> CommandLine:
    county = generate(500, 6, AT.date(), tmp_path / "county")
    home = Home(tmp_path / "home")
    home.contracts.mkdir(parents=True)
    shutil.copy(contract_files()["health"], home.contracts)
    command_line = CommandLine(home)
    command_line.permit_linking(tmp_path)
    command_line.run("load", "health", str(county.folder / "health"))
    assert "F1" in command_line.run("link", "--truth", str(county.truth / "records.parquet"))
    return command_line


@pytest.mark.proof
def test_a_killed_run_changes_nothing(linked: CommandLine) -> None:
    home = linked.home
    before = pointer.current(home.links)
    people = read_identities(before)
    for after in (1.5, 2.5, 3.5):
        linked.run_and_kill("link", after=after)
        assert read_identities(pointer.current(home.links)) == people
    linked.run("link")
    assert read_identities(pointer.current(home.links)) == people
    assert not list(home.links.glob(".unfinished-*"))
