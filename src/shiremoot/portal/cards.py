"""Who is involved: one card for each service's involvement, or for what it recorded. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shiremoot.access.reading import Block, Row
from shiremoot.decisions.grants import Grant

_ENDED = {"closed", "ended", "former", "withdrawn", "discharged", "transferred", "left"}


@dataclass(frozen=True)
class Card:
    """One service and this person."""

    service: str
    organisation: str
    provider: str
    is_open: bool
    status: str
    alert: str
    details: tuple[str, ...]
    start: str
    end: str
    last_contact: str
    lead: str
    phone: str
    email: str
    events: tuple["Happening", ...]
    as_at: datetime
    flows: tuple[Grant, ...]


@dataclass(frozen=True)
class Happening:
    """Something dated: *victim · burglary*, on a day."""

    service: str
    day: str
    until: str
    words: str


@dataclass
class _Service:
    involvements: list[tuple[Block, Row]] = field(default_factory=list)
    events: list[tuple[Block, Row]] = field(default_factory=list)


def cards(blocks: Iterable[Block], organisation_names: Mapping[str, str]) -> list[Card]:
    """Open before closed, alerts first, then the most recently in touch.

    A dataset's events stand on its first open involvement, or on a card of their own where it has none.
    """
    services: dict[str, _Service] = defaultdict(_Service)
    for block in blocks:
        kind = {"involvement": "involvements", "event": "events"}.get(block.entity)
        if kind:
            getattr(services[block.dataset], kind).extend((block, row) for row in block.rows)
    made = [card for service in services.values() for card in _of_one_dataset(service, organisation_names)]
    made.sort(key=_last_touch, reverse=True)
    return sorted(made, key=lambda card: (not card.is_open, not card.alert))


def happenings(blocks: Iterable[Block]) -> list[Happening]:
    """Every dated event, newest first."""
    found = [_happening(block, row) for block in blocks if block.entity == "event" for row in block.rows]
    return sorted((each for each in found if each.day), key=lambda each: each.day, reverse=True)


def _of_one_dataset(service: _Service, names: Mapping[str, str]) -> list[Card]:
    events = tuple(sorted((_happening(*each) for each in service.events), key=lambda h: h.day, reverse=True))
    if not service.involvements:
        block = service.events[0][0]
        flows = _flows(each for each, _ in service.events)
        return [_event_card(block, events, flows, names)]
    ordered = sorted(service.involvements, key=lambda each: (not is_open(each[1].values), _reverse(each[1])))
    first, *others = [_card(block, row, names) for block, row in ordered]
    with_events = _with_events(first, events, _flows(each for each, _ in service.events))
    return [with_events, *others]


def _reverse(row: Row) -> tuple[int, ...]:
    return tuple(-ord(each) for each in row.values.get("involvement.start", ""))


def is_open(values: Mapping[str, str]) -> bool:
    if values.get("involvement.end"):
        return False
    return values.get("involvement.status", "").casefold() not in _ENDED


def _card(block: Block, row: Row, names: Mapping[str, str]) -> Card:
    def said(meaning: str) -> str:
        return row.values.get(f"involvement.{meaning}", "")

    return Card(
        service=said("service") or block.service,
        organisation=said("organisation") or names.get(block.provider, block.provider),
        provider=block.provider,
        is_open=is_open(row.values),
        status=said("status"),
        alert=said("alert") if is_open(row.values) else "",
        details=(said("detail"),) if said("detail") else (),
        start=said("start"),
        end=said("end"),
        last_contact=said("last_contact"),
        lead=", ".join(filter(None, (said("lead_name"), said("lead_role")))),
        phone=said("phone"),
        email=said("email"),
        events=(),
        as_at=block.as_at,
        flows=block.all_flows,
    )


def _event_card(
    block: Block, events: tuple[Happening, ...], flows: tuple[Grant, ...], names: Mapping[str, str]
) -> Card:
    return Card(
        service=block.service,
        organisation=names.get(block.provider, block.provider),
        provider=block.provider,
        is_open=False,
        status="",
        alert="",
        details=(),
        start="",
        end="",
        last_contact="",
        lead="",
        phone="",
        email="",
        events=events,
        as_at=block.as_at,
        flows=flows,
    )


def _with_events(card: Card, events: tuple[Happening, ...], flows: tuple[Grant, ...]) -> Card:
    both = {grant.flow: grant for grant in (*card.flows, *flows)}
    return replace(card, events=events, flows=tuple(both[name] for name in sorted(both)))


def _happening(block: Block, row: Row) -> Happening:
    values = row.values
    words = [values.get(f"event.{part}", "") for part in ("role", "kind", "status", "outcome")]
    if value := values.get("event.value", "").removesuffix(".0"):
        words.insert(0, f"{block.labels['event.value'].lower()} {value}")
    return Happening(
        service=block.service,
        day=values.get("event.date", ""),
        until=values.get("event.end", ""),
        words=": ".join(filter(None, (block.label, " · ".join(filter(None, words))))),
    )


def _flows(blocks: Iterable[Block]) -> tuple[Grant, ...]:
    found = {grant.flow: grant for block in blocks for grant in block.all_flows}
    return tuple(found[name] for name in sorted(found))


def _last_touch(card: Card) -> str:
    return max((card.last_contact, card.start, *(event.day for event in card.events)), default="")
