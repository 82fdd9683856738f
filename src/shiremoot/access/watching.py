"""Looks that are unusual, noticed in the transaction that records them and brought to who should judge."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial

from django.db import transaction

from shiremoot.access import reviews, standing
from shiremoot.access.apart import compared_apart
from shiremoot.access.models import Canary, Emergency, FactsRevision, Opening, Review, StaffPerson
from shiremoot.access.reading import matchable
from shiremoot.access.recording import Recorded, Wish
from shiremoot.access.unusual import SPAN, Known, ReviewKind, too_many, unusual
from shiremoot.dates import day_of
from shiremoot.decisions.words import Purpose
from shiremoot.ledger.acts import Viewer
from shiremoot.people.query import Query
from shiremoot.people.store import Publish

_SURE = "very likely"


@dataclass(frozen=True)
class _Watched:
    """Staff and planted records, by the identifiers of one publish."""

    own: Mapping[tuple[str, str], frozenset[str]]
    """User and organisation → the person they are."""
    staff: Mapping[str, frozenset[str]]
    """Organisation → the people who work there."""
    canaries: Mapping[str, str]


_NOBODY = _Watched({}, {}, {})


def opened(publish: Publish, opening: Opening) -> None:
    """Ask for reviews of an opening where it calls for any; inside the transaction that records it."""
    person_id = publish.follow(opening.person_id)
    known = _known(publish, opening, person_id)
    for kind, organisation in unusual(person_id, known, viewer_organisation=opening.organisation):
        reviews.of_look(opening, kind, organisation)
    at = opening.made_at
    mine = Opening.objects.filter(user_id=opening.user_id, made_at__gt=at - SPAN)
    if too_many(mine.values_list("made_at", "person_id"), at) and not _told(
        opening.user_id, ReviewKind.MANY, opening.organisation, at
    ):
        reviews.of_look(opening, ReviewKind.MANY, opening.organisation)


def looked(look: Opening | Emergency, rows: Mapping[str, int]) -> None:
    """Count what was shown inside an opening or an emergency, provider by provider, for whoever reviews it.

    Inside the turn to record: nobody else counts meanwhile.
    """
    kept = type(look)._default_manager.filter(pk=look.pk)
    looks, seen = kept.values_list("looks", "seen").get()
    kept.update(looks=looks + 1, seen=dict(Counter(seen) + Counter(rows)))


def sought(publish: Publish, query: Query, recorded: Recorded, limit: int) -> set[tuple[str, str]]:
    """Who hid somebody whom this search very likely means: organisations, each with its reference.

    The same work whatever is typed, as soon as anybody in the county is hidden: time tells nothing.
    """
    protectors = recorded.facts.protectors
    if not protectors:
        return set()
    apart = ((people, fields) for people, fields in compared_apart(publish, recorded) if fields)
    hits = publish.search(query, matchable(publish, recorded.decision), limit, apart)
    return {
        told for hit in hits if hit.likelihood == _SURE for told in protectors.get(hit.person_id, frozenset())
    }


def tell(told: Iterable[tuple[str, str]], *, by: Viewer, purpose: Purpose, at: datetime) -> None:
    """Tell each protecting organisation that somebody was sought: once an hour for each reference."""
    for organisation, reference in sorted(told):
        if not _told(by.user_id, ReviewKind.HIDDEN, organisation, at, reference):
            reviews.of_search(by=by, purpose=purpose, organisation=organisation, reference=reference, at=at)


def opened_hidden(wish: Wish) -> None:
    """Tell that somebody was to be opened who is hidden: for the viewer they are gone."""
    if wish.publish is None:
        return
    with transaction.atomic(durable=True):
        protectors = standing.current(wish.publish).protectors
        told = protectors.get(wish.publish.follow(wish.subject), frozenset())
        tell(told, by=wish.by, purpose=wish.purpose, at=wish.at)


def _told(user_id: str, kind: ReviewKind, organisation: str, at: datetime, reference: str = "") -> bool:
    return Review.objects.filter(
        user_id=user_id, kind=kind, organisation=organisation, reference=reference, made_at__gt=at - SPAN
    ).exists()


def _known(publish: Publish, opening: Opening, person_id: str) -> Known:
    kept = FactsRevision.objects.first()
    watched = _watched(publish, kept.watched_mark) if kept and kept.watched_mark else _NOBODY
    own = watched.own.get((opening.user_id, opening.organisation), frozenset())
    family: frozenset[str] = frozenset()
    if own and person_id not in own:
        family = _family(publish, own, person_id, day_of(opening.made_at))
    return Known(own, family, watched.staff.get(opening.organisation, frozenset()), watched.canaries)


def _family(publish: Publish, own: frozenset[str], person_id: str, on: date) -> frozenset[str]:
    """The viewer's family, and the person opened where they name the viewer as theirs.

    Not by a tie or a household that protection keeps from everybody: the review would tell it.
    """
    facts = standing.current(publish)
    family_of = partial(publish.family_of, on=on, untied=facts.untied, unplaced=facts.unplaced)
    family = frozenset().union(*(family_of(each) for each in own))
    return family | {person_id} if own & family_of(person_id) else family


@lru_cache(maxsize=4)
def _watched(publish: Publish, mark: str) -> _Watched:
    staff = list(StaffPerson.objects.all())
    canaries = {each.number_hash: each.organisation for each in Canary.objects.all()}
    people = defaultdict(set)
    for number_hash, person_id in publish.with_numbers({*canaries, *(each.number_hash for each in staff)}):
        people[number_hash].add(person_id)
    own: dict[tuple[str, str], frozenset[str]] = {}
    of_organisation: dict[str, frozenset[str]] = defaultdict(frozenset)
    for each in staff:
        own[each.user_id, each.organisation] = frozenset(people[each.number_hash])
        of_organisation[each.organisation] |= people[each.number_hash]
    planted = {person: by for number, by in canaries.items() for person in people[number]}
    return _Watched(own, dict(of_organisation), planted)
