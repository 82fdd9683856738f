"""Pages for when something went wrong, in the user's words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiremoot.site.typed import long_words


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "site/not_allowed.jinja", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "site/not_found.jinja", status=404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "site/form_expired.jinja", {"typed": long_words(request)}, status=403)


def went_wrong(request: HttpRequest) -> HttpResponse:
    return render(request, "site/went_wrong.jinja", status=500)
