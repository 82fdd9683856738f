"""Requests as pages meet them, once it is known who acts as what."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from shiremoot.gateway.organisations.permissions import Permission
from shiremoot.gateway.organisations.verbs import ActingAs
from shiremoot.ledger.acts import Viewer

_TYPED = ("reason", "words", "question", "reply", "note")


class MemberRequest(HttpRequest):
    """`acting` is one valid membership of the user, or None; `memberships` all of them."""

    acting: ActingAs | None
    memberships: list[ActingAs]


def viewer(request: MemberRequest) -> Viewer:
    """Who acts. Whoever has no role in any organisation may do nothing."""
    if request.acting is None:
        raise PermissionDenied
    return request.acting.viewer


def may(request: MemberRequest, permission: Permission) -> bool:
    return request.acting is not None and permission.allows(request.acting.duties)


def own_words(request: HttpRequest) -> list[str]:
    """Reasons and other words that a form sends, for whoever wrote them and is signed in still."""
    typed = (key for key in request.POST if key.partition("_")[0] in _TYPED)
    return [words for key in typed for words in request.POST.getlist(key) if words.strip()]
