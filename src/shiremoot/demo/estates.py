"""The registers of sites that the county's bodies send in, and two options for the sites."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from shiremoot.demo.analysing import acting
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.home import Home
from shiremoot.roadmap.estate import columns, options, sending
from shiremoot.roadmap.estate.asked import Asked, Wishes
from shiremoot.roadmap.estate.filters import Filters
from shiremoot.roadmap.estate.reading import read

ESTATES_OFFICER = "estates@ambershire.example"
_NAMES = UUID("b0c5c1f4-9a35-4b8e-8f4e-5c8d9c0d2b77")
_MATCHED_BY_HAND = {
    "Property ref": "uprn",
    "Site code": "asset",
    "Premises": "name",
    "Map E": "easting",
    "Map N": "northing",
    "Annual spend": "running_cost",
}
"""Of the one body whose headings are its own."""
_OPTIONS = {"Eight hubs": 8, "Twelve hubs": 12}
Now = Callable[[], datetime]


def register_all(home: Home, county: Path, *, at: Now) -> tuple[int, int, int]:
    """Load the register of each body; how many these are, their sites, and lines that were held back."""
    files = sorted((county / "estate").glob("*.csv"))
    sites = held_back = 0
    for file in files:
        content = file.read_bytes()
        edition = sending.load(
            home,
            content,
            organisation=file.stem,
            by=organisations.operator(),
            at=at(),
            file_name=file.name,
            chosen=dict(columns.recognised(read(content).headings, {})) | _by_hand(content),
        )
        sites += edition.sites.count()
        held_back += edition.held_back.count()
    return len(files), sites, held_back


def _by_hand(content: bytes) -> dict[str, str]:
    headings = read(content).headings
    return {heading: name for heading, name in _MATCHED_BY_HAND.items() if heading in headings}


def weigh_all(home: Home, *, at: Now) -> None:
    """Ask for hubs among all sites, fewer and more."""
    officer = acting(ESTATES_OFFICER)
    among = options.among(Filters(), organisations.names())
    for title, count in _OPTIONS.items():
        asked = Asked(among, Wishes(choose=min(count, len(among.sites))))
        options.propose(uuid5(_NAMES, title), title, asked, home=home, by=officer, at=at())
