"""The real server on what bench/publish.py published, and browsers that go to it."""

import os
import random
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import click
import pyarrow.parquet as pq

_PREPARE = """
import django
django.setup()
from datetime import UTC, datetime
from shiremoot.cli.django_setup import prepare_control_store
from shiremoot.demo.run import adopt_all
from shiremoot.gateway.organisations.verbs import is_hosted
from shiremoot.home import Home
prepare_control_store()
if not is_hosted():
    adopt_all(Home.default(), at=lambda: datetime.now(UTC), say=lambda words: None)
"""


@contextmanager
def serving(people: int, folder: Path, *, prepare: str = "") -> Iterator[str]:
    """The address of the server, which has two workers; `prepare` is run in its control store before."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    own = os.environ | {
        "SHIREMOOT_HOME": str(folder / f"home-{people}"),
        "DJANGO_SETTINGS_MODULE": "shiremoot.demo.settings",
    }
    subprocess.run([sys.executable, "-c", _PREPARE + prepare], env=own, check=True)
    words = [sys.executable, "-m", "shiremoot", "up", "--bind", bind, "--workers", "2"]
    with subprocess.Popen(words, env=own, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(bind)
            yield f"http://{bind}"
        finally:
            server.terminate()


def children(people: int, folder: Path, count: int) -> list[dict[str, Any]]:
    """So many of the county's children, drawn from the truth."""
    truth = pq.read_table(folder / f"county-{people}-truth" / "people.parquet")
    return random.Random(1).sample(
        [row for row in truth.slice(0, 200_000).to_pylist() if _is_child(row)], count
    )


def addresses(people: int, folder: Path, count: int) -> list[str]:
    """The UPRNs of so many addresses, neighbours mostly."""
    truth = pq.read_table(folder / f"county-{people}-truth" / "people.parquet", columns=["uprn"])
    found = dict.fromkeys(uprn for uprn in truth["uprn"].slice(0, 20 * count).to_pylist() if uprn)
    return list(found)[:count]


def terms(child: dict[str, Any]) -> str:
    """What somebody would type who seeks this child."""
    return f"{child['first_name']} {child['last_name']} {child['date_of_birth']:%d/%m/%Y}"


def candidate_in(page: str) -> str | None:
    """The address of the first who was found."""
    found = re.search(r"/candidates/[0-9a-f-]{36}", page)
    return found[0] if found else None


class Browser:
    """One session. Raises HTTPError for every answer that is none."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self._opener.open(self._address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, form: dict[str, str], *, token_of: str = "") -> str:
        """Send a form, with the token of a page that was read before, or of its own page read now."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', token_of or self.get(path))
        data = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": token[1] if token else ""}).encode()
        with self._opener.open(self._address + path, data, timeout=30) as answer:
            return str(answer.read().decode())


def _is_child(row: dict[str, Any]) -> bool:
    born: date | None = row["date_of_birth"]
    return born is not None and born.year >= 2010 and bool(row["postcode"])


def _wait_for(bind: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://{bind}/sign-in", timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise click.ClickException("the server did not start")
