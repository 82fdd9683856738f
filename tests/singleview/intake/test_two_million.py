"""A file of two million rows loads on a small machine."""

import subprocess
import sys

import pytest

from shiremoot.people.loads import current_loads
from tests.command_line import CommandLine

from .conftest import PEOPLE

ROWS = 2_000_000
# A process counts the memory of whoever started it as its own: so a small one starts the load.
MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


@pytest.mark.proof
def test_two_million_rows_need_less_than_a_gigabyte(agency):
    with (agency.folder / "NOMINALS_1.csv").open("w") as file:
        file.write(",".join(PEOPLE[0]) + "\n")
        file.writelines(
            f"N{number},Abel{number % 977},{number % 28 + 1:02}/03/1990,M\n" for number in range(ROWS)
        )
    command = CommandLine(agency.home)
    command.permit_linking(agency.folder.parent)
    words = [sys.executable, "-m", "shiremoot", "load", "police", str(agency.folder)]
    measured = [sys.executable, "-c", MEASURE, *words]
    done = subprocess.run(measured, env=command.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert current_loads(agency.home)["police"].people == ROWS
    assert int(done.stdout) < 1_000_000  # kilobytes
