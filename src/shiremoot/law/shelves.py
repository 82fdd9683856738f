"""The law as it stands in the files beside this module, with look-ups by id and by day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Generic, TypeVar

from shiremoot.errors import UserError

from . import items
from .items import Item

T = TypeVar("T", bound=Item)


class UnknownItem(UserError):
    """An id that the law's files do not have."""


class Shelf(Mapping[str, T], Generic[T]):
    """All items of one kind by id, in the order of the file."""

    def __init__(self, noun: str, found: Iterable[T]) -> None:
        self.noun = noun
        self._items = {item.id: item for item in found}

    def __getitem__(self, item_id: str) -> T:
        return self._items[item_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def named(self, item_id: str) -> T:
        """The item of this id. Raises UnknownItem, which suggests the nearest ids."""
        if item_id in self._items:
            return self._items[item_id]
        raise UnknownItem(f"There is no {self.noun} called {item_id}.", self.nearest(item_id))

    def nearest(self, item_id: str) -> str:
        """What to do about an id that is not here."""
        close = get_close_matches(item_id, list(self._items), n=2, cutoff=0.5)
        return f"Did you mean {' or '.join(close)}?" if close else "Choose one from the law's files."

    def on(self, day: date) -> tuple[T, ...]:
        """Those in force that day."""
        return tuple(item for item in self._items.values() if item.in_force(day))


@dataclass(frozen=True)
class Law:
    """Every list of the files. A field's name is the list's name in its file."""

    groups: Shelf[Item]
    bodies: Shelf[items.Body]
    purposes: Shelf[items.Purpose]
    bases: Shelf[items.Basis]
    recognised_interests: Shelf[items.RecognisedInterest]
    categories: Shelf[Item]
    conditions: Shelf[items.Condition]
    schedule_1: Shelf[items.Paragraph]
    article_10: Shelf[Item]
    law_enforcement_purposes: Shelf[Item]
    part_3_bases: Shelf[items.Part3Basis]
    schedule_8: Shelf[items.Schedule8]
    crossings: Shelf[items.Crossing]
    routes: Shelf[items.Route]
    opt_outs: Shelf[items.OptOut]
    caldicott: Shelf[Item]
    powers: Shelf[items.Power]
    assurance: Shelf[items.AssuranceKind]
    requirements: Shelf[items.Requirement]
    extensions: Shelf[items.Extension]
    small_paths: Shelf[items.SmallPath]
    questions: Shelf[Item]
    large_scale: Shelf[items.LargeScale]
    screening: Shelf[items.ScreeningQuestion]
    risk_levels: Shelf[items.RiskLevel]
    risk_terms: Shelf[items.RiskTerm]
    checks: Shelf[items.Check]

    def every_item(self) -> Iterator[Item]:
        for shelf in vars(self).values():
            yield from shelf.values()
