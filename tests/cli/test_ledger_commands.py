"""`shiremoot ledger` on the small county: who looked, counts of reads, and the clock."""

import subprocess
import sys
from datetime import date

from shiremoot.home import Home
from shiremoot.people.counts import Counts
from tests import installation


def ask(environment, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shiremoot", "ledger", *words]
    return subprocess.run(command, env=environment, input=answer, capture_output=True, text=True, check=False)


def test_who_looked_at_somebody_whom_nobody_looked_at(demo):
    done = ask(demo.environment, "who-looked", "pnobody")
    assert done.returncode == 2
    assert "No entry is about pnobody." in done.stderr


def test_counts_that_agree_and_a_row_that_was_read_past_the_record(demo, tmp_path):
    home = Home(tmp_path / "home")
    installation.copy(demo.home, home)
    for file in home.root.glob("counts.*"):
        file.unlink()
    environment = installation.environment(home, "shiremoot.demo.settings")
    empty = ask(environment, "reconcile", "--month", "2020-01")
    assert (empty.returncode, "as the record says" in empty.stdout) == (0, True)
    Counts(home.counts).add(date(2020, 1, 5), {("amber-homes", "housing"): 7})
    found = ask(environment, "reconcile", "--month", "2020-01")
    assert found.returncode == 1
    assert "2020-01-05 amber-homes housing: 7 rows counted, 0 recorded" in found.stderr


def test_a_month_that_is_none_is_said(demo):
    assert ask(demo.environment, "reconcile", "--month", "soon").returncode == 2


def test_the_clock_is_confirmed_by_somebody(demo, tmp_path):
    home = Home(tmp_path / "home")
    installation.copy(demo.home, home)
    environment = installation.environment(home, "shiremoot.demo.settings")
    assert ask(environment, "clock", answer="n\n").returncode == 130
    done = ask(environment, "clock", answer="y\n")
    assert (done.returncode, "Confirmed and recorded" in done.stdout) == (0, True)
    assert "The ledger verifies" in ask(environment, "verify").stdout
