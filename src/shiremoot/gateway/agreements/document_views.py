"""Downloading a version, sent out or still a draft, as Word or PDF."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.dates import day_month, day_of
from shiremoot.gateway.agreements import commenting, overview
from shiremoot.gateway.agreements.agreement_page import names
from shiremoot.gateway.agreements.commenting import Subject
from shiremoot.gateway.agreements.documents import Document, pdf, word
from shiremoot.gateway.agreements.overview import Party
from shiremoot.gateway.agreements.states import PartyState
from shiremoot.gateway.agreements.wording import Names, chapters
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page(Permission.SIGNED_IN)
@require_safe
def as_word(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    return _download(request, (identifier, version), word, WORD, "docx")


@page(Permission.SIGNED_IN)
@require_safe
def as_pdf(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    return _download(request, (identifier, version), pdf, "application/pdf", "pdf")


def _download(
    request: MemberRequest, of: tuple[str, int], write: Callable[[Document], bytes], kind: str, ending: str
) -> HttpResponse:
    on = commenting.subject(of)
    if on is None:
        raise Http404
    # a version that was sent out is everybody's to read, a draft its parties'
    if on.state is not None and not (request.acting and on.may_be_read_by(request.acting)):
        raise PermissionDenied
    response = HttpResponse(write(document_of(on, names(), at=timezone.now())), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{of[0]}-v{of[1]}.{ending}"'
    return response


def document_of(on: Subject, called: Names, *, at: datetime) -> Document:
    """The version with where it stands at that moment."""
    view = overview.one(*on.of, at=at)
    state = view.state if view else on.state
    parties = overview.parties(view, at=at) if view else []
    standing = [f"Version {on.of[1]}, {state}.", f"As at {day_month(day_of(at))}."]
    standing.append(
        f"SHA-256 of its text: {view.text_hash}" if view else "A draft: its text can still change."
    )
    return Document(
        title=on.proposal.title or on.of[0],
        standing=standing,
        chapters=chapters(on.proposal, called),
        signatures=[_signed(each, called) for each in parties if each.signature],
        made_at=at,
    )


def _signed(party: Party, called: Names) -> str:
    signature = party.signature
    assert signature is not None  # the caller chose those that have one
    by = ", ".join(filter(None, [signature.by_name, signature.title]))
    words = f"{called.organisation(party.organisation)}: {by}, {day_month(signature.signed_on)}"
    if party.state is PartyState.WITHDREW and signature.withdrawn_at:
        words += f"; withdrawn on {day_month(day_of(signature.withdrawn_at))}"
    return words
