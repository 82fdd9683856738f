"""Which flows use which field of a dataset. Pure: the grants in use in, what a page says out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shiremoot.decisions.grants import Grant


@dataclass(frozen=True)
class Use:
    """One flow of a dataset, and to whom: organisation → roles. `ends` is the last end of its grants."""

    grant: Grant
    recipients: Mapping[str, tuple[str, ...]]
    fields: frozenset[str]
    ends: datetime


def uses(grants: Iterable[Grant], dataset: str, at: datetime) -> list[Use]:
    """The flows of a dataset in force at a moment, in the order of their names."""
    by_flow: dict[str, list[Grant]] = defaultdict(list)
    for grant in grants:
        if grant.dataset == dataset and grant.in_force(at):
            by_flow[grant.flow].append(grant)
    return [_use(by_flow[flow]) for flow in sorted(by_flow)]


def by_field(found: Iterable[Use]) -> dict[str, list[Use]]:
    """`table.field` → the flows that name it."""
    named: dict[str, list[Use]] = defaultdict(list)
    for use in found:
        for field in use.fields:
            named[field].append(use)
    return dict(named)


def flows_in_force(grants: Iterable[Grant], at: datetime) -> dict[str, int]:
    """Dataset → how many flows of it are in force."""
    found: dict[str, set[str]] = defaultdict(set)
    for grant in grants:
        if grant.in_force(at):
            found[grant.dataset].add(grant.flow)
    return {dataset: len(flows) for dataset, flows in found.items()}


def _use(grants: list[Grant]) -> Use:
    roles: dict[str, set[str]] = defaultdict(set)
    for grant in grants:
        roles[grant.recipient] |= grant.roles
    return Use(
        grant=grants[0],
        recipients={name: tuple(sorted(found)) for name, found in sorted(roles.items())},
        fields=frozenset().union(*(grant.fields for grant in grants)),
        ends=max(grant.ends for grant in grants),
    )
