"""A compiled set of grants: an index that a request reaches in one step, with its fields as bits.

`(dataset, organisation, role, purpose, mode)` leads to the grants that meet those five conditions; what is
left to check of each is its time, its relationships, and facts about the person. A set is made of parts, one
for each agreement: where one agreement changes, the index of all others is taken over as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from shiremoot.decisions.grants import Grant, canonical, hash_of
from shiremoot.decisions.request import FieldId
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind

Key = tuple[str, str, str, Purpose, Mode]


@dataclass(frozen=True, slots=True)
class Entry:
    """One grant as the index holds it; `fields` has a bit for each field that it names."""

    place: tuple[str, int]
    """Its agreement, and which of that agreement's grants it is: entries are kept in this order."""
    grant: Grant
    fields: int
    begins: datetime
    ends: datetime
    relationships: frozenset[RelationshipKind]


class Part:
    """The grants of one agreement, each once, in the order of their canonical texts."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        by_text = {canonical(grant): grant for grant in grants}
        self.texts = tuple(sorted(by_text))
        self.grants = tuple(by_text[text] for text in self.texts)
        self.hash = hash_of(self.texts)
        self.boundaries = frozenset(at for grant in self.grants for at in (grant.begins, grant.ends))


class Grants:
    """Equal sets are equal here too: order and duplicates leave the index and the hash as they are."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self.parts: dict[str, Part] = {}
        self._bits: dict[str, dict[str, int]] = {}
        self._entries: dict[Key, tuple[Entry, ...]] = {}
        self._naming: dict[FieldId, tuple[Entry, ...]] = {}
        by_agreement: dict[str, list[Grant]] = defaultdict(list)
        for grant in grants:
            by_agreement[grant.citation.agreement].append(grant)
        self._take({agreement: Part(found) for agreement, found in by_agreement.items()})

    def changed(self, parts: Mapping[str, Part]) -> Grants:
        """This set with the parts of these agreements instead; an empty part takes its agreement out."""
        found = object.__new__(Grants)
        found.parts = dict(self.parts)
        found._bits = dict(self._bits)
        found._entries = dict(self._entries)
        found._naming = dict(self._naming)
        found._take(parts)
        return found

    def _take(self, parts: Mapping[str, Part]) -> None:
        gone = [grant for agreement in parts for grant in self._grants_of(agreement)]
        _leave_out(self._entries, {key for grant in gone for key in _keys(grant)}, parts)
        _leave_out(self._naming, {name for grant in gone for name in _names(grant)}, parts)
        entries: dict[Key, list[Entry]] = defaultdict(list)
        naming: dict[FieldId, list[Entry]] = defaultdict(list)
        for agreement, part in parts.items():
            self.parts.pop(agreement, None)
            if part.grants:
                self.parts[agreement] = part
            for entry in self._entries_of(agreement, part):
                for key in _keys(entry.grant):
                    entries[key].append(entry)
                for name in _names(entry.grant):
                    naming[name].append(entry)
        _put_in(self._entries, entries)
        _put_in(self._naming, naming)
        self.hash = hash_of(part.hash for part in self.parts.values())
        boundaries: set[datetime] = set()
        self._boundaries = sorted(boundaries.union(*(part.boundaries for part in self.parts.values())))

    def _grants_of(self, agreement: str) -> tuple[Grant, ...]:
        return self.parts[agreement].grants if agreement in self.parts else ()

    def _entries_of(self, agreement: str, part: Part) -> Iterable[Entry]:
        for dataset in {grant.dataset for grant in part.grants}:
            self._bits[dataset] = dict(self._bits.get(dataset, _NO_BITS))
        for number, grant in enumerate(part.grants):
            bits, mask = self._bits[grant.dataset], 0
            for field in sorted(grant.fields):
                mask |= bits.setdefault(field, 1 << len(bits))
            place = (agreement, number)
            yield Entry(place, grant, mask, grant.begins, grant.ends, grant.relationships)

    @property
    def all(self) -> tuple[Grant, ...]:
        """Every grant, by agreement."""
        return tuple(grant for name in sorted(self.parts) for grant in self.parts[name].grants)

    def bit(self, field: FieldId) -> int:
        """The field's bit within its dataset; 0 where no grant has named it."""
        return self._bits.get(field.dataset, _NO_BITS).get(field.field, 0)

    def masks(self, fields: Iterable[FieldId]) -> dict[str, int]:
        """Dataset → the bits of these fields that some grant has named."""
        found: dict[str, int] = {}
        for field in fields:
            if bit := self._bits.get(field.dataset, _NO_BITS).get(field.field, 0):
                found[field.dataset] = found.get(field.dataset, 0) | bit
        return found

    def stretch(self, at: datetime) -> datetime:
        """When the stretch of time around a moment began: within one, no grant begins or ends."""
        place = bisect_right(self._boundaries, at)
        return self._boundaries[place - 1] if place else _BEFORE_ALL

    def entries(self, key: Key) -> Iterable[Entry]:
        return self._entries.get(key, ())

    def naming(self, field: FieldId) -> Iterable[Grant]:
        """Every grant that names the field, whomever it serves."""
        return (entry.grant for entry in self._naming.get(field, ()))


_Of = TypeVar("_Of")


def _keys(grant: Grant) -> Iterable[Key]:
    return ((grant.dataset, grant.recipient, role, grant.purpose, grant.mode) for role in grant.roles)


def _names(grant: Grant) -> Iterable[FieldId]:
    return (FieldId(grant.dataset, field) for field in grant.fields)


def _leave_out(
    index: dict[_Of, tuple[Entry, ...]], keys: Iterable[_Of], agreements: Mapping[str, object]
) -> None:
    for key in keys:
        index[key] = tuple(entry for entry in index[key] if entry.place[0] not in agreements)


def _put_in(index: dict[_Of, tuple[Entry, ...]], found: Mapping[_Of, list[Entry]]) -> None:
    for key, entries in found.items():
        index[key] = tuple(sorted((*index.get(key, ()), *entries), key=_in_order))


def _in_order(entry: Entry) -> tuple[str, int]:
    return entry.place


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_NO_BITS: dict[str, int] = {}
