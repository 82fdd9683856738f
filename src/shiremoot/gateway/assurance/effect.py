"""Who and what would go dark if the assurance of some organisations lapsed. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shiremoot.decisions.grants import Citation, Grant

Holders = Mapping[tuple[str, str], frozenset[str]]
"""(organisation, role) → the users who act in it."""


@dataclass(frozen=True)
class Lost:
    """What one recipient would no longer get under one clause. Fields are `table.field`."""

    citation: Citation
    provider: str
    dataset: str
    recipient: str
    roles: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Affected:
    """People of one organisation in one role, who would see less."""

    organisation: str
    role: str
    users: frozenset[str]


@dataclass(frozen=True)
class Effect:
    """Everything that would go dark."""

    lost: tuple[Lost, ...] = ()
    affected: tuple[Affected, ...] = ()

    @property
    def people(self) -> int:
        """How many, each once."""
        return len(frozenset().union(*(each.users for each in self.affected)))

    @property
    def organisations(self) -> int:
        return len({each.organisation for each in self.affected})


def effect(grants: Iterable[Grant], holders: Holders, lapsing: Collection[str], *, at: datetime) -> Effect:
    """What is lost where these organisations give or get. What another grant still shows is not lost."""
    in_force = [grant for grant in grants if grant.in_force(at)]
    going = [grant for grant in in_force if grant.provider in lapsing or grant.recipient in lapsing]
    kept = _fields_of(grant for grant in in_force if grant not in going)
    lost, affected = [], {}
    for grant in going:
        fields, roles = frozenset[str](), []
        for role in sorted(grant.roles):
            gone = grant.fields - kept.get(_place(grant, role), frozenset())
            if gone:
                fields |= gone
                roles.append(role)
                affected[grant.recipient, role] = holders.get((grant.recipient, role), frozenset())
        if roles:
            lost.append(_lost(grant, tuple(roles), fields))
    return Effect(
        tuple(sorted(lost, key=lambda each: (each.citation.title, each.citation.clause, each.recipient))),
        tuple(Affected(*place, users) for place, users in sorted(affected.items()) if users),
    )


def _lost(grant: Grant, roles: tuple[str, ...], fields: frozenset[str]) -> Lost:
    return Lost(grant.citation, grant.provider, grant.dataset, grant.recipient, roles, tuple(sorted(fields)))


def _place(grant: Grant, role: str) -> tuple[str, ...]:
    """Where a field is the same to whoever sees it."""
    return grant.recipient, role, grant.purpose.value, grant.mode.value, grant.dataset


def _fields_of(grants: Iterable[Grant]) -> dict[tuple[str, ...], frozenset[str]]:
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for grant in grants:
        for role in grant.roles:
            place = _place(grant, role)
            found[place] = found.get(place, frozenset()) | grant.fields
    return found
