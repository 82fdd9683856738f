"""How long a county's extracts take to load: python bench/load.py --people 600000"""

import resource
from pathlib import Path
from tempfile import gettempdir

import click

import lake


@click.command()
@click.option("--people", default=20_000, show_default=True)
@click.option("--folder", default=Path(gettempdir()) / "shiremoot-bench", type=click.Path(path_type=Path))
def main(people: int, folder: Path) -> None:
    extracts = lake.county(people, folder)
    figures = lake.load_all(lake.fresh_home(folder, people), extracts)
    for dataset, (rows, seconds) in figures.items():
        print(f"{dataset:24}{rows:12,} rows {seconds:8.1f} s {rows / seconds:12,.0f} rows/s")
    rows, seconds = (sum(column) for column in zip(*figures.values(), strict=True))
    print(f"{'all':24}{rows:12,} rows {seconds:8.1f} s {rows / seconds:12,.0f} rows/s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
