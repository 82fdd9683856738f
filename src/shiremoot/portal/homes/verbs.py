"""Making lists of homes to visit, finding them again, and letting them go."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from shiremoot.access import homes
from shiremoot.access.held import Gone
from shiremoot.dates import day_of, start_of
from shiremoot.decisions.words import Purpose
from shiremoot.errors import UserError
from shiremoot.ledger import verbs as ledger
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.portal.homes.models import HomesList

LASTS = timedelta(days=90)


def make(*, area: str, by: Viewer, at: datetime) -> HomesList:
    """A list of an area for everybody of the organisation who may see it; made already today: that one.

    Raises UserError where no agreement lets the role see homes to visit.
    """
    with transaction.atomic(durable=True):
        ledger.Turn()  # two who press at once make one list
        if not homes.may_visit(by=by, at=at):
            raise UserError(
                "No agreement in force lets your role see homes to visit.",
                "Your information governance officer can tell you which agreement is needed.",
            )
        today = listed(by=by, at=at).filter(made_at__gte=start_of(day_of(at)))
        if same := today.filter(area__iexact=area).first():
            return same
        made = HomesList.objects.create(
            organisation=by.organisation, area=area, made_by=by.user_id, made_at=at, until=at + LASTS
        )
        said = {"list": str(made.pk), "area": area, "until": made.until.isoformat()}
        ledger.append(
            Draft(
                act=Act.MAKE_HOMES_LIST,
                at=at,
                by=by,
                outcome="done",
                purpose=Purpose.FIRE_VISITS,
                about=made.pk,
                viewer_detail=said,
            )
        )
    return made


def listed(*, by: Viewer, at: datetime) -> QuerySet[HomesList]:
    """The organisation's lists that have not ended, the newest first."""
    return HomesList.objects.filter(organisation=by.organisation, until__gt=at).order_by("-made_at", "area")


def one(list_id: UUID, *, by: Viewer, at: datetime) -> HomesList:
    """Raises Gone where it has ended, or is another organisation's."""
    found = listed(by=by, at=at).filter(pk=list_id).first()
    if found is None:
        raise Gone
    return found


def forget_ended(at: datetime) -> None:
    HomesList.objects.filter(until__lte=at).delete()
