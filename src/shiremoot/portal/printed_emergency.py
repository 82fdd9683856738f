"""Who is at places in an emergency, on paper: by address, marked with who printed it, when and why. Pure."""

from collections.abc import Iterable, Sequence

from shiremoot.access.emergencies import EmergencyView
from shiremoot.dates import day_month, moment
from shiremoot.decisions.words import Purpose
from shiremoot.paper import Heading, Notice, Part, Table, Text, pdf
from shiremoot.portal.printed import Printed
from shiremoot.portal.residents import Line

TITLE = "Printed list of people at places in an emergency"
NOT_UPDATED = "Printed lists are not updated: print again before you act on an old one."
NOBODY = "Nobody whom you may see is recorded at these places. That says nothing of whether anybody is there."
NOT_EVERYBODY = (
    "Only people whom these services know stand here, and what they have recorded. "
    "Where nothing is said, it is not known: knock at every door."
)


def printed(view: EmergencyView, lines: Sequence[Line], by: Printed) -> bytes:
    """The file, a PDF; its title, which is seen in lists of files, names nobody and no place."""
    why = Purpose(view.emergency.purpose).label
    number = f"entry {view.entry_number:,} of the ledger"
    return pdf(
        _parts(view, lines, by, why, number),
        title=TITLE,
        foot=f"Printed by {by.who}, {moment(by.at)}, for {why}, {number}. {NOT_UPDATED}",
        watermark=(by.who, moment(by.at), why, number),
    )


def _parts(view: EmergencyView, lines: Sequence[Line], by: Printed, why: str, number: str) -> Iterable[Part]:
    yield Heading("People at places in an emergency", 1)
    yield Text(f"Printed by {by.who}, on {moment(by.at)}, for {why}. This is {number}.")
    yield Text(NOT_UPDATED)
    addresses = len({line.address for line in lines})
    yield Notice(f"{len(lines):,} people at {addresses:,} addresses. {NOT_EVERYBODY}")
    if not lines:
        yield Text(NOBODY)
    else:
        yield Heading("By address")
        yield Text("By postcode, then street, then house number.")
        rows = [
            (line.address, _person(line), "\n".join(line.needs_words) or "–", _call(line)) for line in lines
        ]
        yield Table(("Address", "Person", "Recorded need", "Whom to call"), rows, widths=(30, 36, 28, 36))
    there = {line.place for line in lines}
    if empty := [place.words for number, place in enumerate(view.places) if number not in there]:
        yield Heading("Places at which nobody is shown")
        yield Text("\n".join(empty))
    if view.obligations:
        yield Heading("What the agreements ask of you")
        yield from map(Text, view.obligations)


def _person(line: Line) -> str:
    who = line.who
    born = f"Born {day_month(who.born)} ({who.age})" if who.born else "Date of birth not shown"
    said = [who.name, born, *line.phones, *(f"Also recorded at {each}" for each in line.elsewhere)]
    return "\n".join(said)


def _call(line: Line) -> str:
    said = (": ".join(filter(None, (card.service, card.phone))) for card in line.involved)
    return "\n".join(said) or "–"
