"""What changed from one edition of a register to the next. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from shiremoot.dates import day_month
from shiremoot.gazetteer.geometry import Point
from shiremoot.gazetteer.grid import words_of
from shiremoot.roadmap.estate.columns import heading_of
from shiremoot.roadmap.estate.site import Site

_NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """*Floor area (m²): 120, was 100*"""

    what: str
    was: str
    now: str


@dataclass(frozen=True)
class Changed:
    site: Site
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Changes:
    """Of a whole register; sites are the same where their body calls them by the same reference."""

    new: tuple[Site, ...]
    gone: tuple[Site, ...]
    changed: tuple[Changed, ...]
    unchanged: int


def between(before: Iterable[Site], now: Iterable[Site]) -> Changes:
    was, new, changed, unchanged = {each.asset: each for each in before}, [], [], 0
    for site in now:
        known = was.pop(site.asset, None)
        if known is None:
            new.append(site)
        elif found := differences(known, site):
            changed.append(Changed(site, found))
        else:
            unchanged += 1
    return Changes(tuple(new), tuple(was.values()), tuple(changed), unchanged)


def differences(was: Site, now: Site) -> tuple[Difference, ...]:
    return tuple(
        Difference(_called(name), _told(before), _told(after))
        for name in (each.name for each in fields(Site))
        if (before := getattr(was, name)) != (after := getattr(now, name))
    )


def _called(name: str) -> str:
    return "Place" if name == "at" else heading_of(name)


def _told(value: Any) -> str:
    if value is None or value in ("", ()):
        return _NOTHING
    if isinstance(value, Point):
        return words_of(value)
    if isinstance(value, date):
        return day_month(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
