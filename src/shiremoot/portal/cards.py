"""Who is involved: one card for each service's involvement, or for what it recorded. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from shiremoot.access.reading import Block, Row
from shiremoot.contracts import is_open
from shiremoot.decisions.grants import Grant


@dataclass(frozen=True)
class Happening:
    """Something dated: *Incident: Victim · Burglary*, on a day."""

    dataset: str
    service: str
    day: str
    words: str
    item: str = ""
    """The name of its row, for links that speak of it."""


@dataclass(frozen=True)
class Card:
    """One service and this person. Days are ISO text; empty where they are not shown or not known."""

    dataset: str
    service: str
    organisation: str
    is_open: bool
    has_involvement: bool
    as_at: datetime
    flows: tuple[Grant, ...]
    alert: str = ""
    detail: str = ""
    start: str = ""
    end: str = ""
    last_contact: str = ""
    lead: str = ""
    phone: str = ""
    email: str = ""
    events: tuple[Happening, ...] = ()
    item: str = ""
    """The name of the row that it shows; of a card without an involvement that of its newest event."""


@dataclass
class _Known:
    """What one dataset says."""

    involvements: list[tuple[Block, Row]] = field(default_factory=list)
    events: list[tuple[Block, Row]] = field(default_factory=list)


def cards(blocks: Iterable[Block], organisation_names: Mapping[str, str], today: date) -> list[Card]:
    """Open before closed, alerts first, then the most recently in touch.

    A dataset's events stand on its first open involvement, or on a card of their own where it has none.
    """
    datasets: dict[str, _Known] = defaultdict(_Known)
    for block in blocks:
        pairs = [(block, row) for row in block.rows]
        if block.entity == "involvement":
            datasets[block.dataset].involvements += pairs
        elif block.entity == "event":
            datasets[block.dataset].events += pairs
    made = [card for known in datasets.values() for card in _of_one(known, organisation_names, today)]
    made.sort(key=_last_touch, reverse=True)
    return sorted(made, key=lambda card: (not card.is_open, not card.alert))


def happenings(blocks: Iterable[Block]) -> list[Happening]:
    """Every dated event, newest first."""
    found = [_happening(block, row) for block in blocks if block.entity == "event" for row in block.rows]
    return sorted((each for each in found if each.day), key=lambda each: each.day, reverse=True)


def _of_one(known: _Known, names: Mapping[str, str], today: date) -> list[Card]:
    happened = (_happening(*each) for each in known.events)
    events = tuple(sorted(happened, key=lambda each: each.day, reverse=True))
    flows = _together(block.flows_of(row) for block, row in known.events)
    if not known.involvements:
        block = known.events[0][0]
        organisation = names.get(block.provider, block.provider)
        alone = Card(block.dataset, block.service, organisation, False, False, block.as_at, flows)
        return [replace(alone, events=events, item=events[0].item)]
    made = [_card(block, row, names, today) for block, row in known.involvements]
    made.sort(key=lambda card: card.start, reverse=True)
    first, *others = sorted(made, key=lambda card: not card.is_open)
    return [replace(first, events=events, flows=_together([first.flows, flows])), *others]


def _card(block: Block, row: Row, names: Mapping[str, str], today: date) -> Card:
    def said(meaning: str) -> str:
        return row.values.get(f"involvement.{meaning}", "")

    still_open = is_open(row.values, today)
    return Card(
        dataset=block.dataset,
        service=said("service") or block.service,
        organisation=said("organisation") or names.get(block.provider, block.provider),
        is_open=still_open,
        has_involvement=True,
        as_at=block.as_at,
        flows=block.flows_of(row),
        alert=said("alert") if still_open else "",
        detail=said("detail"),
        start=said("start"),
        end=said("end"),
        last_contact=said("last_contact"),
        lead=", ".join(filter(None, (said("lead_name"), said("lead_role"), said("team")))),
        phone=said("phone"),
        email=said("email"),
        item=row.name,
    )


def _happening(block: Block, row: Row) -> Happening:
    values = row.values
    words = [values.get(f"event.{part}", "") for part in ("role", "kind", "status", "outcome")]
    if value := values.get("event.value", "").removesuffix(".0"):
        words.insert(0, f"{block.labels['event.value'].lower()} {value}")
    return Happening(
        dataset=block.dataset,
        service=block.service,
        day=values.get("event.date", ""),
        words=": ".join(filter(None, (block.label, " · ".join(filter(None, words))))),
        item=row.name,
    )


def _together(many: Iterable[tuple[Grant, ...]]) -> tuple[Grant, ...]:
    found = {grant.flow: grant for flows in many for grant in flows}
    return tuple(found[name] for name in sorted(found))


def _last_touch(card: Card) -> str:
    return max((card.last_contact, card.start, *(event.day for event in card.events)), default="")
