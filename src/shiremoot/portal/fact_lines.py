"""What a page may say of a fact or a consent that one's own organisation recorded: never of whom it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from shiremoot.access import published
from shiremoot.access.models import ConsentGiven, Fact
from shiremoot.access.protection import FactKind
from shiremoot.decisions.request import Consent
from shiremoot.decisions.words import Purpose
from shiremoot.gateway.organisations import verbs as organisations


@dataclass(frozen=True)
class Line:
    """One fact or consent. `ends` is what one does to end it (*Lift*), `address` the page for that."""

    what: str
    reference: str
    reach: str
    since: datetime
    by: str
    reason: str
    ended: datetime | None
    ends: str
    has_ended: str
    address: str
    protects: bool = False


def lines(facts: Iterable[Fact], consents: Iterable[ConsentGiven]) -> list[Line]:
    """One each: those in force first, then those that have ended, the newest first."""
    facts, consents = list(facts), list(consents)
    names = organisations.user_names({each.set_by for each in facts} | {each.given_by for each in consents})
    services = dict(datasets())
    bodies = organisations.names()
    found = [_of_fact(fact, names, services) for fact in facts]
    found += [_of_consent(consent, names, bodies) for consent in consents]
    found.sort(key=lambda line: line.since, reverse=True)
    return sorted(found, key=lambda line: line.ended is not None)


def datasets() -> list[tuple[str, str]]:
    """Each dataset that is published, with the words for it."""
    names = organisations.names()
    return [
        (each.dataset, f"{each.service} ({names.get(each.provider, each.provider)})")
        for each in published.datasets(settings.HOME)
    ]


def agreed_to(consent: Consent, bodies: dict[str, str]) -> str:
    """What somebody agrees to, in words."""
    return f"{bodies.get(consent.provider, consent.provider)}, for {consent.purpose.label.lower()}"


def _of_fact(fact: Fact, names: dict[str, str], services: dict[str, str]) -> Line:
    kind = FactKind(fact.kind)
    return Line(
        what=kind.capitalize(),
        reference=fact.reference,
        reach=_reach(fact, kind, services),
        since=fact.set_at,
        by=_name(fact.set_by, names),
        reason=fact.reason,
        ended=fact.lifted_at,
        ends="Lift",
        has_ended="Lifted",
        address=reverse("lift-fact", args=[fact.pk]),
        protects=kind.protects,
    )


def _reach(fact: Fact, kind: FactKind, services: dict[str, str]) -> str:
    if kind is FactKind.NATIONAL_OPT_OUT:
        return "Flows to which it applies"
    reach = [services.get(each, each) for each in fact.datasets]
    if fact.purpose:
        reach.append(Purpose(fact.purpose).label)
    return ", ".join(reach) or "All records"


def _of_consent(consent: ConsentGiven, names: dict[str, str], bodies: dict[str, str]) -> Line:
    return Line(
        what="Consent",
        reference=consent.reference,
        reach=agreed_to(Consent(consent.provider, Purpose(consent.purpose)), bodies),
        since=consent.given_at,
        by=_name(consent.given_by, names),
        reason=consent.reason,
        ended=consent.withdrawn_at,
        ends="Withdraw",
        has_ended="Withdrawn",
        address=reverse("withdraw-consent", args=[consent.pk]),
    )


def _name(user_id: str, names: dict[str, str]) -> str:
    return names.get(user_id, "Somebody who has left")
