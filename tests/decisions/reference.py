"""The semantics once more, as plainly as they read: what the kernel is held to."""

from collections.abc import Iterable

from shiremoot.decisions.grants import Grant
from shiremoot.decisions.request import FieldId, Forbids, Request


def showing(request: Request, grants: Iterable[Grant]) -> dict[FieldId, set[str]]:
    """For each field that was asked for, the names of the flows that show it."""
    found: dict[FieldId, set[str]] = {field: set() for field in request.fields}
    for grant in grants:
        for field in request.fields:
            if names(grant, field) and meets(grant, request) and not forbidden(grant, field, request):
                found[field].add(grant.flow)
    return found


def names(grant: Grant, field: FieldId) -> bool:
    return field.dataset == grant.dataset and field.field in grant.fields


def meets(grant: Grant, request: Request) -> bool:
    suffices = not grant.relationships or any(kind in request.relationships for kind in grant.relationships)
    agreed = {(consent.provider, consent.purpose) for consent in request.consents}
    return (
        grant.recipient == request.organisation
        and request.role in grant.roles
        and grant.purpose == request.purpose
        and grant.mode == request.mode
        and grant.begins <= request.at
        and request.at < grant.ends
        and suffices
        and (not grant.rests_on_consent or (grant.provider, grant.purpose) in agreed)
    )


def forbidden(grant: Grant, field: FieldId, request: Request) -> bool:
    for fact in request.forbidding:
        of_this_provider = fact.provider is None or fact.provider == grant.provider
        for_this_purpose = fact.purpose is None or fact.purpose == grant.purpose
        of_this_field = fact.fields is None or field in fact.fields
        applies = fact.kind != Forbids.NATIONAL_OPT_OUT or grant.opt_out_applies
        if of_this_provider and for_this_purpose and of_this_field and applies:
            return True
    return False
