"""Records that are said to be of somebody else: hidden at once where they are, until it is settled."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from shiremoot.access.facts import change, need_reason, record
from shiremoot.access.models import WrongLink
from shiremoot.access.openings import PersonView
from shiremoot.errors import UserError
from shiremoot.ledger.acts import Act, Viewer


def report(view: PersonView, *, number: int, reason: str, by: Viewer, at: datetime) -> WrongLink:
    """Hide a record that this look shows, wherever it is with the same others; `number` as in its rows.

    Nothing says whether there are others: a record that is alone is hidden too. Raises UserError without a
    reason; ValueError where the look does not show the record.
    """
    need_reason(reason)
    if number not in {row.record for block in view.blocks for row in block.rows}:
        raise ValueError("this look does not show that record")
    record_id = view.publish.record_ids([number])[number]
    others = set(view.publish.records_of(view.person_id)) - {record_id}
    with transaction.atomic(durable=True):
        since = change()  # takes the turn: of two reports of one record the second finds the first
        reported = WrongLink.objects.filter(record_id=record_id, until=None).first()
        others |= set(reported.others if reported else ())
        if reported and reported.settled_at:  # it was parted once, and is with somebody again
            reported.until = since
            reported.save()
            reported = None
        if reported is None:
            reported = WrongLink(
                record_id=record_id,
                person_id=view.person_id,
                reason=reason,
                organisation=by.organisation,
                reported_by=by.user_id,
                reported_at=at,
                since=since,
            )
        reported.others = sorted(others)
        reported.save()
        record(Act.REPORT_WRONG_LINK, by, at, view.person_id, report=str(reported.pk), reason=reason)
    return reported


def unsettled() -> list[WrongLink]:
    """The reports that nobody has settled yet, the oldest first."""
    return list(WrongLink.objects.filter(settled_at=None).order_by("reported_at"))


def take_back(report_id: UUID) -> None:
    """Show the record again: the decision that it is somebody else's was undone. Inside a transaction."""
    WrongLink.objects.filter(pk=report_id, until=None).update(until=change())


def settle(report_id: UUID, *, is_wrong: bool, by: Viewer, at: datetime) -> None:
    """Say whether the record is somebody else's. If it is, it stays hidden until linking has parted it.

    Raises UserError where it was settled already.
    """
    with transaction.atomic():
        revision = change()
        reported = WrongLink.objects.select_for_update().get(pk=report_id)
        if reported.settled_at is not None:
            raise UserError("Somebody has settled this report already.", "Nothing more is needed.")
        reported.settled_by, reported.settled_at = by.user_id, at
        if not is_wrong:
            reported.until = revision
        reported.save()
        outcome = "somebody else's" if is_wrong else "the same person's"
        record(Act.SETTLE_WRONG_LINK, by, at, reported.person_id, report=str(report_id), outcome=outcome)
