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


def begun() -> dict[str, tuple[int, State, str]]:
    """Agreement → version, state and writer of what is being written of it; nothing of what it says."""
    found = Draft.objects.exclude(state=State.OUT_FOR_SIGNATURE).order_by("version")
    rows = found.values_list("identifier", "version", "state", "owner")
    return {identifier: (version, State(state), owner) for identifier, version, state, owner in rows}


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
