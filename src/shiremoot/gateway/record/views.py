"""The pages of those who check: what was seen of our data, what our people saw, and any one entry."""

from datetime import datetime, timedelta
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access.reconciling import reconcile
from shiremoot.dates import day_of
from shiremoot.errors import UserError
from shiremoot.gateway.agreements import overview
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, may, viewer
from shiremoot.gateway.record import listing, verbs
from shiremoot.ledger import reading
from shiremoot.ledger.acts import Viewer
from shiremoot.ledger.logs import Kind
from shiremoot.ledger.sequencer import late

MOST = 2000
LATE = timedelta(minutes=5)
A_PAGE = 50


@page(Permission.REVIEW)
@require_safe
def our_data(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    period = request.GET.get("period", listing.USUAL_PERIOD)
    chosen = {name: _chosen(request, name) for name in ("organisation", "purpose")}
    wanted = listing.wanted(period, at=at, **chosen)
    tally, entries = verbs.seen_of_ours(wanted, by=by, at=at)
    shown = _page(request, list(islice(entries, MOST)))
    served = reading.served([each.identifier for each in shown.object_list], provider=by.organisation)
    rows = {name: listing.rows_served(found.get("records", ())) for name, found in served.items()}
    lines = [listing.line(each, users={}, rows=rows.get(each.identifier)) for each in shown.object_list]
    context = {
        "tally": tally,
        "bars": listing.bars(tally, wanted),
        "agreements": listing.agreements(tally),
        "who": sorted(tally.by_who.items(), key=lambda each: -each[1]),
        "titles": overview.titles(),
        "purpose_words": listing.purpose_words,
        "wanted": wanted,
        **_log(by, Kind.SEEN, at),
    }
    return _list(request, "record/our_data.jinja", period, chosen, shown, lines, context)


@page(Permission.REVIEW)
@require_safe
def our_people(request: MemberRequest) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    period = request.GET.get("period", listing.USUAL_PERIOD)
    chosen = {"purpose": _chosen(request, "purpose")}
    entries = verbs.done_by_ours(listing.wanted(period, at=at, **chosen), by=by, at=at)
    shown = _page(request, list(islice(entries, MOST)))
    users = organisations.names_of_users(by.organisation)
    lines = [listing.line(each, users=users) for each in shown.object_list]
    return _list(request, "record/our_people.jinja", period, chosen, shown, lines, _log(by, Kind.DONE, at))


@page(Permission.REVIEW)
@require_safe
def counts(request: MemberRequest) -> HttpResponse:
    """Rows counted where they are read, beside those of the record: of one month, on demand."""
    by, today = viewer(request), day_of(timezone.now())
    months = listing.months(today)
    chosen = request.GET.get("month", "")
    first = months[chosen] if chosen in months else today.replace(day=1)
    found = reconcile(settings.HOME, first, listing.end_of_month(first), provider=by.organisation)
    options = [(name, f"{month:%B %Y}") for name, month in months.items()]
    context = {"found": found, "first": first, "months": options, "chosen": f"{first:%Y-%m}"}
    return render(request, "record/counts.jinja", context)


@page(Permission.REVIEW)
@require_safe
def export(request: MemberRequest, kind: str) -> HttpResponseBase:
    """One's own log as a file to check alone; what one's people did tells whom they protect, and why."""
    by, at = viewer(request), timezone.now()
    if kind not in list(Kind):
        raise Http404
    if kind == Kind.DONE and not may(request, Permission.PROTECT):
        return render(request, "record/log_needs_protect.jinja", status=403)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    try:
        verbs.export_log(by.organisation, Kind(kind), file, by=by, at=at)
    except UserError as error:
        file.close()
        return render(request, "record/no_log_yet.jinja", {"error": error})
    file.seek(0)
    name = f"{by.organisation}-{kind}-{day_of(at)}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@page(Permission.SIGNED_IN)
@require_safe
def entry(request: MemberRequest, number: int) -> HttpResponse:
    by, at = viewer(request), timezone.now()
    if number > reading.newest_number():
        raise Http404
    allowed = {"may_review": may(request, Permission.REVIEW), "may_protect": may(request, Permission.PROTECT)}
    found = verbs.one_entry(settings.HOME, number, by=by, at=at, **allowed)
    if found is None:
        raise Http404
    users = organisations.names_of_users(by.organisation) if found.reads is not verbs.Reads.PROVIDER else {}
    context = {
        "found": found,
        "line": listing.line(found.entry, users=users),
        "names": organisations.names(),
        "is_author": found.reads is verbs.Reads.AUTHOR,
        "is_provider": found.reads is verbs.Reads.PROVIDER,
    }
    return render(request, "record/entry.jinja", context)


def _list(
    request: MemberRequest,
    template: str,
    period: str,
    chosen: dict[str, str],
    shown: Any,
    lines: list[listing.Line],
    context: dict[str, Any],
) -> HttpResponse:
    shared = {
        "entries": shown,
        "lines": lines,
        "names": organisations.names(),
        "periods": listing.PERIODS,
        "period": period if period in listing.PERIODS else listing.USUAL_PERIOD,
        "chosen": chosen,
        "purposes": listing.PURPOSES,
        "most": MOST,
    }
    return render(request, template, shared | context)


def _log(by: Viewer, kind: Kind, at: datetime) -> dict[str, Any]:
    """How far the signed log goes; and whether it is late, which somebody must know."""
    waits = late(at)
    return {"log": reading.log_of(by.organisation, kind), "late": waits if waits > LATE else None}


def _chosen(request: MemberRequest, name: str) -> str:
    # PostgreSQL knows no such character, and no name has it
    return request.GET.get(name, "").replace("\0", "")


def _page(request: MemberRequest, entries: list[Any]) -> Any:
    return Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
