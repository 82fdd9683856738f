"""What data there are: the catalogue, one dataset, and the record of processing. No values."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shiremoot.access import grants, loaded
from shiremoot.dates import day_of
from shiremoot.decisions.compiled import Grants
from shiremoot.gateway.datasets import catalogue, dataset_page, usage
from shiremoot.gateway.datasets.freshness import freshness
from shiremoot.gateway.datasets.models import ListedDataset
from shiremoot.gateway.datasets.processing import NO_TRANSFER, SECURITY, Names, Record, record_of
from shiremoot.gateway.datasets.spreadsheet import TYPE, workbook
from shiremoot.gateway.organisations import verbs as organisations
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest

A_PAGE = 20


@page(Permission.SIGNED_IN)
@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    """The catalogue: every dataset with a contract here, searched and narrowed."""
    left = catalogue.refresh(settings.HOME)
    words = request.GET.get("words", "").strip()[:200]
    names = organisations.names()
    providers = catalogue.providers()
    provider = _one_of(request, "provider", providers)
    category = _one_of(request, "category", catalogue.categories())
    found = catalogue.search(words, provider=provider, category=category)
    shown: Page[ListedDataset] = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    entries = catalogue.listed(shown.object_list, words)
    now = timezone.now()
    loads = loaded.in_use(settings.HOME, [each.dataset for each in entries])
    fresh = {
        each.dataset: freshness(
            loads[each.dataset].as_at if each.dataset in loads else None, each.loads_every, now
        )
        for each in entries
    }
    context = {
        "entries": entries,
        "page": shown,
        "words": words,
        "provider": provider,
        "category": category,
        "names": names,
        "providers_named": [(each, names.get(each, each)) for each in providers],
        "categories_named": [(each, each.capitalize()) for each in catalogue.categories()],
        "suggestions": catalogue.suggestions(words) if words and not shown.paginator.count else [],
        "loads": loads,
        "fresh": fresh,
        "flows": usage.flows_in_force(_grants().all, now),
        "left": left,
        "unreadable": catalogue.unreadable(),
        "any": bool(shown.paginator.count or words or provider or category),
    }
    return render(request, "datasets/list.jinja", context)


@page(Permission.SIGNED_IN)
@require_safe
def dataset(request: HttpRequest, identifier: str) -> HttpResponse:
    catalogue.refresh(settings.HOME)
    contract = catalogue.one(identifier)
    if contract is None:
        raise Http404
    current = loaded.in_use(settings.HOME, [identifier]).get(identifier)
    history = loaded.history(settings.HOME, identifier)
    found = dataset_page.of(contract, history, current, _grants().all, timezone.now())
    return render(request, "datasets/one.jinja", {"found": found, "names": organisations.names()})


@page(Permission.SIGNED_IN)
@require_safe
def contract_file(request: HttpRequest, identifier: str) -> HttpResponse:
    """The contract as the file that it is."""
    text = catalogue.text_of(identifier)
    if text is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{identifier}{catalogue.ENDING}"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)


@page(Permission.SIGNED_IN)
@require_safe
def processing(request: MemberRequest, organisation: str = "") -> HttpResponse:
    """An organisation's record of processing; one's own where none is named."""
    names = organisations.names()
    chosen = request.GET.get("organisation", "") or organisation or _own(request)
    if chosen not in names:
        raise Http404
    record, at = _record(chosen, names), timezone.now()
    context: dict[str, Any] = {
        "record": record,
        "names": names,
        "chosen": chosen,
        "at": at,
        "security": SECURITY,
        "transfers": NO_TRANSFER,
    }
    return render(request, "datasets/processing.jinja", context)


@page(Permission.SIGNED_IN)
@require_safe
def processing_file(request: HttpRequest, organisation: str) -> HttpResponse:
    """The same as a spreadsheet."""
    names = organisations.names()
    if organisation not in names:
        raise Http404
    at = timezone.now()
    content = workbook(_record(organisation, names), name=names[organisation], at=at)
    name = f"record-of-processing-{organisation}-{day_of(at)}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPE, headers=headers)


def _record(organisation: str, names: dict[str, str]) -> Record:
    catalogue.refresh(settings.HOME)
    known = Names(names, catalogue.names())
    mine = [each for each in _grants().all if organisation in (each.provider, each.recipient)]
    wanted = {each.dataset for each in mine}
    contracts = {each.dataset: each for each in catalogue.of_provider(organisation)}
    contracts |= {each.dataset: each for name in wanted - contracts.keys() if (each := catalogue.one(name))}
    return record_of(organisation, contracts.values(), mine, known, timezone.now())


@transaction.atomic
def _grants() -> Grants:
    """The grants in use: what they say is no personal data, so to read them needs no entry."""
    return grants.current()


def _own(request: MemberRequest) -> str:
    return request.acting.organisation if request.acting else organisations.host().pk


def _one_of(request: HttpRequest, name: str, known: list[str]) -> str:
    chosen = request.GET.get(name, "")
    return chosen if chosen in known else ""
