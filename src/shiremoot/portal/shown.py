"""Everything that one response shows of a person: a page and a printed copy show the same."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shiremoot.access import openings
from shiremoot.access.recording import Refused
from shiremoot.dates import day_month, day_of
from shiremoot.decisions.words import Purpose, RelationshipKind
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.portal import people
from shiremoot.portal.alerts import Alert
from shiremoot.portal.alerts import alerts as alerts_of
from shiremoot.portal.cards import Card, Happening, happenings
from shiremoot.portal.cards import cards as cards_of
from shiremoot.portal.family import Family, family, ties


@dataclass(frozen=True)
class Shown:
    nobody_involved: ClassVar[str] = (
        "Nothing that your role may see for this purpose. "
        "That says nothing of whether a service knows this person."
    )
    no_household: ClassVar[str] = (
        "No address is shown here, or nobody else whom you may see is recorded at it."
    )
    no_family: ClassVar[str] = (
        "No family tie is shown here. That says nothing of whether one is recorded elsewhere."
    )
    elsewhere: ClassVar[str] = (
        "Another service may hold information that your role cannot see here. "
        "Need to know? Ask the front door of children's or adults' services."
    )

    view: openings.PersonView
    who: people.Headline
    alerts: list[Alert]
    cards: list[Card]
    events: list[Happening]
    household: list[people.HouseholdLine]
    family: Family

    @property
    def purpose(self) -> str:
        return Purpose(self.view.opening.purpose).label

    @property
    def emergency(self) -> bool:
        return self.view.opening.relationship == RelationshipKind.EMERGENCY

    @property
    def involved(self) -> str:
        """*4 open · 2 closed or only recorded*"""
        still = sum(card.is_open for card in self.cards)
        return f"{still} open · {len(self.cards) - still} closed or only recorded"

    @property
    def held_back(self) -> str:
        """What is said of records that were reported as somebody else's; empty where none was."""
        services = " and ".join(self.view.held_back)
        if not services:
            return ""
        return (
            f"A record of {services} was reported as somebody else’s. "
            "It is not shown here until a link reviewer has looked at it and the records are put right."
        )

    @property
    def as_of(self) -> str:
        """*Data as of 27 November 2026; Housing as of 25 November 2026.*"""
        days = {service: day_of(at) for service, at in self.view.asked.items()}
        if not days:
            return ""
        newest = max(days.values())
        late = sorted(f"{service} as of {day_month(day)}" for service, day in days.items() if day < newest)
        return "; ".join([f"Data as of {day_month(newest)}", *late]) + "."

    @property
    def coverage(self) -> str:
        services = ", ".join(sorted(self.view.asked))
        return (
            f"Asked: {services}. "
            "Not covered: services that no agreement lets your role ask for this purpose, or only with a "
            "consent that is not recorded here, and what a service has not recorded or not sent yet."
        )

    @property
    def not_shown(self) -> tuple[str, ...]:
        return (*self.view.notes, self.elsewhere)


def shown(view: openings.PersonView, at: datetime) -> Shown:
    """Put into words what was read; it asks the door who else lives there, and whom family ties name."""
    today = day_of(at)
    who, names = people.headline(view.blocks, today), organisations.names()
    living = _household(view, who)
    at_home = {member.person_id for member in living}
    return Shown(
        view=view,
        who=who,
        alerts=alerts_of(view.blocks, names, today),
        cards=cards_of(view.blocks, names, today),
        events=happenings(view.blocks),
        household=people.household(living, {tie.other: tie.kind for tie in ties(view.blocks)}, today),
        family=family(view.blocks, _family(view), at_home, who.age, today),
    )


def _household(view: openings.PersonView, who: people.Headline) -> list[openings.Member]:
    """Who lives at the address that the page shows; nobody where none is shown, or none may be."""
    if who.address is None or not who.address.uprn:
        return []
    try:
        return openings.view_household(view, uprn=who.address.uprn)
    except Refused:
        return []


def _family(view: openings.PersonView) -> list[openings.Member]:
    try:
        return openings.view_family(view)
    except Refused:
        return []
