"""What somebody typed into a page that can no longer take it, given back to them to copy."""

from django.http import HttpRequest

from shiremoot.gateway.organisations.permissions import Permission, permission_of

_WORTH_KEEPING = 40
"""Characters: whatever is shorter is typed again sooner than it is copied."""


def long_words(request: HttpRequest) -> list[str]:
    """The long texts of a form of a draft; of other pages none, for they may be about a person."""
    match = request.resolver_match
    if match is None or permission_of(match.func) is not Permission.DRAFT:
        return []
    texts = (
        words for key in request.POST if key != "csrfmiddlewaretoken" for words in request.POST.getlist(key)
    )
    return [words for words in texts if len(words) > _WORTH_KEEPING]
