"""For whom records are linked how well: python bench/fairness.py --people 50000

Precision and recall of pairs in one cluster, by the truth of the county, beside what the model expects of the
same people where it can tell them apart. A name's origin is known here alone: the county drew it.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import click
import pyarrow.parquet as pq
import yaml

import linkage_sets
from shiremoot.demo.county import words
from shiremoot.matching import Accuracy, cluster_accuracy, link
from shiremoot.singleview.linking.quality import groupings

_TODAY = date(2026, 11, 1)


@click.command()
@click.option("--people", default=50_000, show_default=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    records = pq.read_table(linkage_sets.county(people, folder))
    ids = records["record_id"].to_pylist()
    known = linkage_sets.county_truth(people, folder)
    truth = {record: known[record] for record in ids}
    linked = link(records)
    found = dict(zip(ids, linked.clusters["cluster"].to_pylist(), strict=True))
    print(f"{len(ids):,} records of {people:,} people: pairs in one cluster, by the truth of the county")
    print(f"  {'group':<50}{'records':>9}{'precision':>11}{'recall':>9}")
    _print("everybody", len(ids), cluster_accuracy(found, truth))
    for name, members in _groups(records, truth):
        chosen = [record for record in ids if truth[record] in members]
        part = cluster_accuracy(
            {each: found[each] for each in chosen}, {each: truth[each] for each in chosen}
        )
        _print(name, len(chosen), part)


def _print(name: str, records: int, accuracy: Accuracy) -> None:
    print(f"  {name:<50}{records:>9,}{accuracy.precision:>11.4f}{accuracy.recall:>9.4f}")


def _groups(records: Any, truth: dict[str, str]) -> Iterator[tuple[str, set[Hashable]]]:
    """The people of each group: by what most of their records say, so that no slip moves anybody."""
    people = [truth[record] for record in records["record_id"].to_pylist()]
    for what, codes, names in groupings(records, _TODAY):
        said = [names[code] for code in codes.tolist()]
        yield from _of(what, people, said)
    yield from _of("Origin of the name", people, _origins(records["last_name"].to_pylist()))


def _of(what: str, people: list[str], said: list[str]) -> Iterator[tuple[str, set[Hashable]]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for person, each in zip(people, said, strict=True):
        counts[person][each] += 1
    groups: dict[str, set[Hashable]] = defaultdict(set)
    for person, found in counts.items():
        groups[found.most_common(1)[0][0]].add(person)
    for name in sorted(groups):
        yield f"{what}: {name}", groups[name]


def _origins(last_names: list[str | None]) -> list[str]:
    source = yaml.safe_load(Path(words.__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    of: dict[str, set[str]] = defaultdict(set)
    for origin, lists in source["origins"].items():
        for name in lists["surnames"].split():
            of[name.casefold()].add(origin)
    alone = {name: next(iter(origins)) for name, origins in of.items() if len(origins) == 1}
    return [alone.get((name or "").casefold(), "of several, or joined") for name in last_names]


if __name__ == "__main__":
    main()
