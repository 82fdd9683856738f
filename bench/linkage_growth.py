"""How linkage grows with the records: python bench/linkage_growth.py

Counties of about 1, 3 and 5 million records, one after the other, each engine in a process of its own; Splink
as far as it goes on such a machine, and there the engines take turns: what a machine hands out at that moment
is a quarter of what ours takes. Printed is the run with the median time, and how all went. What 10 million
would take is projected along the last two.
"""

from collections import defaultdict
from pathlib import Path
from tempfile import gettempdir

import click
import pyarrow.parquet as pq

import linkage
import linkage_sets

_PEOPLE, _BESIDE = (507_000, 1_521_000, 2_535_000), 1_600_000
_PROJECTED = 10_000_000
_TURNS = 3
_OURS, _PEER = "ours, usual model", "Splink, usual model"


@click.command()
@click.option("--people", default=_PEOPLE, show_default=True, multiple=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: tuple[int, ...], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    grown: dict[str, list[tuple[int, float, float]]] = {_OURS: [], "ours, own model": []}
    for many in people:
        file = linkage_sets.county(many, folder)
        records = pq.read_metadata(file).num_rows
        print(f"{records:,} records:", flush=True)
        names = list(grown)
        if many <= _BESIDE:
            linkage.write_prepared(file, many, folder)
            names.insert(1, _PEER)
        results = _in_turns(names, many, folder, turns=_TURNS if _PEER in names else 1)
        for name, points in grown.items():
            points.append((records, results[name]["seconds"], results[name]["megabytes"]))
        if _PEER in results:
            share = results[_OURS]["seconds"] / results[_PEER]["seconds"]
            print(f"  ours, usual model: {share:.3f} of Splink's time; limit 0.125", flush=True)
    for name, points in grown.items():
        if len(points) > 1:
            print(f"{_PROJECTED:,} records, projected: {name}, {_along(points)}")


def _in_turns(names: list[str], many: int, folder: Path, *, turns: int) -> dict[str, linkage.Result]:
    """Engine → its run with the median time."""
    runs: dict[str, list[linkage.Result]] = defaultdict(list)
    for _ in range(turns):
        for name in names:
            runs[name].append(linkage.run_apart(name, many, folder))
    middle = {}
    for name, found in runs.items():
        found.sort(key=lambda each: each["seconds"])
        middle[name] = found[len(found) // 2]
        linkage.print_result(name, middle[name])
        if turns > 1:
            print("    its runs: " + ", ".join(f"{each['seconds']:.1f} s" for each in found), flush=True)
    return middle


def _along(points: list[tuple[int, float, float]]) -> str:
    """On the line through the last two points."""
    (fewer, *before), (more, *after) = points[-2:]
    seconds, megabytes = (
        last + (last - first) / (more - fewer) * (_PROJECTED - more)
        for first, last in zip(before, after, strict=True)
    )
    return f"{seconds:,.0f} s, {megabytes / 1000:.1f} GB"


if __name__ == "__main__":
    main()
