"""An address in words: how services write it, who lives there, what they have recorded of them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shiremoot.access.places import PlaceView
from shiremoot.access.reading import Block
from shiremoot.portal import people
from shiremoot.portal.cards import Card, cards
from shiremoot.portal.people import Headline


@dataclass(frozen=True)
class Dweller:
    """Somebody at the address. `candidate`: under which they may be opened; none for whoever is opened."""

    candidate: UUID | None
    who: Headline
    said_by: tuple[str, ...]
    """Services whose records say that they live there."""
    since: str
    until: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Home:
    """`written`: the ways in which services write the address, the most common first."""

    written: tuple[str, ...]
    dwellers: tuple[Dweller, ...]


def home(view: PlaceView, names: Mapping[str, str], today: date) -> Home:
    """Whoever is opened first, then the eldest first."""
    others = [_dweller(member.candidate, member.blocks, view.uprn, names, today) for member in view.others]
    others.sort(key=lambda each: (each.who.born or "9999", each.who.name))
    opened = _dweller(None, view.blocks, view.uprn, names, today)
    blocks = [*view.blocks, *(block for member in view.others for block in member.blocks)]
    said = [text for _, text, _ in _rows(blocks, view.uprn)]
    written = sorted(dict.fromkeys(said), key=lambda text: (-said.count(text), text))
    return Home(tuple(written), (opened, *others))


def _dweller(
    candidate: UUID | None, blocks: Iterable[Block], uprn: str, names: Mapping[str, str], today: date
) -> Dweller:
    found = list(blocks)
    rows = _rows(found, uprn)
    dates = [values for _, _, values in rows]
    return Dweller(
        candidate=candidate,
        who=people.headline(found, today),
        said_by=tuple(dict.fromkeys(service for service, _, _ in rows)),
        since=min((each["address.since"] for each in dates if each.get("address.since")), default=""),
        until=max((each.get("address.until", "") for each in dates), default=""),
        cards=tuple(cards(found, names, today)),
    )


def _rows(blocks: Iterable[Block], uprn: str) -> list[tuple[str, str, Mapping[str, str]]]:
    """Service, address as it writes it, and the values of each row that says the address."""
    return [
        (block.service, people.address_text(row.values), row.values)
        for block in blocks
        for row in block.rows
        if row.values.get("address.uprn") == uprn
    ]
