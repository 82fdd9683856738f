"""How linkage grows with the records: python bench/linkage_growth.py

Counties of about 1, 3 and 5 million records, one after the other, each engine in a process of its own; Splink
as far as it goes on such a machine. What 10 million would take is projected along the last two.
"""

from pathlib import Path
from tempfile import gettempdir

import click
import pyarrow.parquet as pq

import linkage
import linkage_sets

_PEOPLE, _BESIDE = (507_000, 1_521_000, 2_535_000), 1_600_000
_PROJECTED = 10_000_000


@click.command()
@click.option("--people", default=_PEOPLE, show_default=True, multiple=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: tuple[int, ...], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    grown: dict[str, list[tuple[int, float, float]]] = {"ours, usual model": [], "ours, own model": []}
    for many in people:
        file = linkage_sets.county(many, folder)
        records = pq.read_metadata(file).num_rows
        print(f"{records:,} records:", flush=True)
        names = list(grown)
        if many <= _BESIDE:
            linkage.write_prepared(file, many, folder)
            names.insert(1, "Splink, usual model")
        for name in names:
            result = linkage.run_apart(name, many, folder)
            linkage.print_result(name, result)
            if name in grown:
                grown[name].append((records, result["seconds"], result["megabytes"]))
    for name, points in grown.items():
        if len(points) > 1:
            print(f"{_PROJECTED:,} records, projected: {name}, {_along(points)}")


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
