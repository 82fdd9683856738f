"""Makes the whole county: deterministic for the number of people, the seed and the day."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from shiremoot.errors import UserError

from .agencies import (
    adult_social_care,
    childrens_social_care,
    council_tax,
    fire,
    health,
    housing,
    police,
    schools,
)
from .estate import write_areas, write_estate
from .gazetteer import write_gazetteer
from .identifiers import MOST_PEOPLE
from .office import Office
from .people import World
from .population import make_world
from .programme import make_call_outs
from .truth import truth_folder, write_truth
from .wards import write_wards

FEWEST_PEOPLE = 200
_MARK = "FICTIONAL.txt"
Maker = Callable[[World, int, Path], Office]
Progress = Callable[[str, int, int], None]  # what is being made, steps done, steps in all


@dataclass(frozen=True)
class Summary:
    """What was written. `records` counts the rows that identify people, by dataset; `rows` all rows."""

    people: int
    households: int
    records: dict[str, int]
    rows: dict[str, int]
    folder: Path
    truth: Path

    def __str__(self) -> str:
        records = sum(self.records.values())
        homes = f"{self.people:,} people in {self.households:,} homes"
        return f"{homes}, {records:,} records of them in {len(self.records)} datasets"


def generate(people: int, seed: int, as_at: date, out: Path, progress: Progress | None = None) -> Summary:
    """Write the extracts to `out/<dataset>/`, the estate to `out/estate/`, the truth to `out-truth/`.

    Where each address stands is in `out/gazetteer.csv`, the wards around them in `out/wards.geojson`, and
    the small areas in `out/areas.csv`.

    Raises UserError for more people than the test range of NHS numbers can hold, or a folder in other use.
    """
    _check(people, seed)
    _clear(out)
    report = progress or (lambda *_: None)
    makers = ("population", *_MAKERS, "fire-visits", "estate", "truth")
    report(makers[0], 0, len(makers))
    world = make_world(np.random.default_rng([seed, 1]), people, np.datetime64(as_at, "D"))
    call_outs = make_call_outs(np.random.default_rng([seed, 2]), world)
    with_call_outs: Maker = partial(fire.make, call_outs=call_outs)
    offices: list[Office] = []
    for make in (*_MAKERS.values(), with_call_outs):
        report(makers[len(offices) + 1], len(offices) + 1, len(makers))
        offices.append(make(world, seed, out))
    report("estate", len(makers) - 2, len(makers))
    at = write_gazetteer(np.random.default_rng([seed, 5]), world.geography, out)
    write_estate(np.random.default_rng([seed, 3]), world, at, out / "estate")
    write_areas(np.random.default_rng([seed, 4]), world, at, out)
    write_wards(np.random.default_rng([seed, 6]), world.geography, at, out)
    report("truth", len(makers) - 1, len(makers))
    write_truth(truth_folder(out), world, offices)
    report("done", len(makers), len(makers))
    return _summary(people, int(world.people.household.max()) + 1, offices, out)


_MAKERS: dict[str, Maker] = {
    "adult-social-care": adult_social_care.make,
    "childrens-social-care": childrens_social_care.make,
    "health": health.make,
    "police-records": police.make,
    "schools": schools.make,
    "housing": housing.make,
    "council-tax": council_tax.make,
}


def _check(people: int, seed: int) -> None:
    if not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
        raise UserError(
            f"A county has between {FEWEST_PEOPLE} and {MOST_PEOPLE:,} people.",
            "Name a number of people between these.",
        )
    if seed < 0:
        raise UserError("The seed is below zero.", "Name a seed of zero or more.")


def _clear(out: Path) -> None:
    """Empty folders to write to; an earlier county is replaced, anything else is left alone."""
    folders = (out, truth_folder(out))
    for folder in folders:
        if (
            folder.exists()
            and not (folder / _MARK).is_file()
            and (not folder.is_dir() or any(folder.iterdir()))
        ):
            raise UserError(f"{folder} holds something else than a county.", "Name a new or an empty folder.")
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / _MARK).write_text(
            "Everybody and everything in this folder is invented.\n", encoding="utf-8"
        )


def _summary(people: int, households: int, offices: list[Office], out: Path) -> Summary:
    return Summary(
        people=people,
        households=households,
        records={office.agency.dataset: len(office.held) for office in offices},
        rows={office.agency.dataset: office.rows_written for office in offices},
        folder=out,
        truth=truth_folder(out),
    )
