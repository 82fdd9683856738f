"""Pages of the register: every body's sites as a map and a table, one site, and one body's register."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from shiremoot.gateway.downloads import csv_file
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, may, viewer
from shiremoot.gazetteer import wards
from shiremoot.pictures.places import Spot, placed
from shiremoot.roadmap.estate import files, listing, register
from shiremoot.roadmap.estate.filters import Filters, districts, uses
from shiremoot.roadmap.estate.models import SiteRecord
from shiremoot.roadmap.estate.site import Tenure

A_PAGE = 50
_DONE = {"loaded": "Your register is loaded. Everybody who is signed in can see it."}


@page(Permission.SIGNED_IN)
@require_safe
def estate(request: MemberRequest) -> HttpResponse:
    """What fits the filter of the address, as a map and a table; and which bodies have registers."""
    names = organisations.names()
    filters, editions = Filters.of(request.GET), _newest(names)
    sort = listing.as_sort(request.GET.get("sort", ""))
    found = filters.sites()
    drawn = list(found.exclude(easting=None)[: listing.MOST_DRAWN])
    sums = listing.sums(found)
    shown = Paginator(listing.ordered(found, sort), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "told": filters.told(names),
        "sums": sums,
        "shown": shown,
        "sort": sort,
        "headings": listing.headings(sort),
        "numbers": listing.NUMBERS,
        "nowhere": found.filter(easting=None).count(),
        "drawn": len(drawn),
        "map": _map(drawn, sums.sites, names),
        "owned_twice": set(register.owned_twice(_of_page(shown.object_list)).values_list("pk", flat=True)),
        "disputed": register.owned_twice(register.current()).count(),
        "editions": editions,
        "names": names,
        "choices": _choices(filters, [each.organisation for each in editions], names),
        "address": lambda **changes: _address(filters, changes),
    }
    return render(request, "estate/estate.jinja", context)


def _address(filters: Filters, changes: Mapping[str, str]) -> str:
    """The query of this page with another order or page of the table, or none."""
    query = "&".join(filter(None, (filters.query, urlencode(changes))))
    return f"?{query}"


def _of_page(records: Any) -> QuerySet[SiteRecord]:
    return register.current().filter(pk__in=[record.pk for record in records])


def _newest(names: Mapping[str, str]) -> list[Any]:
    found = register.editions().filter(replaced_at=None)
    return sorted(found, key=lambda each: names.get(each.organisation, each.organisation).casefold())


def _choices(
    filters: Filters, bodies: list[str], names: Mapping[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """The values of each list of the filter bar, with their words; also what it is set to and nobody has."""
    found = {
        "organisation": [("", "Every body"), *((each, names.get(each, each)) for each in bodies)],
        "use": [("", "Every use"), *((use, use) for use in uses())],
        "tenure": [("", "Every tenure"), *((each.value, each.capitalize()) for each in Tenure)],
        "district": [("", "Every district"), *((name, name) for name in districts())],
    }
    for name, choices in found.items():
        wanted = getattr(filters, name)
        if wanted not in dict(choices):
            called = names.get(wanted, wanted) if name == "organisation" else wanted
            choices.append((wanted, f"{called} (none now)"))
    return found


def _map(drawn: list[SiteRecord], sites: int, names: Mapping[str, str]) -> Any:
    description = f"Marks for {len(drawn):,} of {sites:,} sites, over the districts of the county."
    return listing.drawn(drawn, wards.current(settings.HOME), names, description)


@page(Permission.SIGNED_IN)
@require_safe
def estate_file(request: MemberRequest) -> HttpResponse:
    """What fits the filter of the address, as a file that can be sent in again."""
    names = organisations.names()
    found = listing.ordered(Filters.of(request.GET).sites(), listing.as_sort(request.GET.get("sort", "")))
    rows = ((names.get(each.organisation, each.organisation), register.site_of(each)) for each in found)
    return csv_file(files.as_csv(rows), "sites.csv")


@page(Permission.SIGNED_IN)
@require_safe
def site(request: MemberRequest, site_id: int) -> HttpResponse:
    """One site as its body registers it now; a link to how an older register had it leads on to that."""
    record = get_object_or_404(SiteRecord.objects.select_related("edition"), pk=site_id)
    if record.edition.replaced_at:
        same = register.current().filter(organisation=record.organisation, asset=record.asset).first()
        if same:
            return redirect("site", site_id=same.pk)
    names = organisations.names()
    all_near = register.neighbours(record)
    near = all_near[:A_PAGE]
    found = register.site_of(record)
    context = {
        "record": record,
        "site": found,
        "per_metre": record.running_cost / record.floor_area
        if record.running_cost is not None and record.floor_area
        else None,
        "others": register.other_registrations(record),
        "owners": [] if record.edition.replaced_at else register.other_owners([record]).get(record.pk, []),
        "neighbours": near,
        "all_near": len(all_near),
        "map": _around(record, near, names),
        "history": register.history(record),
        "ward": _ward(record.ward),
        "names": names,
    }
    return render(request, "estate/site.jinja", context)


def _around(record: SiteRecord, near: list[register.Neighbour], names: Mapping[str, str]) -> Any:
    """The site as a ring, and its neighbours by their tenure."""
    at = register.site_of(record).at
    if at is None:
        return ()
    spots = listing.spots_of([each.site for each in near], names)
    key = [("ring", "This site"), *listing.key_of(spots)]
    told = f"{record.name} in the middle, and {len(spots):,} sites near it; north is up."
    around = [("Two kilometres around", listing.circle(at, register.NEAR))]
    return placed([*spots, Spot(at, "ring", record.name)], around, key, told)


def _ward(code: str) -> str:
    """*Weir, Oldford*; empty where it lies in none, or in none that is known now."""
    for each in wards.current(settings.HOME) or ():
        if each.code == code:
            return f"{each.name}, {each.district}"
    return ""


@page(Permission.SIGNED_IN)
@require_safe
def register_of(request: MemberRequest, organisation: str) -> HttpResponse:
    """What one body sent in, newest first; what was held back of it and what is doubted now."""
    names = organisations.names()
    if organisation not in names:
        raise Http404
    editions = list(register.editions().filter(organisation=organisation))
    newest = next((each for each in editions if each.replaced_at is None), None)
    may_send = may(request, Permission.ESTATE) and viewer(request).organisation == organisation
    mine = register.current().filter(organisation=organisation)
    twice = register.owned_twice(mine)
    first_twice = list(twice[:A_PAGE])
    others = register.other_owners(first_twice)
    context = {
        "organisation": organisation,
        "name": names[organisation],
        "editions": editions,
        "newest": newest,
        "held_back_lines": list(newest.held_back.all()[:A_PAGE]) if newest and may_send else [],
        "doubted": Paginator(mine.exclude(doubts=[]), A_PAGE).get_page(request.GET.get("page")),
        "twice": [(each, others.get(each.pk, [])) for each in first_twice],
        "twice_count": twice.count(),
        "may_send": may_send,
        "people": organisations.user_names(each.loaded_by for each in editions),
        "names": names,
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, "estate/register.jinja", context)
