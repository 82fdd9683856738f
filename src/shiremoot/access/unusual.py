"""Which looks somebody else should judge, and whose reviewers. Pure: about access, never about people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MANY_PEOPLE = 30
"""Distinct people opened within the span, above which one asks why."""
SPAN = timedelta(hours=1)


class ReviewKind(StrEnum):
    """Why a look is reviewed; the word that is stored."""

    EMERGENCY = "emergency"
    OWN_RECORD = "own record"
    FAMILY = "family"
    COLLEAGUE = "colleague"
    MANY = "many people"
    HIDDEN = "hidden person"
    CANARY = "canary"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    ReviewKind.EMERGENCY: "Emergency access",
    ReviewKind.OWN_RECORD: "Opened their own record",
    ReviewKind.FAMILY: "Opened the record of somebody of their family or household",
    ReviewKind.COLLEAGUE: "Opened the record of a colleague",
    ReviewKind.MANY: f"Opened more than {MANY_PEOPLE} people within an hour",
    ReviewKind.HIDDEN: "Looked for somebody whom your organisation hides",
    ReviewKind.CANARY: "Opened a planted record that nobody has cause to open",
}


@dataclass(frozen=True)
class Known:
    """What is known of one viewer and the county when somebody is opened; people by their identifiers."""

    own: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    colleagues: frozenset[str] = frozenset()
    canaries: Mapping[str, str] | None = None
    """Planted person → the organisation that planted them."""


def unusual(person_id: str, known: Known, *, viewer_organisation: str) -> list[tuple[ReviewKind, str]]:
    """Why opening this person is reviewed, and by which organisation's reviewers, each pair once.

    One's own record is not one's family's or a colleague's as well: the nearest says it.
    """
    found = []
    if person_id in known.own:
        found.append((ReviewKind.OWN_RECORD, viewer_organisation))
    elif person_id in known.family:
        found.append((ReviewKind.FAMILY, viewer_organisation))
    elif person_id in known.colleagues:
        found.append((ReviewKind.COLLEAGUE, viewer_organisation))
    if planted_by := (known.canaries or {}).get(person_id):
        found += [(ReviewKind.CANARY, name) for name in sorted({viewer_organisation, planted_by})]
    return found


def too_many(opened: Iterable[tuple[datetime, str]], at: datetime) -> bool:
    """Whether more distinct people were opened within the span before `at` than a day's work explains."""
    return len({person_id for moment, person_id in opened if at - SPAN < moment <= at}) > MANY_PEOPLE


@dataclass(frozen=True)
class Reviewers:
    """Who may review, by organisation: everybody with the duty, and those of them who may protect as well."""

    review: Mapping[str, frozenset[str]]
    protect: Mapping[str, frozenset[str]]
    host: str


def who_reviews(
    kind: ReviewKind, organisation: str, *, opener: str, viewer_organisation: str, reviewers: Reviewers
) -> tuple[str, Collection[str]]:
    """The organisation that reviews, and the users in it who may decide: never the one who looked.

    Where an organisation has nobody else, the host's reviewers stand in. That a hidden person was sought is
    for those alone who know whom their organisation protects, and never for the searcher's own reviewers.
    """
    duty = reviewers.protect if kind is ReviewKind.HIDDEN else reviewers.review
    own = duty.get(organisation, frozenset()) - {opener}
    if own or (kind is ReviewKind.HIDDEN and reviewers.host == viewer_organisation):
        return organisation, own
    return reviewers.host, duty.get(reviewers.host, frozenset()) - {opener}
