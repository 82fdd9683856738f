"""A compiled set of grants: an index that a request reaches in one step, with its fields as bits.

`(dataset, organisation, role, purpose, mode)` leads to the grants that meet those five conditions; what is
left to check of each is its time, its relationships, and facts about the person.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from shiremoot.decisions.grants import Grant, canonical, hash_of
from shiremoot.decisions.request import FieldId
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind

Key = tuple[str, str, str, Purpose, Mode]


@dataclass(frozen=True, slots=True)
class Entry:
    """One grant as the index holds it; `fields` has a bit for each field that it names."""

    grant: Grant
    fields: int
    begins: datetime
    ends: datetime
    relationships: frozenset[RelationshipKind]


class Grants:
    """Equal sets are equal here too: order and duplicates leave the index and the hash as they are."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        by_text = {canonical(grant): grant for grant in grants}
        self.all = tuple(by_text[text] for text in sorted(by_text))
        self.hash = hash_of(by_text)
        self._bits: dict[str, dict[str, int]] = defaultdict(dict)
        self._entries: dict[Key, list[Entry]] = defaultdict(list)
        self._naming: dict[FieldId, list[Grant]] = defaultdict(list)
        for grant in self.all:
            self._add(grant)
        self._boundaries = sorted({at for grant in self.all for at in (grant.begins, grant.ends)})

    def _add(self, grant: Grant) -> None:
        bits = self._bits[grant.dataset]
        mask = 0
        for field in sorted(grant.fields):
            mask |= bits.setdefault(field, 1 << len(bits))
            self._naming[FieldId(grant.dataset, field)].append(grant)
        entry = Entry(grant, mask, grant.begins, grant.ends, grant.relationships)
        for role in grant.roles:
            self._entries[grant.dataset, grant.recipient, role, grant.purpose, grant.mode].append(entry)

    def bit(self, field: FieldId) -> int:
        """The field's bit within its dataset; 0 where no grant names it."""
        return self._bits.get(field.dataset, _NO_BITS).get(field.field, 0)

    def masks(self, fields: Iterable[FieldId]) -> dict[str, int]:
        """Dataset → the bits of these fields that some grant names."""
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
        return self._naming.get(field, ())


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_NO_BITS: dict[str, int] = {}
