"""Pages where a party signs or withdraws, and where the lead suspends and resumes."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from shiremoot.errors import UserError
from shiremoot.gateway.agreements import overview, signing
from shiremoot.gateway.agreements.agreement_page import names
from shiremoot.gateway.agreements.difference import Change, differences
from shiremoot.gateway.agreements.file import Signature as SignedElsewhere
from shiremoot.gateway.agreements.forms import ConfirmForm, SignForm, SuspendForm, SwitchOffForm, WithdrawForm
from shiremoot.gateway.agreements.models import Signature
from shiremoot.gateway.agreements.overview import AgreementView
from shiremoot.gateway.agreements.signing import Signer
from shiremoot.gateway.agreements.states import State
from shiremoot.gateway.agreements.views import version_or_404
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest
from shiremoot.gateway.organisations.verbs import ActingAs


def acting(request: MemberRequest) -> ActingAs:
    if request.acting is None:  # the permission saw to it
        raise Http404
    return request.acting


@page(Permission.SIGN)
def sign(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    """The form carries the hash of the text that is on the page: what is signed is what was read."""
    view, member, at = version_or_404(identifier, version), acting(request), timezone.now()
    signing.note_reading(of=(identifier, version), by=member.viewer, at=at)
    if said := signing.said_of(view.kept, member.organisation):
        return _confirm(request, view, member, said, at)
    form = SignForm(request.POST or None, initial={"text_hash": view.text_hash})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            signing.sign(
                of=(identifier, version),
                text_hash=typed["text_hash"],
                signer=Signer(member.user_name, typed["title"]),
                by=member.viewer,
                at=at,
            )
            return _done(view, "signed")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    before, changes = _since_last_signed(view, member.organisation)
    context = {
        "view": view,
        "form": form,
        "before": before,
        "changes": changes,
        "cannot": signing.cannot_sign(view.kept, member.organisation, at),
    }
    return render(request, "agreements/sign.jinja", context)


def _confirm(
    request: MemberRequest, view: AgreementView, member: ActingAs, said: SignedElsewhere, at: datetime
) -> HttpResponse:
    """It was signed elsewhere; nothing is shared before each party says here that it did."""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        of = (view.file.agreement, view.file.version)
        try:
            signing.confirm(of=of, who=member.user_name, by=member.viewer, at=at)
            return _done(view, "confirmed")
        except UserError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
    cannot = signing.cannot_sign(view.kept, member.organisation, at)
    return render(
        request, "agreements/confirm.jinja", {"view": view, "form": form, "said": said, "cannot": cannot}
    )


@page(Permission.SIGN)
def withdraw(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    def do(why: str, member: ActingAs) -> None:
        who, at = member.user_name, timezone.now()
        signing.withdraw(of=(identifier, version), why=why, who=who, by=member.viewer, at=at)

    view, member = version_or_404(identifier, version), acting(request)
    standing = view.kept.signatures.filter(organisation=member.organisation, withdrawn_at=None)
    if not standing.exists():
        raise Http404
    return _with_reason(request, view, WithdrawForm(request.POST or None), do, "withdraw", "withdrawn")


@page(Permission.SIGN)
def suspend(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    def do(why: str, member: ActingAs) -> None:
        who, at = member.user_name, timezone.now()
        signing.suspend(of=(identifier, version), why=why, who=who, by=member.viewer, at=at)

    view = version_or_404(identifier, version)
    if view.state is State.SUSPENDED or not signing.leads(view.kept, acting(request).organisation):
        raise Http404
    return _with_reason(request, view, SuspendForm(request.POST or None), do, "suspend", "suspended")


@page(Permission.SIGN)
def switch_off(
    request: MemberRequest, identifier: str, version: int, clause: str, field: str
) -> HttpResponse:
    """An indicator that was found to be wrong is shared no longer."""
    view, member = version_or_404(identifier, version), acting(request)
    flow = next((each for each in view.file.flows if each.clause == clause), None)
    derived = next((each for each in flow.derived if each.field == field), None) if flow else None
    may = flow and (member.organisation == flow.provider or signing.leads(view.kept, member.organisation))
    if flow is None or derived is None or not may or (clause, field) in view.adopted.switched_off:
        raise Http404
    form = SwitchOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        of, why, at = (identifier, version), form.cleaned_data["why"], timezone.now()
        try:
            signing.switch_off(
                of=of, clause=clause, field=field, why=why, who=member.user_name, by=member.viewer, at=at
            )
            return _done(view, "off")
        except UserError as error:
            form.add_error("why", f"{error.message} {error.next_step}")
    context = {
        "view": view,
        "form": form,
        "clause": clause,
        "derived": derived,
        "ends_all": flow.chooses_rows_by(field),
    }
    return render(request, "agreements/switch_off.jinja", context)


@page(Permission.SIGN)
@require_POST
def resume(request: MemberRequest, identifier: str, version: int) -> HttpResponse:
    view = version_or_404(identifier, version)
    signing.resume(of=(identifier, version), by=acting(request).viewer, at=timezone.now())
    return _done(view, "resumed")


def _with_reason(
    request: MemberRequest,
    view: AgreementView,
    form: WithdrawForm | SuspendForm,
    do: Callable[[str, ActingAs], None],
    name: str,
    done: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data["why"], acting(request))
            return _done(view, done)
        except UserError as error:
            form.add_error("why", f"{error.message} {error.next_step}")
    return render(request, f"agreements/{name}.jinja", {"view": view, "form": form})


def _since_last_signed(view: AgreementView, organisation: str) -> tuple[int | None, list[Change]]:
    """The newest version before this one that the organisation signed, and what has changed since."""
    name, version = view.file.agreement, view.file.version
    signed = Signature.objects.filter(
        organisation=organisation, agreement__identifier=name, agreement__version__lt=version
    )
    last = signed.order_by("-agreement__version").values_list("agreement__version", flat=True).first()
    old = overview.one(name, last, at=timezone.now()) if last else None
    return last, differences(old.file, view.file, names()) if old else []


def _done(view: AgreementView, what: str) -> HttpResponse:
    address = reverse("agreement", args=[view.file.agreement, view.file.version])
    return redirect(f"{address}?done={what}")
