"""The page on which a practitioner says that a record they see is somebody else's."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from shiremoot.access import openings, wrong_links
from shiremoot.dates import day_of
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.portal import people
from shiremoot.portal.forms import WrongLinkForm
from shiremoot.portal.views import at_the_door


@page(Permission.PRACTISE)
@at_the_door
def report_wrong_link(request: MemberRequest, opening_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    view = openings.view_person(settings.HOME, opening_id, by=by, at=at)
    records = people.records(view.blocks, view.publish.publish_id)
    choices = {each.name: f"{each.service}: {each.words}" for each in records}
    form = WrongLinkForm(request.POST or None, records=choices)
    if request.method == "POST" and form.is_valid():
        number = next(each.number for each in records if each.name == form.cleaned_data["record"])
        wrong_links.report(view, number=number, reason=form.cleaned_data["reason"], by=by, at=at)
        return redirect(f"{reverse('person', args=[opening_id])}?done=reported")
    context = {"form": form, "view": view, "who": people.headline(view.blocks, day_of(at))}
    return render(request, "portal/wrong_link.jinja", context)
