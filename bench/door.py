"""Find and person read through the door, entry included, on what bench/publish.py published.

python bench/door.py --people 600000
"""

import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeVar

import click
import django
import pyarrow.parquet as pq

TRIES = 500
LIMIT_MS = 50
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
    from shiremoot.access import finding, openings
    from shiremoot.access.recording import Refused
    from shiremoot.cli.django_setup import prepare_control_store
    from shiremoot.decisions.words import Purpose, ReasonCategory
    from shiremoot.demo.run import adopt_all
    from shiremoot.home import Home
    from shiremoot.ledger.acts import Viewer

    home = Home.default()
    prepare_control_store()
    adopt_all(home, at=_now, say=lambda words: None)
    by = Viewer("ambershire-council", "social-worker", "bench")
    purpose = Purpose.SAFEGUARDING_CHILDREN
    find_ms: list[float] = []
    view_ms: list[float] = []
    found = 0
    for person in sample:
        terms = f"{person['first_name']} {person['last_name']} {person['date_of_birth']:%d/%m/%Y}"

        def search(terms: str = terms) -> finding.Results:
            kept = finding.start_search(by=by, purpose=purpose, terms=terms, at=_now())
            return finding.results(home, kept.pk, by=by, at=_now())

        results = _timed(search, find_ms)
        if not results.people:
            continue
        found += 1
        try:
            opening = openings.open_person(
                home,
                results.people[0].candidate,
                by=by,
                category=ReasonCategory.CONTACT_RECEIVED,
                reason="measuring how long it takes",
                at=_now(),
            )
        except Refused:
            continue
        _timed(partial(openings.view_person, home, opening.pk, by=by, at=_now()), view_ms)
    print(f"the door at {people:,} people, {found} of {len(sample)} found; limit {LIMIT_MS} ms at p95")
    _print("find: decided, recorded, matched, read, noted", find_ms)
    _print("person: decided, recorded, read, noted", view_ms)


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
