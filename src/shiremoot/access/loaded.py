"""What is loaded, for the rooms above: counts and moments alone, never a value."""

from collections.abc import Iterable

from shiremoot.home import Home
from shiremoot.people.loads import LoadEntry, current_load, read_register

__all__ = ["LoadEntry", "history", "in_use"]


def history(home: Home, dataset: str) -> list[LoadEntry]:
    """Every load of a dataset, oldest first."""
    return read_register(home, dataset)


def in_use(home: Home, datasets: Iterable[str]) -> dict[str, LoadEntry]:
    """The load in use, for each of these datasets that has one."""
    found = {dataset: current_load(home, dataset) for dataset in datasets}
    return {dataset: entry for dataset, entry in found.items() if entry is not None}
