"""Person pages over HTTP, rendered and recorded, on what bench/publish.py published.

python bench/pages.py --people 600000
"""

import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import click
import pyarrow.parquet as pq

READERS, SECONDS, EACH = 4, 15, 5
LIMIT_A_SECOND = 50


@click.command()
@click.option("--people", default=20_000, show_default=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: int, folder: Path) -> None:
    truth = pq.read_table(folder / f"county-{people}-truth" / "people.parquet")
    children = [row for row in truth.slice(0, 200_000).to_pylist() if _is_child(row)]
    sample = random.Random(1).sample(children, READERS * EACH * 4)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    own = {
        "SHIREMOOT_HOME": str(folder / f"home-{people}"),
        "DJANGO_SETTINGS_MODULE": "shiremoot.demo.settings",
    }
    subprocess.run([sys.executable, "-c", PREPARE], env=os.environ | own, check=True)
    words = [sys.executable, "-m", "shiremoot", "up", "--bind", bind, "--workers", "2"]
    with subprocess.Popen(words, env=os.environ | own, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(bind)
            _measure(f"http://{bind}", people, sample)
        finally:
            server.terminate()


PREPARE = """
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


class Reader(threading.Thread):
    """A social worker who goes round the pages of a few children."""

    def __init__(self, address: str, sample: list[dict[str, Any]]) -> None:
        super().__init__()
        self._address, self._sample = address, sample
        self.milliseconds: list[float] = []
        self.openings: list[str] = []
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._browser = urllib.request.build_opener(cookies)

    def open_some(self) -> None:
        self._post("/demo/personas", {"email": "social.worker@ambershire.example"})
        for row in self._sample:
            if len(self.openings) == EACH:
                break
            terms = f"{row['first_name']} {row['last_name']} {row['date_of_birth']:%d/%m/%Y}"
            found = self._post("/find", {"purpose": "safeguarding-children", "terms": terms})
            if candidate := re.search(r"/candidates/[0-9a-f-]{36}", found):
                self._post(candidate[0], {"category": "visit", "reason": "measuring how long it takes"})
        self.openings = sorted(set(re.findall(r"/openings/[0-9a-f-]{36}", self._get("/"))))[:EACH]

    def run(self) -> None:
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            started = time.perf_counter()
            page = self._get(self.openings[len(self.milliseconds) % len(self.openings)])
            if "Who is involved" not in page:
                raise click.ClickException("a page was not the one that was asked for")
            self.milliseconds.append((time.perf_counter() - started) * 1000)

    def _get(self, path: str) -> str:
        with self._browser.open(self._address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def _post(self, path: str, form: dict[str, str]) -> str:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self._get(path))
        form |= {"csrfmiddlewaretoken": token[1] if token else ""}
        data = urllib.parse.urlencode(form).encode()
        with self._browser.open(self._address + path, data, timeout=30) as answer:
            return str(answer.read().decode())


def _measure(address: str, people: int, sample: list[dict[str, Any]]) -> None:
    readers = [Reader(address, sample[place::READERS]) for place in range(READERS)]
    for reader in readers:
        reader.open_some()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    found = [each for reader in readers for each in reader.milliseconds]
    cuts = statistics.quantiles(found, n=100)
    print(f"person pages over HTTP at {people:,} people, {READERS} readers on the machine of the server:")
    print(f"  {len(found) / SECONDS:,.0f} a second; limit {LIMIT_A_SECOND} a second")
    print(f"  p50 {cuts[49]:.1f} ms   p95 {cuts[94]:.1f} ms   p99 {cuts[98]:.1f} ms")


if __name__ == "__main__":
    main()
