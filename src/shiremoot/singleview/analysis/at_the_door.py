"""What the door says no to, as a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from shiremoot.access.held import Gone
from shiremoot.access.published import NothingPublished
from shiremoot.access.recording import Refused
from shiremoot.gateway.organisations.requests import MemberRequest


def at_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone:
            raise Http404 from None
        except Refused as refused:
            return render(request, "analysis/refused.jinja", {"refused": refused}, status=403)
        except NothingPublished:
            return render(request, "analysis/nothing_published.jinja", status=409)

    return answered
