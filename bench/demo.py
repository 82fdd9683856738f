"""How long the demo's main job takes, and its memory, beside their limits: python bench/demo.py"""

import os
import resource
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

import click

LIMIT_SECONDS, LIMIT_MEGABYTES = 90, 3000


@click.command()
@click.option("--people", default=20_000, show_default=True)
def main(people: int) -> None:
    with TemporaryDirectory() as folder:
        environment = os.environ | {"SHIREMOOT_HOME": folder}
        words = [sys.executable, "-m", "shiremoot", "demo", "up", "--people", str(people), "--no-serve"]
        started = time.monotonic()
        subprocess.run(words, env=environment, check=True)
        seconds = time.monotonic() - started
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"county, loading, linking, publishing of {people:,} people: {seconds:.1f} s, limit {LIMIT_SECONDS} s"
    )
    print(f"peak memory: {megabytes:,.0f} MB, limit {LIMIT_MEGABYTES:,} MB")


if __name__ == "__main__":
    main()
