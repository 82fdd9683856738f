"""How often the effect of a staged programme is found as it is: PYTHONPATH=. python bench/evaluation.py

The programme of the fictional county, run again for each seed in one county of 600,000 people, its call-outs
counted by town and month and protected as answers to analysts are.
"""

import time
from math import log
from statistics import mean
from typing import Any

import click
import pandas as pd
from diff_diff import CallawaySantAnna
from tests.proofs.programme import PEOPLE, Trial, county, panel, trials

from shiremoot.demo.county.programme import MONTHS, RATE_RATIO
from shiremoot.methods.staggered import Area


@click.command()
@click.option("--seeds", default=200, show_default=True)
def main(seeds: int) -> None:
    world = county()
    towns = len(world.geography.town_names)
    print(f"{seeds} seeds of the programme: {PEOPLE:,} people, {towns} towns, {MONTHS} months")
    begin = time.perf_counter()
    found = trials(world, range(seeds))
    each = (time.perf_counter() - begin) / seeds
    _print(f"Call-outs at {RATE_RATIO:.0%} of what they were, {each * 1000:.0f} ms each", found)
    areas = [panel(world, seed) for seed in range(seeds)]
    for name, options in (("formula", {}), ("bootstrap", {"n_bootstrap": 499, "bootstrap_weights": "webb"})):
        covered = sum(_peer_covers(each, **options) for each in areas)
        print(f"  by the {name} of diff-diff it covers it in {covered}")
    _print("No programme", trials(world, range(seeds), rate_ratio=1))


def _print(what: str, found: list[Trial]) -> None:
    print(f"{what}:")
    print(
        f"  the 95% interval covers what is true in {sum(trial.covered for trial in found)} of {len(found)}"
    )
    width, share = mean(trial.width for trial in found), mean(trial.share for trial in found)
    print(f"  it is {width:.1%} wide on average, around {share:+.1%}")
    print(f"  an effect is told in {sum(trial.told for trial in found)}")
    refused = sum(not trial.moved_alike for trial in found)
    print(f"  refused, as towns seem to have moved apart before, are {refused}")


def _peer_covers(areas: list[Area], **options: Any) -> bool:
    """Whether the same estimator with its own intervals covers what is true."""
    rows = pd.DataFrame(
        [
            (area.name, month, 0 if area.start is None else 1 + area.start, log(value or 1))
            for area in areas
            for month, value in enumerate(area.values, start=1)
        ],
        columns=["area", "month", "start", "value"],
    )
    model = CallawaySantAnna("not_yet_treated", estimation_method="reg", seed=1, **options)
    low, high = model.fit(rows, "value", "area", "month", "start").overall_conf_int
    return bool(low <= log(RATE_RATIO) <= high)


if __name__ == "__main__":
    main()
