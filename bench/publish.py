"""How long a publish takes to build, and to search and read: python bench/publish.py --people 600000"""

import os
import random
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

import click
import django

import lake
from shiremoot import pointer
from shiremoot.home import Home
from shiremoot.people import store
from shiremoot.people.query import parse_query
from shiremoot.people.store import Publish, Read
from shiremoot.singleview.publish.inputs import Inputs
from shiremoot.singleview.snapshots import current_snapshots

TRIES = 500


@click.command()
@click.option("--people", default=20_000, show_default=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: int, folder: Path) -> None:
    extracts = lake.county(people, folder)
    home = lake.fresh_home(folder, people)
    # the installation's own key, under which a publish keeps NHS numbers, is made in its home
    os.environ |= {"SHIREMOOT_HOME": str(home.root), "DJANGO_SETTINGS_MODULE": "shiremoot.demo.settings"}
    django.setup()
    lake.load_all(home, extracts)
    lake.link_by_truth(home, extracts)
    _build(home)
    publish = store.current(home)
    assert publish is not None
    _measure(publish)


def _build(home: Home) -> None:
    # Django must know its settings first
    from shiremoot.singleview.publish.analysis import wards_of
    from shiremoot.singleview.publish.building import build

    link_run = pointer.current(home.links)
    assert link_run is not None
    started = time.monotonic()
    inputs = Inputs(tuple(current_snapshots(home)), link_run, {})
    with pointer.whole_folder(home.people, "bench") as folder:
        counts = build(inputs, folder, wards_of(home), publish_id="bench", at=lake.AT, say=_Steps())
        size = sum(path.stat().st_size for path in folder.rglob("*"))
    pointer.switch(home.people, "bench")
    print(f"built in {time.monotonic() - started:.1f} s, limit 120 s; {size / 1e6:,.0f} MB: {counts}")
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB, loading included"
    )


class _Steps:
    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, step: str) -> None:
        print(f"  {time.monotonic() - self._started:6.1f} s  {step}")


def _measure(publish: Publish) -> None:
    sources = {field.full_id for field in publish.catalogue}
    tables: dict[tuple[str, str], list[str]] = {
        (field.dataset, field.table_name): [] for field in publish.catalogue
    }
    for field in publish.catalogue:
        tables[field.dataset, field.table_name].append(field.column_name)
    wanted = {table: [Read(tuple(columns))] for table, columns in tables.items()}
    known = _some_people(publish)
    queries = [parse_query(_misspelt(person), lake.AS_AT) for person in known]
    publish.search(queries[0], sources, 20)  # the first one reads the list of names
    hits = 0

    def search(at: int) -> None:
        nonlocal hits
        listed = [hit.person_id for hit in publish.search(queries[at], sources, 20)]
        hits += known[at]["person_id"] in listed

    _time("search, all fields granted", search)
    print(f"  the person meant was listed in {hits / TRIES:.1%} of searches")
    on = lake.AT.date()
    _time("all rows of one person", lambda at: publish.rows([known[at]["person_id"]], wanted, on=on))


def _some_people(publish: Publish) -> list[dict[str, str]]:
    """People with the values of their health record, from all over the county."""
    columns = {
        field.meaning: field.column_name
        for field in publish.catalogue
        if field.dataset == "health" and field.entity == "person"
    }
    chance = random.Random(1)
    ids = publish._connection().execute('SELECT person_id FROM "health.patients"').fetchall()
    chosen = [person_id for (person_id,) in chance.sample(ids, TRIES)]
    reads = {("health", "patients"): [Read(tuple(columns.values()))]}
    rows = publish.rows(chosen, reads, on=lake.AT.date())["health", "patients"]
    found = {row["person_id"]: row for row in rows}
    return [
        {"person_id": person_id}
        | {meaning: found[person_id][column] or "" for meaning, column in columns.items()}
        for person_id in chosen
    ]


def _misspelt(person: dict[str, str]) -> str:
    """A name with one slip, a date of birth, and the first half of the postcode."""
    first, last = person["person.first_name"], person["person.last_name"]
    at = len(last) // 2
    slip = last[: at - 1] + last[at] + last[at - 1] + last[at + 1 :]
    year, month, day = (
        person["person.date_of_birth"].split("-") if person["person.date_of_birth"] else ("", "", "")
    )
    area = person["address.postcode"].split(" ")[0]
    return f"{first} {slip} {int(day)}/{int(month)}/{year} {area}" if day else f"{first} {slip} {area}"


def _time(what: str, once: Callable[[int], object]) -> None:
    times = []
    for at in range(TRIES):
        started = time.perf_counter()
        once(at)
        times.append(1000 * (time.perf_counter() - started))
    cuts = statistics.quantiles(times, n=100)
    print(f"{what}: p50 {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms, p99 {cuts[98]:.2f} ms")


if __name__ == "__main__":
    main()
