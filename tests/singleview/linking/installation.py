"""A home with loads to link, made through the real load."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shiremoot.demo import contract_files
from shiremoot.demo.county import Summary, generate
from shiremoot.home import Home
from shiremoot.singleview.intake.verbs import load
from shiremoot.singleview.linking.verbs import LinkRun, link
from tests.permitted import OPERATOR, permit_linking

AT = datetime(2026, 3, 17, 9, tzinfo=UTC)
DATASETS = ("health", "housing", "council-tax", "schools")


def loaded_home(folder: Path) -> tuple[Home, Summary]:
    """A small county, with some of its datasets loaded."""
    county = generate(1200, 5, AT.date(), folder / "county")
    home = Home(folder / "home")
    home.contracts.mkdir(parents=True)
    for dataset in DATASETS:
        shutil.copy(contract_files()[dataset], home.contracts)
    permit_linking(home)
    for dataset in DATASETS:
        files = sorted((county.folder / dataset).iterdir())
        load(home, dataset=dataset, files=files, by=OPERATOR, at=AT)
    return home, county


def run_link(
    home: Home,
    *,
    hours: int = 1,
    anew: bool = False,
    on_spark: bool = False,
    progress: Callable[[str], None] | None = None,
) -> LinkRun:
    at = AT + timedelta(hours=hours)
    return link(home, by=OPERATOR, at=at, anew=anew, on_spark=on_spark, progress=progress)
