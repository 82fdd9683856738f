"""The same grants as Cedar policies: a second engine's opinion, with the policies that determined it."""

import json

import cedarpy

from shiremoot.decisions.grants import Grant
from shiremoot.decisions.request import FieldId, ForbiddingFact, Forbids, Request

_ANY = "*"


class Cedar:
    """One policy for each grant and field. Facts about the person are strings that a policy looks for."""

    def __init__(self, grants: list[Grant]) -> None:
        self._flows: list[str] = []
        policies = []
        for grant in grants:
            for field in sorted(grant.fields):
                policies.append(_policy(grant, FieldId(grant.dataset, field)))
                self._flows.append(grant.flow)
        self._policies = cedarpy.PolicySet.from_str("\n".join(policies))

    def showing(self, request: Request, field: FieldId) -> set[str]:
        """The flows by which Cedar shows one field."""
        answer = cedarpy.is_authorized(
            {
                "principal": 'Role::"any"',
                "action": 'Action::"show"',
                "resource": f'Field::"{field}"',
                "context": _context(request),
            },
            self._policies,
            [],
        )
        assert not answer.diagnostics.errors, answer.diagnostics.errors
        if not answer.allowed:
            return set()
        return {self._flows[int(reason.removeprefix("policy"))] for reason in answer.diagnostics.reasons}


def _policy(grant: Grant, field: FieldId) -> str:
    conditions = [
        f"context.organisation == {_text(grant.recipient)}",
        f"{_set(grant.roles)}.contains(context.role)",
        f"context.purpose == {_text(grant.purpose)}",
        f"context.mode == {_text(grant.mode)}",
        f"context.at >= {_seconds(grant.begins)}",
        f"context.at < {_seconds(grant.ends)}",
    ]
    if grant.relationships:
        conditions.append(f"context.relationships.containsAny({_set(grant.relationships)})")
    if grant.rests_on_consent:
        conditions.append(f"context.consents.contains({_text(f'{grant.provider} {grant.purpose}')})")
    return (
        f"permit(principal, action, resource == Field::{_text(str(field))}) "
        f"when {{ {' && '.join(conditions)} }} "
        f"unless {{ context.facts.containsAny({_set(_facts_against(grant, field))}) }};"
    )


def _facts_against(grant: Grant, field: FieldId) -> set[str]:
    kinds = ["plain", *(["opt-out"] if grant.opt_out_applies else [])]
    return {
        f"{kind} {provider} {purpose} {name}"
        for kind in kinds
        for provider in (_ANY, grant.provider)
        for purpose in (_ANY, grant.purpose)
        for name in (_ANY, str(field))
    }


def _context(request: Request) -> dict[str, object]:
    return {
        "organisation": request.organisation,
        "role": request.role,
        "purpose": request.purpose.value,
        "mode": request.mode.value,
        "relationships": sorted(request.relationships),
        "at": _seconds(request.at),
        "consents": sorted(f"{each.provider} {each.purpose}" for each in request.consents),
        "facts": sorted(text for fact in request.forbidding for text in _fact(fact)),
    }


def _fact(fact: ForbiddingFact) -> list[str]:
    kind = "opt-out" if fact.kind is Forbids.NATIONAL_OPT_OUT else "plain"
    names = [_ANY] if fact.fields is None else [str(field) for field in fact.fields]
    return [f"{kind} {fact.provider or _ANY} {fact.purpose or _ANY} {name}" for name in names]


def _seconds(moment) -> int:
    return int(moment.timestamp())


def _text(value: str) -> str:
    return json.dumps(str(value))


def _set(values) -> str:
    return json.dumps(sorted(map(str, values)))
