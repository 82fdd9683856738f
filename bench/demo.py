"""How long the demo takes, from a fresh clone and by itself, and its memory: python bench/demo.py"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click

ROOT = Path(__file__).parents[1]
LIMIT_WHOLE, LIMIT_SECONDS, LIMIT_MEGABYTES = 300, 90, 3000


@click.command()
@click.option("--people", default=20_000, show_default=True)
def main(people: int) -> None:
    with TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        own = ("SHIREMOOT_HOME", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV")
        environment = {name: value for name, value in os.environ.items() if name not in own} | {
            "HOME": folder
        }
        whole = _seconds(["make", "demo", "SERVE=0", f"PEOPLE={people}"], environment, clone)
    with TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "shiremoot", "demo", "up", "--people", str(people), "--no-serve"]
        seconds = _seconds(words, os.environ | {"SHIREMOOT_HOME": folder}, ROOT)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"make demo from a fresh clone, a fresh HOME: {whole:.1f} s, limit {LIMIT_WHOLE} s")
    print(
        f"county, loading, linking, publishing of {people:,} people: {seconds:.1f} s, limit {LIMIT_SECONDS} s"
    )
    print(f"peak memory: {megabytes:,.0f} MB, limit {LIMIT_MEGABYTES:,} MB")


def _seconds(words: list[str], environment: dict[str, str], folder: Path) -> float:
    started = time.monotonic()
    subprocess.run(words, env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
