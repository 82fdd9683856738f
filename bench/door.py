"""Find and person read through the door, entry included, on what bench/publish.py published.

python bench/door.py --people 600000
"""

import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeVar
from uuid import UUID

import click
import django
import pyarrow.parquet as pq
from django.db import connections

TRIES = 500
LIMIT_MS = 50
LIMIT_A_SECOND = 200
PROCESSES, SECONDS = 2, 15
Result = TypeVar("Result")


@click.command()
@click.option("--people", default=20_000, show_default=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: int, folder: Path) -> None:
    root = folder / f"home-{people}"
    os.environ["SHIREMOOT_HOME"] = str(root)
    os.environ["DJANGO_SETTINGS_MODULE"] = "shiremoot.demo.settings"
    django.setup()
    truth = folder / f"county-{people}-truth" / "people.parquet"
    people_known = [
        row
        for row in pq.read_table(truth).slice(0, 200_000).to_pylist()
        if row["postcode"] and row["date_of_birth"]
    ]
    _measure(people, random.Random(1).sample(people_known, TRIES))


def _measure(people: int, sample: list[dict[str, Any]]) -> None:
    # imported here: Django must know its settings first
    from shiremoot.cli.django_setup import prepare_control_store
    from shiremoot.demo.run import adopt_all
    from shiremoot.gateway.organisations.verbs import is_hosted
    from shiremoot.home import Home

    home = Home.default()
    prepare_control_store()
    if not is_hosted():
        adopt_all(home, at=_now, say=lambda words: None)
    find_ms: list[float] = []
    opened = _find_and_open(home, sample, find_ms)
    view_ms: list[float] = []
    for opening in opened:
        _timed(partial(_view, home, opening), view_ms)
    print(f"the door at {people:,} people, {len(opened)} of {len(sample)} opened; limit {LIMIT_MS} ms at p95")
    _print("find: decided, recorded, matched, read, noted", find_ms)
    _print("person: decided, recorded, read, noted", view_ms)
    _print_together(home, opened)


def _find_and_open(home: Any, sample: list[dict[str, Any]], find_ms: list[float]) -> list[UUID]:
    from shiremoot.access import finding, openings
    from shiremoot.access.recording import Refused
    from shiremoot.decisions.words import Purpose, ReasonCategory

    opened = []
    for person in sample:
        terms = f"{person['first_name']} {person['last_name']} {person['date_of_birth']:%d/%m/%Y}"

        def search(terms: str = terms) -> finding.Results:
            purpose = Purpose.SAFEGUARDING_CHILDREN
            kept = finding.start_search(by=_viewer(), purpose=purpose, terms=terms, at=_now())
            return finding.results(home, kept.pk, by=_viewer(), at=_now())

        results = _timed(search, find_ms)
        with suppress(Refused, IndexError):
            opening = openings.open_person(
                home,
                results.people[0].candidate,
                by=_viewer(),
                category=ReasonCategory.CONTACT_RECEIVED,
                reason="measuring how long it takes",
                at=_now(),
            )
            opened.append(opening.pk)
    return opened


def _view(home: Any, opening: UUID) -> Any:
    from shiremoot.access import openings

    return openings.view_person(home, opening, by=_viewer(), at=_now())


def _viewer() -> Any:
    from shiremoot.ledger.acts import Viewer

    return Viewer("ambershire-council", "social-worker", "bench")


def _print_together(home: Any, opened: list[UUID]) -> None:
    """Two processes at once, a core each, as two web workers do."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with context.Pool(PROCESSES) as pool:
        found = pool.starmap(_views, [(home, opened[place::PROCESSES]) for place in range(PROCESSES)])
    milliseconds = [each for views in found for each in views]
    rate = len(milliseconds) / SECONDS
    _print(f"person: {PROCESSES} processes together", milliseconds)
    print(f"{'':48} {rate:,.0f} a second; limit {LIMIT_A_SECOND} a second, p99 {LIMIT_MS} ms")


def _views(home: Any, opened: list[UUID]) -> list[float]:
    milliseconds: list[float] = []
    _view(home, opened[0])
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        _timed(partial(_view, home, opened[len(milliseconds) % len(opened)]), milliseconds)
    return milliseconds


def _timed(act: Callable[[], Result], into: list[float]) -> Result:
    started = time.perf_counter()
    result = act()
    into.append((time.perf_counter() - started) * 1000)
    return result


def _print(what: str, milliseconds: list[float]) -> None:
    cuts = statistics.quantiles(milliseconds, n=100)
    print(f"{what:48} p50 {cuts[49]:6.1f} ms   p95 {cuts[94]:6.1f} ms   p99 {cuts[98]:6.1f} ms")


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
