"""Asking for an option for sites, working it out, and deciding on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from shiremoot.access.held import Gone
from shiremoot.decisions.words import Mode, Purpose
from shiremoot.errors import UserError
from shiremoot.gazetteer import areas as small_areas
from shiremoot.gazetteer.areas import SmallArea
from shiremoot.gazetteer.geometry import Point
from shiremoot.home import Home
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.roadmap.estate import asked as asking
from shiremoot.roadmap.estate import weighing
from shiremoot.roadmap.estate.asked import Among, Asked, Called, Registered, SiteThen
from shiremoot.roadmap.estate.filters import Filters
from shiremoot.roadmap.estate.models import Decision, Edition, Option, SiteRecord
from shiremoot.roadmap.estate.site import Tenure

MOST_SITES = 1_000
_ENDED_AFTER = timedelta(hours=1)
LOAD_AREAS = "Whoever runs this Shiremoot loads them with: shiremoot areas FILE"


class Outcome(StrEnum):
    TAKE_UP = "take up"
    TURN_DOWN = "turn down"
    LOOK_FURTHER = "look further"


def among(filters: Filters, names: Mapping[str, str]) -> Among:
    """The sites that fit and whose place is registered, as they are now; `names` are of organisations."""
    # read before the sites: what is loaded between the two is then told as a change
    now = editions()
    found = filters.sites().exclude(easting=None).exclude(northing=None)
    return Among(
        words=filters.told(names),
        query=filters.query,
        organisation=filters.organisation,
        editions=now,
        sites=asking.one_for_each_uprn(map(_registered, found)),
    )


def editions() -> dict[str, str]:
    """Body → edition of its register now."""
    return {each.organisation: str(each.pk) for each in Edition.objects.filter(replaced_at=None)}


def propose(identifier: UUID, title: str, asked: Asked, *, home: Home, by: Viewer, at: datetime) -> Option:
    """An option to be worked out; sent twice, it is one. Raises UserError where it cannot be met."""
    areas = small_areas.current(home)
    if areas is None:
        raise UserError("No small areas are loaded, so nobody knows where people live.", LOAD_AREAS)
    _check(asked, areas)
    with transaction.atomic(durable=True):
        ledger.Turn()
        if made := listed(by=by).filter(pk=identifier).first():
            _same_or_refused((made.title, made.asked["wishes"]), (title, asking.to_plain(asked)["wishes"]))
            return made
        made = Option.objects.create(
            id=identifier,
            organisation=by.organisation,
            title=title,
            asked=asking.to_plain(asked),
            proposed_by=by.user_id,
            proposed_at=at,
        )
        _record(
            Act.PROPOSE_OPTION, made, by, at, title=title, among=len(asked.sites), choose=asked.wishes.choose
        )
    if weighing.is_quick(asked, areas):
        _work_out(made, areas, at)
    return made


def work_out_next(home: Home, *, at: datetime) -> bool:
    """Work out the option that has waited longest; whether one waited.

    One that fails, or during which the work was ended, is not tried again, and its page says so; then what
    was in its way is raised.
    """
    areas = small_areas.current(home)
    waiting = Option.objects.filter(found__isnull=True).order_by("proposed_at")
    for ended in waiting.filter(begun_at__lt=at - _ENDED_AFTER):
        _keep(ended, weighing.Failed(), at)
    option = waiting.filter(begun_at=None).first()
    if areas is None or option is None:
        return False
    if not waiting.filter(pk=option.pk, begun_at=None).update(begun_at=at):
        return True  # somebody else's work has just begun it
    try:
        _work_out(option, areas, at)
    except Exception:
        _keep(option, weighing.Failed(), at)
        raise
    return True


def decide(
    identifier: UUID,
    option_id: UUID,
    outcome: Outcome,
    reason: str,
    *,
    beside: Collection[UUID],
    seen: Sequence[str],
    after: int,
    by: Viewer,
    at: datetime,
) -> Decision:
    """Keep what is decided on an option; sent twice, it is one. `after` so many earlier decisions, with what
    the page said, and weighed beside these others.

    Raises Gone; UserError where somebody decided in between, or it is not worked out.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()
        found = one(option_id, by=by)
        if made := found.decisions.filter(pk=identifier).first():
            _same_or_refused((made.outcome, made.reason), (outcome, reason))
            return made
        others = several(beside, by=by)
        if not is_worked_out(found):
            raise UserError("It is not worked out, so nothing is decided on it.", "Wait until it is.")
        if found.decisions.count() != after:
            raise UserError(
                "Somebody has decided since you opened the page.", "Read their decision, and decide again."
            )
        made = Decision.objects.create(
            id=identifier,
            option=found,
            outcome=outcome,
            reason=reason,
            seen=list(seen),
            decided_by=by.user_id,
            decided_at=at,
        )
        made.beside.set(others)
        _record(
            Act.DECIDE_OPTION,
            found,
            by,
            at,
            decision=str(made.pk),
            outcome=outcome,
            why=reason,
            beside=[str(each.pk) for each in others],
        )
    return made


