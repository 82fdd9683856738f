"""Pages of those who send in the register of their organisation: its file, its columns, what it changes."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.errors import UserError
from shiremoot.gateway.downloads import csv_file
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest, viewer
from shiremoot.roadmap.estate import columns, files, sending
from shiremoot.roadmap.estate.columns import COLUMNS
from shiremoot.roadmap.estate.forms import ColumnsForm, SendForm
from shiremoot.roadmap.estate.models import SentFile
from shiremoot.roadmap.estate.reading import read

MOST_SHOWN = 50
_EXCHANGED = {"easting": "northing", "northing": "easting"}


@page(Permission.ESTATE)
def send_sites(request: MemberRequest) -> HttpResponse:
    form = SendForm(request.POST, request.FILES) if request.method == "POST" else SendForm()
    if request.method == "POST" and form.is_valid():
        content, name = form.cleaned_data["file"]
        try:
            kept = sending.keep(content, name, by=viewer(request), at=timezone.now())
            return redirect("check-sites", sent_id=kept.pk)
        except UserError as error:
            form.add_error("file", f"{error.message} {error.next_step}")
    context = {"form": form, "columns": COLUMNS, "most": sending.MOST_BYTES // 1024**2}
    return render(request, "estate/send.jinja", context)


@page(Permission.ESTATE)
def sites_columns(request: MemberRequest, sent_id: UUID) -> HttpResponse:
    """Which column of the file holds what; where easting and northing seem to be exchanged, they are here."""
    sent = _sent(request, sent_id)
    table = read(bytes(sent.content))
    chosen = dict(sent.columns) if sent.columns else columns.proposed(table.headings, sent.before)
    if "exchange" in request.GET:
        chosen = {heading: _EXCHANGED.get(name, name) for heading, name in chosen.items()}
    form = ColumnsForm(request.POST or None, table=table, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        sent.columns = list(form.chosen.items())
        sent.save(update_fields=["columns"])
        return redirect("check-sites", sent_id=sent.pk)
    context = {
        "form": form,
        "sent": sent,
        "table_of": table,
        "unknown": columns.unknown(table.headings, sent.before),
        "exchange": "exchange" in request.GET,
    }
    return render(request, "estate/columns.jinja", context)


@page(Permission.ESTATE)
def check_sites(request: MemberRequest, sent_id: UUID) -> HttpResponse:
    """What the file would make of the register; and, once that is confirmed as it was shown, the register."""
    by, at = viewer(request), timezone.now()
    if request.method == "POST" and sending.is_loaded(sent_id, by=by):
        return _loaded(by.organisation)
    sent = _sent(request, sent_id)
    if request.POST.get("do") == "cancel":
        sent.delete()
        return redirect("register-of", organisation=by.organisation)
    if not sent.columns:
        return redirect("sites-columns", sent_id=sent.pk)
    table = read(bytes(sent.content))
    found = sending.preview(settings.HOME, table, dict(sent.columns), sent.organisation, at=at)
    said = ""
    if request.method == "POST":
        if request.POST.get("shown") == found.mark and sending.confirm(sent, found, by=by, at=at):
            return _loaded(by.organisation)
        said = "Something changed since you looked. This is what the file would make of the register now."
        found = sending.preview(settings.HOME, table, dict(sent.columns), sent.organisation, at=at)
    context = {
        "sent": sent,
        "preview": found,
        "checked": found.checked,
        "changes": found.changes,
        "left_out": [heading for heading, name in found.chosen.items() if not name],
        "most": MOST_SHOWN,
        "said": said,
    }
    return render(request, "estate/check.jinja", context)


@page(Permission.ESTATE)
@require_safe
def held_back_file(request: MemberRequest) -> HttpResponse:
    """The lines of one's own newest file that were not taken, and why: of the columns that are read.

    Nobody else's: what a wrong line says may be anything.
    """
    newest = sending.newest(viewer(request).organisation)
    if newest is None:
        raise Http404
    lines = ((each.line, each.reasons, each.values) for each in newest.held_back.all())
    text = files.held_back_csv(sending.read_headings(newest), lines)
    return csv_file(text, "held-back.csv")


def _loaded(organisation: str) -> HttpResponse:
    return redirect(f"{reverse('register-of', args=[organisation])}?done=loaded")


def _sent(request: MemberRequest, sent_id: UUID) -> SentFile:
    found = sending.kept(sent_id, by=viewer(request), at=timezone.now())
    if found is None:
        raise Http404
    return found
