"""Options side by side. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shiremoot.pictures.bars import Bars
from shiremoot.roadmap.estate import option_pictures
from shiremoot.roadmap.estate.asked import Asked
from shiremoot.roadmap.estate.weighing import Band, Costs, Found
from shiremoot.roadmap.estate.wording import (
    FIFTHS,
    cost,
    farther,
    kilometres,
    proof,
    services_displaced,
    sites,
)

LETTERS = "ABC"


@dataclass(frozen=True)
class Column:
    asked: Asked
    found: Found


@dataclass(frozen=True)
class Line:
    """What is compared, and how it is in each option."""

    what: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """`hubs` are sites that are a hub in some options and not in others; `shared` are hubs in all.
    `cautions` say what makes options hard to compare.
    """

    lines: tuple[Line, ...]
    bands: tuple[Line, ...]
    picture: tuple[Bars, ...]
    hubs: tuple[Line, ...]
    shared: int
    cautions: tuple[str, ...]


def compared(columns: Sequence[Column], names: Mapping[str, str]) -> Compared:
    """`names` are of bodies."""
    hubs, shared = _hubs(columns, names)
    by_fifth = [_by_fifth(each.found) for each in columns]
    fifths = [fifth for fifth in FIFTHS if any(fifth in of for of in by_fifth)]
    return Compared(
        lines=tuple(Line(what, tuple(map(told, columns))) for what, told in _LINES),
        bands=tuple(Line(FIFTHS[fifth], tuple(_way(of.get(fifth)) for of in by_fifth)) for fifth in fifths),
        picture=option_pictures.bands(
            [
                (f"Option {letter}", {fifth: band.after for fifth, band in of.items()})
                for letter, of in zip(LETTERS, by_fifth, strict=False)
            ]
        ),
        hubs=hubs,
        shared=shared,
        cautions=tuple(_cautions(columns)),
    )


def _cautions(columns: Sequence[Column]) -> list[str]:
    told = []
    if len({each.asked.sites for each in columns}) > 1:
        told.append(
            "They choose among different sites, or the same sites as registered at different times, so what"
            " they are compared with, today, differs too."
        )
    if len({each.found.areas_basis for each in columns}) > 1:
        told.append("They were worked out with different numbers of people.")
    return told


def _hubs(columns: Sequence[Column], names: Mapping[str, str]) -> tuple[tuple[Line, ...], int]:
    """Those that differ, and how many are hubs in all. A site is known by its body and asset."""
    known = [
        {site.called[0]: place in each.found.chosen for place, site in enumerate(each.asked.sites)}
        for each in columns
    ]
    lines, shared = [], 0
    for called in sorted({called for of in known for called, is_hub in of.items() if is_hub}, key=_by_name):
        values = [_HUB[of.get(called)] for of in known]
        if len(set(values)) == 1:
            shared += 1
        else:
            body = names.get(called.organisation, called.organisation)
            lines.append(Line(f"{called.name}, {body}", tuple(values)))
    return tuple(lines), shared


def _by_name(called: Sequence[str]) -> tuple[str, ...]:
    return tuple(reversed(called))


def _by_fifth(found: Found) -> dict[int | None, Band]:
    return {band.fifth: band for band in found.bands}


def _way(band: Band | None) -> str:
    return f"{kilometres(band.after)}, {farther(band.after - band.before)}" if band else "Nobody"


def _farthest(found: Found) -> str:
    return kilometres(max(each.km for each in found.displaced)) if found.displaced else "None moves"


def _cost(of: Callable[[Costs], tuple[int, int]]) -> Callable[[Column], str]:
    return lambda column: cost(*of(column.found.costs))


_HUB = {True: "Hub", False: "Not kept", None: "Not among its sites"}
_LINES: tuple[tuple[str, Callable[[Column], str]], ...] = (
    ("Hubs", lambda column: f"{len(column.found.hubs)} of {sites(len(column.asked.sites))}"),
    ("Among", lambda column: f"Sites {column.asked.among.words or 'of all bodies'}"),
    ("Mean distance", lambda column: kilometres(column.found.after)),
    ("Compared with today", lambda column: farther(column.found.after - column.found.before).capitalize()),
    ("How good the choice is", lambda column: proof(column.found)),
    ("Running cost a year of all sites", _cost(lambda costs: (costs.today, costs.unknown_today))),
    ("Running cost a year of the hubs", _cost(lambda costs: (costs.chosen, costs.unknown_chosen))),
    ("Less running cost a year", _cost(lambda costs: (costs.less, costs.unknown_less))),
    (
        "Maintenance due on sites not kept",
        _cost(lambda costs: (costs.maintenance, costs.unknown_maintenance)),
    ),
    ("Services displaced", lambda column: services_displaced(column.found)),
    ("Farthest that one of them moves", lambda column: _farthest(column.found)),
)
