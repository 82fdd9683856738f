"""Pages of homes to visit: the lists, one list, and one on paper."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import homes
from shiremoot.access.dwellings import Written
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.portal.homes import verbs
from shiremoot.portal.homes.forms import AreaForm
from shiremoot.portal.homes.printed import NOT_COMPARED, Street, printed
from shiremoot.portal.print_views import as_pdf
from shiremoot.portal.printed import Printed
from shiremoot.portal.views import at_the_door

_A_PAGE = 50


@page(Permission.PRACTISE)
def homes_lists(request: MemberRequest) -> HttpResponse:
    """The organisation's lists; sent, the form makes one more."""
    by, at = viewer(request), timezone.now()
    form = AreaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = verbs.make(area=form.cleaned_data["area"], by=by, at=at)
        return redirect("homes-list", list_id=made.pk)
    lists = list(verbs.listed(by=by, at=at))
    context = {
        "form": form,
        "may_visit": homes.may_visit(by=by, at=at),
        "lists": lists,
        "names": organisations.user_names(each.made_by for each in lists),
    }
    return render(request, "homes/lists.jinja", context)


@page(Permission.PRACTISE)
@require_safe
@at_the_door
def homes_list(request: MemberRequest, list_id: UUID) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    kept = verbs.one(list_id, by=by, at=at)
    view = homes.view(settings.HOME, kept.pk, area=kept.area, since=kept.made_at, by=by, at=at)
    shown = Paginator(list(view.homes.items()), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "kept": kept,
        "view": view,
        "shown": shown,
        "streets": _streets(shown),
        "not_compared": NOT_COMPARED if view.visited is None else "",
    }
    return render(request, "homes/list.jinja", context)


@page(Permission.PRACTISE)
@at_the_door
def print_homes(request: MemberRequest, list_id: UUID) -> HttpResponse:
    acting = request.acting
    if acting is None:  # the permission saw to it
        raise PermissionDenied
    if request.method != "POST":  # whoever had to sign in again comes by GET
        return redirect("homes-list", list_id=list_id)
    at = timezone.now()
    kept = verbs.one(list_id, by=acting.viewer, at=at)
    view = homes.view(
        settings.HOME, kept.pk, area=kept.area, since=kept.made_at, by=acting.viewer, at=at, printed=True
    )
    by = Printed(acting.user_name, acting.role_words, acting.organisation_name, view.at)
    return as_pdf(printed(view, _streets(view.homes.items()), kept.area, kept.until, by), view.entry_number)


def _streets(shown: Iterable[tuple[Written, str]]) -> list[Street]:
    """Homes that stand together, under their town and postcode."""
    together = groupby(shown, key=lambda each: " ".join(filter(None, (each[0].town, each[0].postcode))))
    return [
        Street(name or "Postcode not known", [(address.line, priority) for address, priority in found])
        for name, found in together
    ]
