"""Beginning the impact assessment of an agreement, or screening it anew: its flows answer the screening."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from shiremoot.gateway.agreements import drafting
from shiremoot.gateway.agreements.checking import check_agreement
from shiremoot.gateway.agreements.draft_views import own_draft
from shiremoot.gateway.agreements.file import Proposal
from shiremoot.gateway.agreements.signing_views import acting
from shiremoot.gateway.agreements.views import version_or_404
from shiremoot.gateway.agreements.worlds import world
from shiremoot.gateway.dpia import verbs as dpia
from shiremoot.gateway.dpia.verbs import Who
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest


@page(Permission.DRAFT)
@require_POST
def assess(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    """Of a version that was sent out or adopted."""
    return _assess(request, version_or_404(identifier, version).file)


@page(Permission.DRAFT)
@require_POST
def assess_draft(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    return _assess(request, drafting.proposal_of(own_draft(request, identifier, version)))


def _assess(request: MemberRequest, proposal: Proposal) -> HttpResponse:
    member, at = acting(request), timezone.now()
    screening = check_agreement(proposal, world(settings.HOME, at=at)).screening
    dpia.begin(
        agreement=proposal.agreement,
        title=proposal.title or proposal.agreement,
        screening=[reason.words for reason in screening.reasons],
        who=Who(member.user_name, member.viewer),
        at=at,
    )
    return redirect("assessment", agreement=proposal.agreement)
