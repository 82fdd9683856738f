"""What waits for whoever is signed in: the header counts what is cheap to count, the front page all of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from shiremoot.access import corrections, loaded, notices
from shiremoot.access.published import NothingPublished
from shiremoot.access.recording import Refused
from shiremoot.dates import day_of
from shiremoot.gateway.agreements import overview
from shiremoot.gateway.agreements.draft_list import drafts_for
from shiremoot.gateway.datasets import catalogue
from shiremoot.gateway.datasets.freshness import Freshness, freshness
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.verbs import ActingAs
from shiremoot.gateway.rights import tasks as data_tasks
from shiremoot.gateway.rights import verbs as data_requests
from shiremoot.portal.sharing import asks, decisions
from shiremoot.singleview.analysis import projects
from shiremoot.singleview.linking import judging

_REVIEW_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Need:
    """Something that waits: what, how much, and where."""

    words: str
    count: int
    href: str


def on_every_page(acting: ActingAs, reviews_waiting: int) -> list[Need]:
    """What waits that is cheap to count, and nothing of which there is none."""
    practises = Duty.PRACTISE in acting.duties
    found = corrections.waiting(
        settings.HOME,
        by=acting.viewer,
        may_request=practises,
        may_answer=Duty.CORRECT in acting.duties,
    )
    at = timezone.now()
    changed = notices.waiting(settings.HOME, by=acting.viewer, at=at) if practises else 0
    return _there(
        *(_asks(acting, at) if practises else ()),
        Need("People on my caseload with something new", changed, f"{reverse('caseload')}?show=news"),
        Need("Answers to what I reported", found.answers, reverse("reported")),
        Need("Corrections asked of us", found.requests, reverse("corrections")),
        *(_data_requests(acting, at) if Duty.RIGHTS in acting.duties else ()),
        *(_projects(acting, at) if Duty.APPROVE in acting.duties else ()),
        Need("Reviews to decide", reviews_waiting, reverse("reviews")),
    )


def on_the_front_page(acting: ActingAs, at: datetime) -> list[Need]:
    """What waits besides, of agreements, links and loads."""
    signs, drafts = Duty.SIGN in acting.duties, Duty.DRAFT in acting.duties
    agreements = overview.overview(at=at) if signs or drafts else []
    own, address = acting.organisation, reverse("agreements")
    by = day_of(at) + _REVIEW_SOON
    return _there(
        Need("Agreements to sign", len(overview.unsigned_by(own, agreements)) if signs else 0, address),
        Need("Agreements being written or reviewed", len(drafts_for(acting)), address),
        Need(
            "Agreements due for review within 60 days",
            len(overview.to_review(own, agreements, by)) if drafts else 0,
            f"{address}?state=in+force&organisation={own}&purpose=",
        ),
        Need("Pairs of records to judge", _pairs(acting, at), reverse("links")),
        Need("Our datasets whose load is late", _late(acting, at), f"{reverse('datasets')}?provider={own}"),
    )


def _asks(acting: ActingAs, at: datetime) -> tuple[Need, ...]:
    found = asks.waiting(settings.HOME, by=acting.viewer, at=at)
    unread = decisions.unread(settings.HOME, by=acting.viewer, at=at)
    address = reverse("asks")
    return (
        Need("Asks to answer", found.to_answer, address),
        Need("Answers to what I asked", found.answers, f"{address}?show=asked"),
        Need("Shared with me, not read yet", unread, f"{address}?show=shared"),
    )


def _data_requests(acting: ActingAs, at: datetime) -> tuple[Need, ...]:
    address = reverse("data-requests")
    return (
        Need("Data requests to go on with", data_requests.waiting(by=acting.viewer, at=at), address),
        Need("Data requests to give or withhold for", data_tasks.waiting(by=acting.viewer), address),
    )


def _projects(acting: ActingAs, at: datetime) -> tuple[Need, ...]:
    return (
        Need(
            "Projects to approve", projects.waiting(by=acting.viewer, at=at), reverse("projects-to-approve")
        ),
    )


def _there(*needs: Need) -> list[Need]:
    return [each for each in needs if each.count]


def _pairs(acting: ActingAs, at: datetime) -> int:
    if Duty.LINK not in acting.duties:
        return 0
    try:
        return len(judging.waiting(settings.HOME, by=acting.viewer, at=at).questions)
    except (NothingPublished, Refused):
        return 0


def _late(acting: ActingAs, at: datetime) -> int:
    """Of one's own organisation, for those who load or govern its data."""
    if not acting.duties & {Duty.LOAD, Duty.DRAFT}:
        return 0
    catalogue.refresh(settings.HOME)
    ours = catalogue.listed(catalogue.search(provider=acting.organisation))
    loads = loaded.in_use(settings.HOME, [each.dataset for each in ours])
    late = (
        freshness(loads[each.dataset].as_at, each.loads_every, at) is Freshness.LATE
        for each in ours
        if each.dataset in loads
    )
    return sum(late)
