"""The drafts that somebody may read: those of their own organisation, and those sent to it for review."""

from dataclasses import dataclass

from django.urls import reverse

from shiremoot.gateway.agreements import commenting
from shiremoot.gateway.agreements.models import Draft
from shiremoot.gateway.agreements.states import State
from shiremoot.gateway.organisations.permissions import Duty
from shiremoot.gateway.organisations.verbs import ActingAs


@dataclass(frozen=True)
class DraftLine:
    title: str
    version: int
    state: State
    address: str


def drafts_for(acting: ActingAs | None) -> list[DraftLine]:
    """Whoever writes it comes to its parts; the parties come to its words."""
    if acting is None or not acting.duties & {Duty.DRAFT, Duty.SIGN}:
        return []
    found = []
    for draft in Draft.objects.exclude(state=State.OUT_FOR_SIGNATURE).prefetch_related("sections"):
        of = (draft.identifier, draft.version)
        on = commenting.subject(of)
        if on is None or on.state is None or not on.may_be_read_by(acting):
            continue
        writes = acting.organisation == draft.owner and Duty.DRAFT in acting.duties
        address = reverse("draft" if writes else "comments", args=list(of))
        found.append(DraftLine(on.proposal.title or draft.identifier, draft.version, on.state, address))
    return found
