"""Load, link and publish killed at random moments: the door serves the last good publish all the while."""

import random

import pytest

from shiremoot import pointer
from shiremoot.home import Home
from tests import installation
from tests.access.conftest import SOCIAL_WORKER
from tests.command_line import CommandLine

COMMANDS = {"load": 3.0, "link": 8.0, "publish": 5.0}


@pytest.mark.proof
def test_the_last_good_publish_serves_on_and_the_same_command_completes(world, demo, tmp_path):
    world.home = Home(tmp_path / "home")
    installation.copy(demo.home, world.home)
    command, chance = CommandLine(world.home), random.Random()
    extracts = str(world.home.root / "county" / "housing")
    for name, longest in COMMANDS.items():
        words = (name, "housing", extracts) if name == "load" else (name,)
        for _ in range(2):
            published = pointer.current(world.home.people)
            command.run_and_kill(*words, after=chance.uniform(0.5, longest))
            if name != "publish":
                assert pointer.current(world.home.people) == published
            assert world.search(SOCIAL_WORKER).people
            assert world.view(world.open(SOCIAL_WORKER), SOCIAL_WORKER).blocks
        command.run(*words)
    assert world.search(SOCIAL_WORKER).people
