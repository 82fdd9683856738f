"""Reading the record back: by user, by person, by the organisation whose data or whose people it was."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from shiremoot.dates import LONDON, start_of
from shiremoot.ledger.acts import Act
from shiremoot.ledger.logs import Kind
from shiremoot.ledger.models import Detail, Entry, Log
from shiremoot.ledger.verbs import VIEWER

_WHO = ("organisation", "role", "purpose")


@dataclass(frozen=True)
class EntryView:
    """An entry as its reader sees it: the body, and one part's detail where it has not been erased."""

    number: int
    identifier: str
    at: datetime
    body: Mapping[str, Any]
    detail: Mapping[str, Any] | None


@dataclass(frozen=True)
class Wanted:
    """Which entries: from `since` until before `until`, and where a name is given, of that name alone."""

    since: datetime
    until: datetime
    organisation: str = ""
    role: str = ""
    purpose: str = ""


def entries_of_user(user_id: str, *, organisation: str) -> Iterator[EntryView]:
    """What one user did while acting for one organisation, newest first, with their own detail."""
    found = Detail.objects.filter(part=VIEWER, user_id=user_id, entry__organisation=organisation)
    return _views(found)


def who_looked(person_ids: list[str]) -> Iterator[EntryView]:
    """Every entry about these person identifiers, newest first, from the ledger alone."""
    return _views(Detail.objects.filter(person_id__in=person_ids))


def seen_of(provider: str, wanted: Wanted) -> Iterator[EntryView]:
    """What was decided about one provider's data, newest first, with that provider's part alone.

    What was *served* after each is not listed again: `served` gives it. An export of its log is no look.
    """
    return _views(_narrowed(_looks(provider), wanted))


def _looks(provider: str) -> QuerySet[Detail]:
    return Detail.objects.filter(part=provider, entry__outcome="allowed")


def done_by(organisation: str, wanted: Wanted) -> Iterator[EntryView]:
    """What one organisation's people did, newest first, with the viewer's detail."""
    found = Detail.objects.filter(part=VIEWER, entry__organisation=organisation)
    return _views(_narrowed(found.exclude(entry__act=Act.SERVED), wanted))


@dataclass(frozen=True)
class Tally:
    """How many entries, by who (organisation, role, purpose), by day in London, and by flow."""

    total: int
    by_who: Mapping[tuple[str, str, str], int]
    by_day: Mapping[date, int]
    by_flow: Mapping[str, int]


def tally_seen(provider: str, wanted: Wanted) -> Tally:
    """Counts of what `seen_of` lists, made where the entries are kept."""
    found = _narrowed(_looks(provider), wanted)
    by_flow: Counter[str] = Counter()
    for content, count in _counted(found, "content"):
        for flow in json.loads(content)["flows"] if content else ():
            by_flow[flow] += count
    by_day = _counted(found.annotate(day=TruncDate("entry__at", tzinfo=LONDON)), "day")
    who = [(tuple(names), count) for *names, count in _counted(found, *(f"entry__{n}" for n in _WHO))]
    return Tally(sum(count for _, count in who), dict(who), dict(by_day), by_flow)


def _counted(found: QuerySet[Detail], *names: str) -> list[tuple[Any, ...]]:
    return list(found.order_by(*names).values_list(*names).annotate(count=Count("pk")))


def served(identifiers: Iterable[str], *, provider: str) -> dict[str, Mapping[str, Any]]:
    """Entry identifier → what was served of the provider's data after it, where anything was."""
    found = Detail.objects.filter(
        part=provider, entry__act=Act.SERVED, entry__about__in=[UUID(each) for each in identifiers]
    )
    return {view.body["about"]: view.detail or {} for view in _views(found)}


def rows_noted(first: date, last: date) -> Counter[tuple[date, str, str]]:
    """Day, provider and dataset → rows that *served* entries say were read, both days included."""
    noted: Counter[tuple[date, str, str]] = Counter()
    # a look of one day may be noted on the next
    served = Detail.objects.filter(
        entry__act=Act.SERVED,
        entry__at__gte=start_of(first),
        entry__at__lt=start_of(last + timedelta(days=2)),
        content__contains='"read_on"',
    )
    for part, content in served.values_list("part", "content").iterator():
        found = json.loads(content or "{}")
        day = date.fromisoformat(found["read_on"])
        if first <= day <= last:
            for dataset, rows in found["read"].items():
                noted[day, part, dataset] += rows
    return noted


def unfinished(first: date, last: date, acts: Iterable[Act]) -> int:
    """How many entries of these acts allowed something after which nothing was noted as served."""
    noted = Entry.objects.filter(act=Act.SERVED, about=OuterRef("identifier"))
    found = Entry.objects.filter(
        act__in=acts, outcome="allowed", at__gte=start_of(first), at__lt=start_of(last + timedelta(days=1))
    )
    return found.exclude(Exists(noted)).count()


def entry(number: int, *, part: str = VIEWER) -> EntryView | None:
    """One entry with one part's detail; None where there is no such entry or it has no such part."""
    found = Detail.objects.filter(entry_id=number, part=part)
    return next(_views(found), None)


@dataclass(frozen=True)
class LogView:
    """One organisation's log: how many entries are in it, and the signed note that says so."""

    size: int
    checkpoint: str


def log_of(organisation: str, kind: Kind) -> LogView | None:
    """None before anything has come into it."""
    found = Log.objects.filter(kind=kind, organisation=organisation).first()
    return LogView(found.size, found.checkpoint) if found else None


def newest_number() -> int:
    """The number of the newest entry; 0 before the first."""
    return Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _narrowed(found: QuerySet[Detail], wanted: Wanted) -> QuerySet[Detail]:
    names = {name: getattr(wanted, name) for name in _WHO}
    return found.filter(
        entry__at__gte=wanted.since,
        entry__at__lt=wanted.until,
        **{f"entry__{name}": value for name, value in names.items() if value},
    )


def _views(found: QuerySet[Detail]) -> Iterator[EntryView]:
    for detail in found.select_related("entry").order_by("-entry").iterator():
        yield EntryView(
            number=detail.entry.number,
            identifier=str(detail.entry.identifier),
            at=detail.entry.at,
            body=json.loads(detail.entry.body),
            detail=json.loads(detail.content) if detail.content is not None else None,
        )
