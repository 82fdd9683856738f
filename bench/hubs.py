"""Choosing k sites: a county, with room and without, the OR-Library's networks, and spopt beside ours.

spopt is installed in an environment of its own, as it needs older packages than ours; where that fails, the
bench says so. PYTHONPATH=. python bench/hubs.py
"""

import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import click
import numpy as np
from tests.real_input.networks import FOLDER, network

from shiremoot.methods.hubs.choosing import Choice, Effort, choose
from shiremoot.methods.hubs.estate import Estate, Wish

_PEER = ("spopt==0.7.0", "pulp==3.3.2", "highspy==1.15.1")
_TOWNS, _ACROSS = 12, 60  # kilometres


@click.command()
@click.option("--networks", default=40, show_default=True, help="Of the OR-Library, from the first on.")
def main(networks: int) -> None:
    for seed in range(1, 6):
        _print(f"county {seed}, 2,000 areas, 300 sites, k = 20", *_timed(county(seed, 2000, 300), 20))
    for areas, sites, k, branches in ((500, 60, 8, 300), (2000, 300, 20, 10)):
        held, effort = county(1, areas, sites, room=1.2 / k), Effort(branches=branches)
        what = f"with room, {areas:,} areas, {sites} sites, k = {k}, {branches} branches"
        _print(what, *_timed(held, k, effort=effort))
    _beside_spopt(county(1, 500, 100), 10)
    if FOLDER.is_dir():
        _networks(networks)
    else:
        print("The networks of the OR-Library are not beside the repository.")


def county(seed: int, areas: int, sites: int, room: float | None = None) -> Estate:
    """Towns with people and sites about them; `room` is the mean capacity as a share of all people."""
    chance = np.random.default_rng(seed)
    towns = chance.uniform(0, _ACROSS, (_TOWNS, 2))
    homes = towns[chance.integers(0, _TOWNS, areas)] + chance.normal(0, 4, (areas, 2))
    places = towns[chance.integers(0, _TOWNS, sites)] + chance.normal(0, 5, (sites, 2))
    people = chance.integers(100, 500, areas).astype(float)
    distances = 1.3 * np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    capacity = None if room is None else chance.uniform(0.5, 2, sites) * people.sum() * room
    return Estate(tuple(str(site) for site in range(sites)), people, distances, capacity)


def _timed(
    estate: Estate, k: int, within: float = 1e-4, effort: Effort | None = None
) -> tuple[Choice, float]:
    begin = time.perf_counter()
    found = choose(estate, Wish(k), within=within, effort=effort)
    if not isinstance(found, Choice):
        raise SystemExit(" ".join(found.words))
    return found, time.perf_counter() - begin


def _print(what: str, found: Choice, seconds: float) -> None:
    proved = "proved" if found.is_proved else "not proved"
    print(f"{what}: {found.value:,.0f}, gap {found.gap:.4%}, {proved}, {seconds:.1f} s", flush=True)


def _networks(last: int) -> None:
    optimal = proved = 0
    whole = 0.0
    for number in range(1, last + 1):
        asked = network(number)
        found, seconds = _timed(asked.estate, asked.choose, within=0)
        _print(f"{asked.name}, k = {asked.choose}, optimum {asked.optimum:,.0f}", found, seconds)
        optimal += found.value == asked.optimum
        proved += found.is_proved
        whole += seconds
    print(f"Of {last} networks the optimum is found in {optimal} and proved in {proved}, in {whole:.0f} s")


def _beside_spopt(estate: Estate, k: int) -> None:
    _print("500 areas, 100 sites, k = 10, ours, proved to the last", *_timed(estate, k, within=0))
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        installed = subprocess.run([python, "-m", "pip", "install", "-q", *_PEER], capture_output=True)
        if installed.returncode:
            print("spopt cannot be installed here.")
            return
        np.savez(Path(folder) / "estate.npz", people=estate.people, distances=estate.distances)
        subprocess.run(
            [python, Path(__file__).with_name("hubs_peer.py"), Path(folder) / "estate.npz", str(k)],
            check=True,
            stdout=sys.stdout,
        )


if __name__ == "__main__":
    main()
