"""Signing in and out, and choosing what to act as."""

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shiremoot.gateway.organisations.models import User
from shiremoot.gateway.organisations.permissions import Permission, page
from shiremoot.gateway.organisations.requests import MemberRequest
from shiremoot.gateway.organisations.verbs import memberships
from shiremoot.ledger.acts import Act, Draft, Viewer
from shiremoot.ledger.recorder import recorder
from shiremoot.site.middleware import CHOSEN


class SignInForm(forms.Form):
    email = forms.CharField(error_messages={"required": "Enter your email address"})
    password = forms.CharField(strip=False, error_messages={"required": "Enter your password"})


@page(Permission.PUBLIC)
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(
            request, username=form.cleaned_data["email"], password=form.cleaned_data["password"]
        )
        if user is not None:
            start_session(request, user)
            return _onwards(request)
        form.add_error("email", "The email address or the password is wrong")
    # Whatever is sent, the answer never says whether there is such a user.
    return render(request, "site/sign_in.jinja", {"form": form, "next": request.GET.get("next", "")})


def start_session(request: HttpRequest, user: User) -> None:
    """Sign in and record it."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    found = memberships(str(user.pk), at=timezone.now())
    _record(Act.SIGN_IN, found[0].viewer if found else Viewer("", "", str(user.pk)))


@page(Permission.PUBLIC)
@require_POST
def sign_out(request: MemberRequest) -> HttpResponse:
    if request.acting:
        _record(Act.SIGN_OUT, request.acting.viewer)
    logout(request)
    return redirect("sign-in")


@page(Permission.SIGNED_IN)
@require_POST
def choose_acting_as(request: MemberRequest) -> HttpResponse:
    """Act as another of one's own memberships. What was open stays with the role it was opened in."""
    wanted = request.POST.get("membership", "")
    if wanted in {str(each.membership_id) for each in request.memberships}:
        request.session[CHOSEN] = int(wanted)
    return redirect("home")


def _record(act: Act, by: Viewer) -> None:
    recorder.note(Draft(act=act, at=timezone.now(), by=by, outcome="done"))


def _onwards(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe else "home")
