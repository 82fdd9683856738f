"""Person pages over HTTP, rendered and recorded, on what bench/publish.py published.

python bench/pages.py --people 600000
"""

import re
import statistics
import threading
import time
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import click

import browsing

READERS, SECONDS, EACH = 4, 15, 5
LIMIT_A_SECOND = 50


@click.command()
@click.option("--people", default=20_000, show_default=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: int, folder: Path) -> None:
    sample = browsing.children(people, folder, READERS * EACH * 4)
    with browsing.serving(people, folder) as address:
        _measure(address, people, sample)


class Reader(threading.Thread):
    """A social worker who goes round the pages of a few children."""

    def __init__(self, address: str, sample: list[dict[str, Any]]) -> None:
        super().__init__()
        self._browser, self._sample = browsing.Browser(address), sample
        self.milliseconds: list[float] = []
        self.openings: list[str] = []

    def open_some(self) -> None:
        self._browser.post("/demo/personas", {"email": "social.worker@ambershire.example"})
        for child in self._sample:
            if len(self.openings) == EACH:
                break
            sought = {"purpose": "safeguarding-children", "terms": browsing.terms(child)}
            if candidate := browsing.candidate_in(self._browser.post("/find", sought)):
                reason = {"category": "visit", "reason": "measuring how long it takes"}
                self._browser.post(candidate, reason)
        self.openings = sorted(set(re.findall(r"/openings/[0-9a-f-]{36}", self._browser.get("/"))))[:EACH]

    def run(self) -> None:
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            started = time.perf_counter()
            page = self._browser.get(self.openings[len(self.milliseconds) % len(self.openings)])
            if "Who is involved" not in page:
                raise click.ClickException("a page was not the one that was asked for")
            self.milliseconds.append((time.perf_counter() - started) * 1000)


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