def listed(*, by: Viewer) -> QuerySet[Option]:
    """Those of one's organisation, the newest first."""
    return Option.objects.filter(organisation=by.organisation)


def one(option_id: UUID, *, by: Viewer) -> Option:
    """Raises Gone where it is another organisation's."""
    found = listed(by=by).filter(pk=option_id).first()
    if found is None:
        raise Gone
    return found


def several(option_ids: Iterable[UUID], *, by: Viewer) -> list[Option]:
    """In this order. Raises Gone where one of them is another organisation's."""
    return [one(each, by=by) for each in dict.fromkeys(option_ids)]


def last_decisions(of: Iterable[Option]) -> dict[UUID, Decision]:
    """By option; one on which nothing was decided is left out."""
    return {each.option_id: each for each in Decision.objects.filter(option__in=of)}


def is_worked_out(option: Option) -> bool:
    """Whether there is a choice of sites to decide on."""
    return option.found is not None and isinstance(weighing.from_plain(option.found), weighing.Found)


def _same_or_refused(kept: object, sent: object) -> None:
    if kept != sent:
        raise UserError(
            "You have sent this form before, and said something else in it. What you said then is kept.",
            "Open the page anew to say more.",
        )


def _check(asked: Asked, areas: Sequence[SmallArea]) -> None:
    if len(asked.sites) > MOST_SITES:
        raise UserError(
            f"There are {len(asked.sites):,} sites, and an option weighs {MOST_SITES:,} at most.",
            "Narrow the register down first, by use or district.",
        )
    if weighing.is_beyond(asked, areas):
        raise UserError(
            f"So many hubs with room among so many areas cannot be weighed: hubs times areas, of which there"
            f" are {len(areas):,}, may be {weighing.MOST_WITH_ROOM:,}.",
            "Choose fewer hubs, or leave room out.",
        )
    if words := weighing.unmet(asked, areas):
        raise UserError(" ".join(words), "Change what you wish.")


def _work_out(option: Option, areas: Sequence[SmallArea], at: datetime) -> None:
    _keep(option, weighing.weigh(asking.from_plain(option.asked), areas), at)


def _keep(option: Option, weighed: weighing.Weighed, at: datetime) -> None:
    # two that work at once found the same
    Option.objects.filter(pk=option.pk, found__isnull=True).update(
        found=weighing.to_plain(weighed), worked_out_at=at
    )


def _registered(record: SiteRecord) -> Registered:
    assert record.easting is not None
    assert record.northing is not None
    site = SiteThen(
        record=record.pk,
        called=(Called(record.organisation, record.asset, record.name),),
        at=Point(record.easting, record.northing),
        floor_area=record.floor_area,
        running_cost=record.running_cost,
        maintenance=record.maintenance,
        services=tuple(record.services),
    )
    return Registered(site, record.uprn, Tenure(record.tenure))


def _record(act: Act, option: Option, by: Viewer, at: datetime, **detail: Any) -> None:
    ledger.append(
        Draft(
            act=act,
            at=at,
            by=by,
            outcome="done",
            purpose=Purpose.RESEARCH_AND_PLANNING,
            mode=Mode.AGGREGATE,
            about=option.pk,
            viewer_detail={"option": str(option.pk), **detail},
        )
    )
