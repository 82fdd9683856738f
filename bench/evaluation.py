"""How often the effect of a staged programme is found as it is: PYTHONPATH=. python bench/evaluation.py

The programme of the fictional county, run again for each seed in one county of 600,000 people, its call-outs
counted by town and month and protected as answers to analysts are.
"""

import time
from statistics import mean

import click
from tests.proofs.programme import PEOPLE, Trial, county, trials

from shiremoot.demo.county.programme import MONTHS, RATE_RATIO


@click.command()
@click.option("--seeds", default=200, show_default=True)
def main(seeds: int) -> None:
    world = county()
    towns = len(world.geography.town_names)
    print(f"{seeds} seeds of the programme: {PEOPLE:,} people, {towns} towns, {MONTHS} months")
    begin = time.perf_counter()
    _print(f"Call-outs at {RATE_RATIO:.0%} of what they were", trials(world, range(seeds)))
    _print("No programme", trials(world, range(seeds), rate_ratio=1))
    print(f"  {(time.perf_counter() - begin) / (2 * seeds) * 1000:.0f} ms each")


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


if __name__ == "__main__":
    main()
