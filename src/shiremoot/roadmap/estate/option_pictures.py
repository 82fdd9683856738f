"""An option as maps and as bars. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from shiremoot.pictures.bars import Bars, Row, grouped
from shiremoot.pictures.framing import Outline
from shiremoot.pictures.places import PlaceMap, Spot, placed
from shiremoot.pictures.values import Value
from shiremoot.roadmap.estate.asked import Asked, SiteThen
from shiremoot.roadmap.estate.weighing import Found
from shiremoot.roadmap.estate.wording import FIFTHS, hubs, kilometres, sites

Over = Sequence[tuple[str, Outline]]
TODAY = "Today"


def before(asked: Asked, over: Over, names: Mapping[str, str]) -> tuple[PlaceMap, ...]:
    """All sites that might be chosen; `names` are of bodies."""
    spots = [Spot(site.at, "dot", _words(site, names)) for site in asked.sites]
    return placed(spots, over, [("dot", "A site today")], f"{sites(len(spots))}.")


def after(asked: Asked, found: Found, over: Over, names: Mapping[str, str]) -> tuple[PlaceMap, ...]:
    """The hubs, and over which other sites they are."""
    left = [place for place in range(len(asked.sites)) if place not in found.chosen]
    spots = [Spot(asked.sites[place].at, "ring", _words(asked.sites[place], names)) for place in left]
    spots += [
        Spot(asked.sites[hub.site].at, "square", _words(asked.sites[hub.site], names)) for hub in found.hubs
    ]
    key = [("square", "A hub"), *([("ring", "A site that is not kept")] if left else [])]
    return placed(spots, over, key, f"{hubs(len(found.hubs))}, and {sites(len(left))} not kept.")


def bands(named: Sequence[tuple[str, Mapping[int | None, float]]]) -> tuple[Bars, ...]:
    """Mean distances by fifth of deprivation, of each of up to four things by name."""
    return grouped(list(_sections(named)))


def _sections(named: Sequence[tuple[str, Mapping[int | None, float]]]) -> Iterator[tuple[str, list[Row]]]:
    for fifth, heading in FIFTHS.items():
        rows = [(name, Value(of[fifth], kilometres(of[fifth]))) for name, of in named if fifth in of]
        if rows:
            yield heading, rows


def _words(site: SiteThen, names: Mapping[str, str]) -> str:
    return f"{site.name}, {names.get(site.organisation, site.organisation)}"
