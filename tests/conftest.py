"""A small fictional county, built once by the real command in a process and a home of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from shiremoot.demo.county.showcase import Showcase, pick
from shiremoot.demo.run import MARK
from shiremoot.home import Home
from tests import installation
from tests.standing import undone

PEOPLE = 6000

# Playwright leaves its loop in the thread that drives the browser, where the next test uses Django's store
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# timings never decide a test
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "first failure", parent=settings.get_profile("untimed"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("untimed")


@dataclass(frozen=True)
class Demo:
    """What `shiremoot demo up --no-serve` built, and what it printed."""

    home: Home
    output: str
    environment: dict[str, str]
    child: Showcase

    def shiremoot(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "shiremoot", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Where an installation could be; nothing is there yet."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder, and a control store, for what stands for all tests of a file (`standing.copied`).

    Not for files in which a test has transactions of its own.
    """
    with django_db_blocker.unblock(), undone():
        yield tmp_path_factory.mktemp("standing")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    root = tmp_path_factory.mktemp("demo") / "home"
    environment = installation.environment(Home(root), "shiremoot.demo.settings")
    words = ["demo", "up", "--people", str(PEOPLE), "--no-serve"]
    done = subprocess.run(
        [sys.executable, "-m", "shiremoot", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    as_at = date.fromisoformat(json.loads((root / MARK).read_text())["as_at"])
    return Demo(Home(root), done.stdout, environment, pick(root / "county-truth", as_at))
