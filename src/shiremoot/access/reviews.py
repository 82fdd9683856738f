"""Reviews: made in the transaction of the look, announced, and decided by somebody else."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from shiremoot.access.held import Gone
from shiremoot.access.models import Emergency, Opening, Review, ReviewOutcome
from shiremoot.access.unusual import Reviewers, ReviewKind, who_reviews
from shiremoot.dates import day_of, working_days_after
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer

WORKING_DAYS = 3
_MOST_CLOSED = 50


class Outcome(StrEnum):
    """What a reviewer finds; an enquiry leaves the review open."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not justified"
    ENQUIRY = "needs more enquiry"


@dataclass(frozen=True)
class Waiting:
    """A review as the list shows it, to somebody who may see it."""

    review: Review
    mine_to_decide: bool
    overdue: bool

    @property
    def kind(self) -> ReviewKind:
        return ReviewKind(self.review.kind)

    @property
    def is_of_own_staff(self) -> bool:
        """Whether its reviewers may know who it was, and the words of the reason."""
        return self.review.organisation == self.review.viewer_organisation

    @property
    def looks(self) -> int:
        return self.review.look.looks if self.review.look else 0

    @property
    def places(self) -> int:
        """How many places it was about; 0 where it was about one person."""
        return self.review.emergency.place_count if self.review.emergency else 0

    @property
    def places_given(self) -> list[str]:
        """In the words in which they were typed: for the reviewers of whoever typed them alone."""
        return self.review.emergency.places if self.review.emergency and self.is_of_own_staff else []

    @property
    def most_people(self) -> int | None:
        """How many people were shown at once; a provider's reviewers are not told of others' people."""
        return self.review.emergency.most_people if self.review.emergency and self.is_of_own_staff else None

    @property
    def seen(self) -> dict[str, int]:
        """Provider → rows that were shown; a provider's reviewers know of their own alone."""
        found: dict[str, int] = self.review.look.seen if self.review.look else {}
        whose = self.review.organisation
        return {each: rows for each, rows in found.items() if self.is_of_own_staff or each == whose}


@dataclass(frozen=True)
class ReviewView:
    """One review, and what was found about it so far."""

    waiting: Waiting
    outcomes: list[ReviewOutcome]


def of_look(look: Opening | Emergency, kind: ReviewKind, organisation: str) -> Review:
    """Ask this organisation's reviewers about a look, inside the transaction that records it."""
    return Review.objects.create(
        organisation=organisation,
        kind=kind,
        opening=look if isinstance(look, Opening) else None,
        emergency=look if isinstance(look, Emergency) else None,
        user_id=look.user_id,
        viewer_organisation=look.organisation,
        viewer_role=look.role,
        purpose=look.purpose,
        reason_category=look.reason_category,
        reason=look.reason if organisation == look.organisation else "",
        made_at=look.made_at,
        due_on=working_days_after(day_of(look.made_at), WORKING_DAYS),
    )


def announce(look: Opening | Emergency, providers: Iterable[str]) -> None:
    """Tell the reviewers of the viewer's organisation and of each provider of an emergency access."""
    for organisation in sorted({look.organisation, *providers}):
        review = of_look(look, ReviewKind.EMERGENCY, organisation)
        ledger.append(
            Draft(
                act=Act.ANNOUNCE,
                at=look.made_at,
                by=Viewer(organisation=organisation, role="reviewer", user_id=""),
                outcome="done",
                purpose=look.purpose,
                reason_category=look.reason_category,
                about=review.pk,
            )
        )


def of_search(*, by: Viewer, purpose: Purpose, organisation: str, reference: str, at: datetime) -> None:
    """Tell the protecting organisation that somebody whom it hides was sought.

    No entry of its own: the numbers of entries are seen by the searcher too, and one more would tell.
    """
    Review.objects.create(
        organisation=organisation,
        kind=ReviewKind.HIDDEN,
        user_id=by.user_id,
        viewer_organisation=by.organisation,
        viewer_role=by.role,
        purpose=purpose,
        reference=reference,
        made_at=at,
        due_on=working_days_after(day_of(at), WORKING_DAYS),
    )


def waiting(*, by: Viewer, reviewers: Reviewers, at: datetime) -> list[Waiting]:
    """What waits for a review and this reviewer may see: overdue first, and what they stand in for last."""
    found = (
        Review.objects.filter(closed_at=None)
        .select_related("opening", "emergency")
        .order_by("due_on", "made_at")
    )
    seen = [each for review in found if (each := _seen_by(review, by, reviewers, day_of(at)))]
    return sorted(seen, key=lambda each: (not each.overdue, each.review.organisation != by.organisation))


