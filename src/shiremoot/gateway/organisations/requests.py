"""Requests as pages meet them, once it is known who acts as what."""

from django.http import HttpRequest

from shiremoot.gateway.organisations.verbs import ActingAs


class MemberRequest(HttpRequest):
    """`acting` is one valid membership of the user, or None; `memberships` all of them."""

    acting: ActingAs | None
    memberships: list[ActingAs]
