"""A file of two million rows loads on a small machine."""

import os
import subprocess
import sys

import pytest

from shiremoot.people.loads import current_loads
from tests.command_line import CommandLine

from .conftest import PEOPLE

ROWS = 2_000_000


@pytest.mark.slow
def test_two_million_rows_need_less_than_a_gigabyte(agency):
    with (agency.folder / "NOMINALS_1.csv").open("w") as file:
        file.write(",".join(PEOPLE[0]) + "\n")
        file.writelines(
            f"N{number},Abel{number % 977},{number % 28 + 1:02}/03/1990,M\n" for number in range(ROWS)
        )
    command = CommandLine(agency.home)
    command.permit_linking(agency.folder.parent)
    words = [sys.executable, "-m", "shiremoot", "load", "police", str(agency.folder)]
    with subprocess.Popen(words, env=command.environment, stdout=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    assert current_loads(agency.home)["police"].people == ROWS
    assert used.ru_maxrss < 1_000_000  # kilobytes
