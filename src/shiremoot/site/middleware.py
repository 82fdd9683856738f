"""Who acts as what, and whether the page is for them. Deny by default."""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from shiremoot.errors import NothingShown, UserError
from shiremoot.gateway.organisations.permissions import Permission, permission_of
from shiremoot.gateway.organisations.requests import MemberRequest, own_words
from shiremoot.gateway.organisations.verbs import ActingAs, memberships
from shiremoot.ledger.errors import NOT_RECORDED, CannotRecord
from shiremoot.site.typed import long_words

Respond = Callable[[HttpRequest], HttpResponse]
CHOSEN = "acting as"
_METHODS = ("GET", "HEAD", "POST")


def acting_as(get_response: Respond) -> Respond:
    """Set `request.acting` (one membership, or None) and `request.memberships`, fresh on every request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        found = _memberships(request)
        member = cast(MemberRequest, request)
        member.memberships, member.acting = found, _chosen(request, found)
        return get_response(request)

    return middleware


def _memberships(request: HttpRequest) -> list[ActingAs]:
    if not request.user.is_authenticated:
        return []
    return memberships(str(request.user.pk), at=timezone.now())


def _chosen(request: HttpRequest, found: list[ActingAs]) -> ActingAs | None:
    chosen = request.session.get(CHOSEN)
    return next((each for each in found if each.membership_id == chosen), found[0] if found else None)


class said_in_words:
    """What a user can mend, and a store that cannot be written, as a page that says so and no more."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, (OperationalError, InterfaceError)):
            exception = CannotRecord(*NOT_RECORDED)
        if isinstance(exception, NothingShown):
            return render(
                request,
                "site/cannot_record.jinja",
                {"error": exception, "typed": own_words(request)},
                status=503,
            )
        if isinstance(exception, UserError):
            return render(request, "site/cannot_do.jinja", {"error": exception}, status=400)
        return None


class declared_permission:
    """Serve a page only to those its declared permission allows; serve none that declares nothing."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        permission = permission_of(view)
        if permission is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no permission")
        if request.method not in _METHODS:
            return HttpResponseNotAllowed(_METHODS)
        if permission is Permission.PUBLIC:
            return None
        if not request.user.is_authenticated:
            typed = long_words(request)
            if typed:
                return render(request, "site/form_expired.jinja", {"typed": typed}, status=403)
            return redirect_to_login(request.path)
        acting = cast(MemberRequest, request).acting
        if not permission.allows(acting.duties if acting else frozenset()):
            raise PermissionDenied
        return None


def never_stored(get_response: Respond) -> Respond:
    """Keep pages out of every cache: another person may use this browser next."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
