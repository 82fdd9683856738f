"""Pages of reviewers: looks that somebody else must judge."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import reviews
from shiremoot.access.reviews import Outcome, Waiting
from shiremoot.decisions.words import Purpose, ReasonCategory
from shiremoot.errors import UserError
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.ledger.acts import Viewer
from shiremoot.portal.forms import ReviewForm
from shiremoot.portal.views import at_the_door


@page(Permission.REVIEW)
@require_safe
def review_list(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    reviewers = organisations.reviewers(at=at)
    waiting = reviews.waiting(by=by, reviewers=reviewers, at=at)
    closed = reviews.closed(by=by, reviewers=reviewers, at=at)
    users = organisations.user_names({each.review.user_id for each in [*waiting, *closed]})
    context = {
        "waiting": [_line(each, by, users) for each in waiting],
        "closed": [_line(each, by, users) for each in closed],
        "undecidable": reviews.undecidable(by=by, reviewers=reviewers, at=at),
        "done": "Your review is recorded." if request.GET.get("done") == "decided" else "",
    }
    return render(request, "portal/reviews.jinja", context)


@page(Permission.REVIEW)
@at_the_door
def review(request: MemberRequest, review_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    reviewers = organisations.reviewers(at=at)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome, words = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["words"]
        try:
            reviews.decide_review(review_id, outcome=outcome, words=words, by=by, reviewers=reviewers, at=at)
            return redirect(f"{reverse('reviews')}?done=decided")
        except UserError as error:
            form.add_error("words", f"{error.message} {error.next_step}")
    seen = reviews.view_review(review_id, by=by, reviewers=reviewers, at=at)
    users = organisations.user_names([seen.waiting.review.user_id, *(each.user_id for each in seen.outcomes)])
    names = organisations.names()
    context = {
        "form": form,
        "line": _line(seen.waiting, by, users),
        "seen": [(names.get(each, each), rows) for each, rows in sorted(seen.waiting.seen.items())],
        "outcomes": [
            {"outcome": each.outcome, "words": each.words, "by": users.get(each.user_id, ""), "at": each.at}
            for each in seen.outcomes
        ],
        "mine": by.user_id == seen.waiting.review.user_id,
    }
    return render(request, "portal/review.jinja", context)


def _line(waiting: Waiting, by: Viewer, users: dict[str, str]) -> dict[str, Any]:
    """A review in words. Of another organisation's staff the role alone is told, as in the ledger."""
    found = waiting.review
    names = organisations.names()
    organisation = names.get(found.viewer_organisation, found.viewer_organisation)
    role = f"{found.viewer_role.replace('-', ' ')}, {organisation}"
    who = users.get(found.user_id, "") if waiting.is_of_own_staff else ""
    return {
        "id": found.pk,
        "kind": waiting.kind.label,
        "instead_of": "" if found.organisation == by.organisation else names.get(found.organisation, ""),
        "who": f"{who}, {role}" if who else role[:1].upper() + role[1:],
        "at": found.made_at,
        "due": found.due_on,
        "overdue": waiting.overdue,
        "may_decide": waiting.mine_to_decide,
        "closed_at": found.closed_at,
        "purpose": Purpose(found.purpose).label,
        "category": ReasonCategory(found.reason_category).label if found.reason_category else "",
        "reason": found.reason,
        "reference": found.reference,
        "places": waiting.places,
        "places_given": waiting.places_given,
        "most_people": waiting.most_people,
        "looks": waiting.looks,
        "rows": sum(waiting.seen.values()),
    }
