"""An address in words: the ways in which it is written, who lives there, and what may be said of them. Pure.

Which services say that somebody lives there is not said: of whom is not opened, it would tell who knows them.
"""

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
    said = [people.address_text(values) for values in _rows(blocks, view.uprn)]
    common = sorted(dict.fromkeys(said), key=lambda text: (-said.count(text), text))
    written = {text.casefold(): text for text in reversed(common)}  # capitals alone are no other way
    return Home(tuple(reversed(written.values())), (opened, *others))


def _dweller(
    candidate: UUID | None, blocks: Iterable[Block], uprn: str, names: Mapping[str, str], today: date
) -> Dweller:
    found = list(blocks)
    rows = _rows(found, uprn)
    return Dweller(
        candidate=candidate,
        who=people.headline(found, today),
        since=min((each["address.since"] for each in rows if each.get("address.since")), default=""),
        until=max((each.get("address.until", "") for each in rows), default=""),
        cards=tuple(cards(found, names, today)),
    )


def _rows(blocks: Iterable[Block], uprn: str) -> list[Mapping[str, str]]:
    """What each row says that says the address."""
    return [row.values for block in blocks for row in block.rows if row.values.get("address.uprn") == uprn]
