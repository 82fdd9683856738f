"""A person page as a PDF, recorded as printed."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from shiremoot.access import openings
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest
from shiremoot.portal.printed import Printed, printed
from shiremoot.portal.shown import shown
from shiremoot.portal.views import at_the_door


@page(Permission.PRACTISE)
@at_the_door
def print_person(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    acting = request.acting
    if acting is None:  # the permission saw to it
        raise PermissionDenied
    if request.method != "POST":  # whoever had to sign in again comes by GET
        return redirect("person", opening_id=opening_id)
    view = openings.print_person(settings.HOME, opening_id, by=acting.viewer, at=timezone.now())
    at = view.recorded.decision.request.at
    by = Printed(acting.user_name, acting.role_words, acting.organisation_name, at)
    return as_pdf(printed(shown(view, at), by), view.entry_number)


def as_pdf(file: bytes, entry_number: int) -> HttpResponse:
    response = HttpResponse(file, content_type="application/pdf")
    # the name of a file is in lists of downloads: it says which entry, and nothing of the person
    response["Content-Disposition"] = f'attachment; filename="shiremoot-entry-{entry_number}.pdf"'
    return response
