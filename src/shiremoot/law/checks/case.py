"""A flow with what the law's files say of the things it names: what every rule looks at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from shiremoot.law.flows import LawfulFlow, Regime, Side
from shiremoot.law.items import (
    Basis,
    Body,
    Condition,
    Item,
    OptOut,
    Paragraph,
    Part3Basis,
    Power,
    Purpose,
    Route,
    Schedule8,
)
from shiremoot.law.results import Found, Rest
from shiremoot.law.shelves import Law, Shelf, T


def known(shelf: Shelf[T], item_id: str | None) -> T | None:
    """The item, or None where the flow names none or one that does not exist; naming reports the latter."""
    return shelf.get(item_id) if item_id else None


@dataclass(frozen=True)
class Party:
    """The provider or the recipient."""

    name: str
    side: Side
    law: Law

    @property
    def who(self) -> str:
        return f"The {self.name}"

    @property
    def body(self) -> Body | None:
        return known(self.law.bodies, self.side.body)

    @property
    def basis(self) -> Basis | None:
        return known(self.law.bases, self.side.basis)

    @property
    def condition(self) -> Condition | None:
        return known(self.law.conditions, self.side.condition)

    @property
    def paragraph(self) -> Paragraph | None:
        return known(self.law.schedule_1, self.side.schedule_1)

    @property
    def offence_paragraph(self) -> Paragraph | None:
        return known(self.law.schedule_1, self.side.offence_condition)

    @property
    def part_3_basis(self) -> Part3Basis | None:
        return known(self.law.part_3_bases, self.side.part_3_basis)

    @property
    def schedule_8(self) -> Schedule8 | None:
        return known(self.law.schedule_8, self.side.schedule_8)

    @property
    def powers(self) -> tuple[Power, ...]:
        """What the side cites as its powers, exemptions and restrictions left out."""
        cited = (known(self.law.powers, power) for power in self.side.powers)
        return tuple(power for power in cited if power and power.kind in ("duty", "power", "function"))

    def found(self, check: str, key: str, words: str, *rests: Item | Rest) -> Found:
        """A finding about one key of this side."""
        return Found(check, f"{self.name}.{key}", words, tuple(map(_rest, rests)))


def found(check: str, field: str, words: str, *rests: Item | Rest) -> Found:
    """A finding about the flow as a whole."""
    return Found(check, field, words, tuple(map(_rest, rests)))


def _rest(rest: Item | Rest) -> Rest:
    return rest if isinstance(rest, Rest) else Rest(rest)


@dataclass(frozen=True)
class Case:
    """A flow on a day."""

    flow: LawfulFlow
    on: date
    law: Law

    @property
    def provider(self) -> Party:
        return Party("provider", self.flow.provider, self.law)

    @property
    def recipient(self) -> Party:
        return Party("recipient", self.flow.recipient, self.law)

    @property
    def purpose(self) -> Purpose | None:
        return known(self.law.purposes, self.flow.purpose)

    @property
    def route(self) -> Route | None:
        return known(self.law.routes, self.flow.confidentiality)

    @property
    def opt_out(self) -> OptOut | None:
        return known(self.law.opt_outs, self.flow.opt_out)

    def controllers(self) -> Iterator[Party]:
        """The sides that need a lawful ground of their own. Counts are nobody's personal data, and a
        recipient that only processes for the provider acts on the provider's ground."""
        if not self.flow.personal:
            return
        yield self.provider
        if not (self.purpose and self.purpose.processor):
            yield self.recipient

    def under(self, regime: Regime) -> Iterator[Party]:
        """The controllers that work under this part of the law."""
        return (party for party in self.controllers() if party.side.regime is regime)


Rule = Callable[[Case], Iterator[Found]]
