"""What every page shows: who is signed in, as what, and today."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from shiremoot.access import reviews
from shiremoot.dates import day_of
from shiremoot.gateway.assurance import board as assurance
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.verbs import ActingAs
from shiremoot.portal import waiting
from shiremoot.portal.waiting import Need
from shiremoot.roadmap.evaluation import verbs as interventions
from shiremoot.roadmap.evaluation.showing import all_shown as interventions_shown
from shiremoot.roadmap.usecases import verbs as use_cases


def _reviews_waiting(acting: ActingAs | None) -> int:
    """How many looks wait for this reviewer's judgement."""
    if acting is None or Duty.REVIEW not in acting.duties:
        return 0
    at = timezone.now()
    found = reviews.waiting(by=acting.viewer, reviewers=organisations.reviewers(at=at), at=at)
    return sum(each.mine_to_decide for each in found)


def _assurance_waiting(acting: ActingAs | None) -> int:
    """How much of their organisation's assurance, or of those it sponsors, waits for an administrator."""
    if acting is None or Duty.ADMINISTER not in acting.duties:
        return 0
    return len(assurance.reminders(by=acting.viewer, at=timezone.now()))


def _interventions_due(acting: ActingAs) -> list[Need]:
    """What services changed that waits for somebody's decision how it goes on."""
    if Duty.STEER not in acting.duties:
        return []
    count = interventions.due(by=acting.viewer, at=timezone.now())
    return [Need("Interventions to decide on", count, reverse("interventions"))] if count else []


def _needs(acting: ActingAs, reviews_waiting: int) -> list[Need]:
    return waiting.on_every_page(acting, reviews_waiting) + _interventions_due(acting)


@dataclass(frozen=True)
class OfTheRoadmap:
    """What the front page says of the roadmap: the next best step, whose it is and what it brings; and what
    others wait for from one's own organisation."""

    best: str
    owner: str
    brings: str
    waited_for: list[Need]


def _of_the_roadmap(acting: ActingAs) -> OfTheRoadmap:
    """Worked out for the page that asks, and for no other."""
    found = use_cases.current(settings.HOME, at=timezone.now())
    best, count = found.best, len(found.waited_for(acting.organisation))
    waits = [Need("Steps that others wait for from us", count, f"{reverse('roadmap')}#ours")]
    return OfTheRoadmap(
        best=best.step.words if best else "",
        owner=organisations.names().get(best.step.owner, best.step.owner) if best else "",
        brings=best.brings if best else "",
        waited_for=waits if count else [],
    )


def page(request: HttpRequest) -> dict[str, Any]:
    acting = getattr(request, "acting", None)
    reviews_waiting = _reviews_waiting(acting)
    return {
        "acting": acting,
        "memberships": getattr(request, "memberships", []),
        "may_practise": bool(acting and Duty.PRACTISE in acting.duties),
        "may_protect": bool(acting and Duty.PROTECT in acting.duties),
        "may_administer": bool(acting and Duty.ADMINISTER in acting.duties),
        "may_link": bool(acting and Duty.LINK in acting.duties),
        "may_review": bool(acting and Duty.REVIEW in acting.duties),
        "assurance_waiting": _assurance_waiting(acting),
        "may_answer_requests": bool(acting and Duty.RIGHTS in acting.duties),
        "may_analyse": bool(acting and Duty.ANALYSE in acting.duties),
        "may_approve": bool(acting and Duty.APPROVE in acting.duties),
        "services_changed": partial(interventions_shown, by=acting.viewer) if acting else None,
        "may_steer": bool(acting and Duty.STEER in acting.duties),
        "may_send_sites": bool(acting and Duty.ESTATE in acting.duties),
        "may_correct": bool(acting and Duty.CORRECT in acting.duties),
        "of_the_roadmap": partial(_of_the_roadmap, acting) if acting else None,
        "reviews_waiting": reviews_waiting,
        "needs": _needs(acting, reviews_waiting) if acting else [],
        "now": timezone.now(),
        "today": day_of(timezone.now()),
        "demo": settings.DEMO,
    }