def closed(*, by: Viewer, reviewers: Reviewers, at: datetime) -> list[Waiting]:
    """The newest that were decided."""
    found = Review.objects.filter(organisation=by.organisation).exclude(closed_at=None)
    newest = found.select_related("opening", "emergency").order_by("-closed_at")[:_MOST_CLOSED]
    return [each for review in newest if (each := _seen_by(review, by, reviewers, day_of(at)))]


def undecidable(*, by: Viewer, reviewers: Reviewers, at: datetime) -> int:
    """How many reviews wait that nobody may decide, for a reviewer of the host: they can add another.

    Elsewhere none. One's own look counts only once it is overdue, and never one for a hidden person: the
    number would tell at once that it was noticed.
    """
    if by.organisation != reviewers.host:
        return 0
    found = Review.objects.filter(closed_at=None)
    return sum(not _who(each, reviewers)[1] and _may_count(each, by, day_of(at)) for each in found)


def _may_count(review: Review, by: Viewer, on: date) -> bool:
    if review.user_id != by.user_id or review.kind == ReviewKind.EMERGENCY:
        return True
    return review.kind != ReviewKind.HIDDEN and on > review.due_on


def view_review(review_id: UUID, *, by: Viewer, reviewers: Reviewers, at: datetime) -> ReviewView:
    """Read one review; that is recorded, because a reason is personal data. Raises Gone."""
    with transaction.atomic(durable=True):
        seen = _one(review_id, by, reviewers, at)
        _record(Act.VIEW_REVIEW, seen.review, by, at, outcome="done")
    return ReviewView(seen, list(seen.review.outcomes.order_by("at")))


def decide_review(
    review_id: UUID, *, outcome: Outcome, words: str, by: Viewer, reviewers: Reviewers, at: datetime
) -> None:
    """Judge a look. Raises Gone, or UserError for one's own look, one decided already, or without words."""
    if not words.strip():
        raise UserError("Say in words what you found.", "Two lines are enough.")
    with transaction.atomic(durable=True):
        Review.objects.select_for_update().filter(pk=review_id).first()
        seen = _one(review_id, by, reviewers, at)
        review = seen.review
        if review.user_id == by.user_id:
            raise UserError("You looked at this record yourself.", "Somebody else reviews it.")
        if review.closed_at is not None:
            last = review.outcomes.latest("at")
            raise UserError(
                f"Somebody else decided this review in the meantime: {last.outcome}.",
                "Your words are still below, and were not recorded. Speak with your colleague if you differ.",
            )
        if not seen.mine_to_decide:
            raise Gone
        ReviewOutcome.objects.create(
            review=review, outcome=outcome, words=words.strip(), user_id=by.user_id, at=at
        )
        if outcome is not Outcome.ENQUIRY:
            review.closed_at = at
            review.save()
        _record(Act.REVIEW, review, by, at, outcome=outcome)


def _one(review_id: UUID, by: Viewer, reviewers: Reviewers, at: datetime) -> Waiting:
    review = Review.objects.select_related("opening", "emergency").filter(pk=review_id).first()
    seen = _seen_by(review, by, reviewers, day_of(at)) if review else None
    if seen is None:
        raise Gone
    return seen


def _seen_by(review: Review, by: Viewer, reviewers: Reviewers, on: date) -> Waiting | None:
    """The review, if this reviewer may see it. Of one's own looks, those in an emergency alone.

    Any other would tell who is watched: what is planted, who is family, whom somebody hides.
    """
    organisation, users = _who(review, reviewers)
    own = by.user_id == review.user_id and review.kind == ReviewKind.EMERGENCY
    if by.organisation != organisation or not (by.user_id in users or own):
        return None
    return Waiting(
        review,
        mine_to_decide=by.user_id in users and review.closed_at is None,
        overdue=review.closed_at is None and on > review.due_on,
    )


def _who(review: Review, reviewers: Reviewers) -> tuple[str, Collection[str]]:
    return who_reviews(
        ReviewKind(review.kind),
        review.organisation,
        opener=review.user_id,
        viewer_organisation=review.viewer_organisation,
        reviewers=reviewers,
    )


def _record(act: Act, review: Review, by: Viewer, at: datetime, *, outcome: str) -> None:
    detail = {"review": str(review.pk), "kind": review.kind}
    ledger.append(Draft(act=act, at=at, by=by, outcome=outcome, about=review.pk, viewer_detail=detail))
