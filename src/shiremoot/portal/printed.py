"""A person page on paper: the same contents, marked with who printed it, when and why. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shiremoot.dates import day_month, day_of, moment
from shiremoot.decisions.grants import Grant
from shiremoot.decisions.words import ReasonCategory
from shiremoot.paper import Heading, Notice, Part, Table, Text, pdf
from shiremoot.portal.cards import Card, Happening
from shiremoot.portal.people import Account, Address, Headline
from shiremoot.portal.shown import Shown

TITLE = "Printed copy of a person page"
NOT_UPDATED = "Printed copies are not updated: open the record again before you act on this one."


@dataclass(frozen=True)
class Printed:
    """By whom, acting as what, and when: the moment of the decision."""

    name: str
    role: str
    organisation: str
    at: datetime

    @property
    def who(self) -> str:
        return f"{self.name}, {self.role}, {self.organisation}"


def printed(shown: Shown, by: Printed) -> bytes:
    """The file, a PDF. The person is named on its pages alone: its title is seen in lists of files."""
    category = ReasonCategory(shown.view.opening.reason_category).label
    why = f"{shown.purpose} ({category})"
    number = f"entry {shown.view.entry_number:,} of the ledger"
    return pdf(
        _parts(shown, by, why, number),
        title=TITLE,
        foot=f"Printed by {by.who}, {moment(by.at)}, for {why}, {number}. {NOT_UPDATED}",
        watermark=(by.who, moment(by.at), why, number),
    )


def _parts(shown: Shown, by: Printed, why: str, number: str) -> Iterable[Part]:
    yield Heading(shown.who.name, 1)
    yield Text(f"Printed by {by.who}, on {moment(by.at)}, for {why}. This is {number}.")
    yield Text(NOT_UPDATED)
    if shown.emergency:
        yield Text("Opened in an emergency: somebody will ask about it.")
    yield from _identity(shown.who, by.at)
    for alert in shown.alerts:
        since = f" since {day_month(alert.since)}" if alert.since else ""
        source = f"{alert.service}, {alert.organisation}, as of {_day(alert.as_at)}"
        said = (f"Warning: {alert.words}{since}", source, alert.advice, f"Shown under: {_under(alert.flows)}")
        yield Notice("\n".join(filter(None, said)))
    if shown.held_back:
        yield Text(shown.held_back)
    yield Heading("Who is involved")
    yield Text(shown.involved if shown.cards else shown.nobody_involved)
    for card in shown.cards:
        yield from _card(card)
    if shown.view.obligations:
        yield Heading("What the agreements ask of you")
        yield from map(Text, shown.view.obligations)
    yield Heading("Not shown to you")
    yield from map(Text, shown.not_shown)
    yield from _household(shown)
    yield from _family(shown)
    yield from _timeline(shown)
    if len(shown.who.accounts) > 1:
        yield Heading("Names and identifiers by agency")
        yield _accounts(shown.who.accounts)


def _identity(who: Headline, at: datetime) -> Iterable[Part]:
    if who.born:
        born = (
            f"Born {day_month(who.born)}{' (estimated)' if who.born_estimated else ''}, {who.age} years old"
        )
        yield Text(f"{born} on {day_month(day_of(at))}")
    elif who.expected:
        yield Text(f"Unborn, expected {day_month(who.expected)}")
    else:
        yield Text("Date of birth not shown")
    said = (who.sex, f"NHS {who.nhs_number}" if who.nhs_number else "")
    if any(said):
        yield Text(" · ".join(filter(None, said)))
    if who.address:
        yield Text(_address(who.address))
    for address in who.other_addresses:
        yield Text(f"Address differs: {_address(address)} ({', '.join(address.services)})")


def _address(address: Address) -> str:
    return f"{address.text} (since {day_month(address.since)})" if address.since else address.text


def _accounts(accounts: Sequence[Account]) -> Table:
    rows = [
        (each.service, each.name, day_month(each.born) if each.born else "", each.nhs_number, each.address)
        for each in accounts
    ]
    head = ("Agency", "Name", "Date of birth", "NHS number", "Address")
    return Table(head, [tuple(said or "–" for said in row) for row in rows], widths=(3, 3, 2, 2, 4))


def _card(card: Card) -> Iterable[Part]:
    state = "open" if card.is_open else "closed" if card.has_involvement else "recorded"
    yield Heading(f"{card.service}: {state}", 3)
    since = (
        f"{day_month(card.start)}{f', until {day_month(card.end)}' if card.end else ''}" if card.start else ""
    )
    facts = {
        "Organisation": card.organisation,
        "Since": since,
        "About": card.detail,
        "Lead": card.lead,
        "Phone": card.phone,
        "Email": card.email,
        "Last contact": day_month(card.last_contact) if card.last_contact else "",
        "Recorded": _recorded(card.events),
        "Shown under": _under(card.flows),
        "As of": _day(card.as_at),
    }
    yield Text("\n".join(f"{label}: {said}" for label, said in facts.items() if said))


def _under(flows: Sequence[Grant]) -> str:
    return ", ".join(f"{flow.citation.title}, clause {flow.citation.clause}" for flow in flows)


def _day(at: datetime) -> str:
    return day_month(day_of(at))


def _recorded(events: Sequence[Happening]) -> str:
    if not events:
        return ""
    latest = ": ".join(filter(None, (day_month(events[0].day) if events[0].day else "", events[0].words)))
    return f"{len(events):,} {'event' if len(events) == 1 else 'events'}, the latest {latest}"


def _household(shown: Shown) -> Iterable[Part]:
    yield Heading("Household")
    if not shown.household or shown.who.address is None:
        yield Text(shown.no_household)
        return
    yield Text(f"Others recorded at {shown.who.address.text}.")
    for line in shown.household:
        yield Text(f"{line.who.name}{_aged(line.who)}{f', {line.tie.lower()}' if line.tie else ''}")


def _family(shown: Shown) -> Iterable[Part]:
    yield Heading("Family")
    family = shown.family
    if not family.lines:
        yield Text(shown.no_family)
        return
    if family.responsibility:
        yield Text(family.responsibility)
    for line in family.lines:
        yield Text(f"{line.name}{_aged(line.who)}{f', {line.words}' if line.words else ''}")
    yield Text(f"Shown under: {_under(family.flows)}")


def _aged(who: Headline | None) -> str:
    return f" ({who.age})" if who and who.age is not None and who.age >= 0 else ""


def _timeline(shown: Shown) -> Iterable[Part]:
    yield Heading("Timeline")
    yield Text(shown.as_of)
    yield Text(shown.coverage)
    if not shown.events:
        yield Text("Nothing dated that your role may see.")
        return
    rows = [(day_month(each.day), each.service, each.words or "–") for each in shown.events]
    yield Table(("Date", "Service", "What"), rows, widths=(2, 3, 6))
