"""What would go dark if an agreement lapsed now. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shiremoot.decisions.grants import Grant

Place = tuple[str, str]
"""An organisation and a role in it."""


@dataclass(frozen=True)
class Loss:
    """Fields (`dataset table.field`) that a role would no longer see, and who practises in it."""

    organisation: str
    role: str
    fields: frozenset[str]
    users: frozenset[str]


@dataclass(frozen=True)
class Effect:
    losses: tuple[Loss, ...]

    @property
    def people(self) -> int:
        return len(frozenset().union(*(loss.users for loss in self.losses)))

    @property
    def organisations(self) -> int:
        return len({loss.organisation for loss in self.losses if loss.users})

    @property
    def fields(self) -> int:
        return len(frozenset().union(*(loss.fields for loss in self.losses)))


def effect_of_lapse(
    grants: Iterable[Grant],
    agreements: Collection[str],
    practitioners: Mapping[Place, frozenset[str]],
    at: datetime,
) -> Effect:
    """What roles would lose that no other agreement in force gives them for the same purpose and mode.

    `agreements`: the one that lapses, and every one that stands under it.
    """
    lost: dict[tuple[str, ...], set[str]] = defaultdict(set)
    kept: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for grant in grants:
        if not grant.in_force(at):
            continue
        side = lost if grant.citation.agreement in agreements else kept
        for role in grant.roles:
            side[grant.recipient, role, grant.purpose, grant.mode] |= {
                f"{grant.dataset} {field}" for field in grant.fields
            }
    by_place: dict[Place, set[str]] = defaultdict(set)
    for key, fields in lost.items():
        by_place[key[0], key[1]] |= fields - kept[key]
    losses = (
        Loss(*place, frozenset(fields), practitioners.get(place, frozenset()))
        for place, fields in sorted(by_place.items())
        if fields
    )
    return Effect(tuple(losses))
