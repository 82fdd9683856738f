"""A list of homes to visit on paper, marked with who printed it, when and why. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shiremoot.access.homes import HomesView
from shiremoot.dates import day_month, day_of, moment
from shiremoot.decisions.words import Purpose
from shiremoot.paper import Heading, Part, Table, Text, pdf
from shiremoot.portal.printed import Printed

TITLE = "Printed list of homes to visit"
NOT_UPDATED = "Printed lists are not updated: look at the list again before you set out."

NOT_COMPARED = (
    "No agreement in force lets your service’s own visits be compared, so homes that were visited are still "
    "on the list."
)


@dataclass(frozen=True)
class Street:
    """Homes of one postcode: each its address and its priority."""

    name: str
    homes: Sequence[tuple[str, str]]


def printed(view: HomesView, streets: Sequence[Street], area: str, until: datetime, by: Printed) -> bytes:
    """The file, a PDF. No address is in its title, which is seen in lists of files."""
    why, number = Purpose.FIRE_VISITS.label, f"entry {view.entry_number:,} of the ledger"
    return pdf(
        _parts(view, streets, area, until),
        title=TITLE,
        foot=f"Printed by {by.who}, {moment(by.at)}, for {why}, {number}. {NOT_UPDATED}",
        watermark=(by.who, moment(by.at), why, number),
    )


def _parts(view: HomesView, streets: Sequence[Street], area: str, until: datetime) -> Iterable[Part]:
    yield Heading(f"Homes to visit: {area or 'everywhere'}", 1)
    yield Text(
        f"{len(view.homes):,} to visit. Destroy this list by {day_month(day_of(until))} at the latest."
    )
    yield Text(NOT_UPDATED)
    if view.visited is None:
        yield Text(NOT_COMPARED)
    for street in streets:
        yield Heading(street.name)
        rows = [(line, priority, "") for line, priority in street.homes]
        yield Table(("Home", "Priority", "Visited on"), rows, widths=(5, 2, 3))
    if view.obligations:
        yield Heading("What the agreement asks of you")
        yield from map(Text, view.obligations)
