"""A grant: one flow of an agreement in force, compiled, with its citation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from shiremoot.decisions.predicate import RowRule, ValueRule
from shiremoot.decisions.words import Mode, Purpose, RelationshipKind


@dataclass(frozen=True, slots=True)
class Citation:
    """What a person is told of the clause that shows a field."""

    agreement: str
    title: str
    version: int
    clause: str
    sentence: str
    basis: str
    power: str

    @property
    def of(self) -> tuple[str, int]:
        """The agreement's version that this cites."""
        return self.agreement, self.version

    @property
    def flow(self) -> str:
        """The flow's name, unique in a county: `childrens-front-door v1 4.2`."""
        return f"{self.agreement} v{self.version} {self.clause}"


@dataclass(frozen=True, slots=True)
class Grant:
    """In force from `begins` (inclusive) until `ends` (exclusive); fields are `table.field`."""

    citation: Citation
    provider: str
    dataset: str
    fields: frozenset[str]
    recipient: str
    roles: frozenset[str]
    purpose: Purpose
    mode: Mode
    relationships: frozenset[RelationshipKind]
    begins: datetime
    ends: datetime
    why_ends: str = "ended"
    rests_on_consent: bool = False
    opt_out_applies: bool = False
    rows: RowRule | ValueRule | None = None
    when_withheld: str = ""
    obligations: tuple[str, ...] = ()

    @property
    def flow(self) -> str:
        return self.citation.flow

    def in_force(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


def canonical(grant: Grant) -> str:
    """One canonical text for one grant, whatever the order its sets were made in."""
    return json.dumps(asdict(grant), default=_plain, sort_keys=True, ensure_ascii=False)


def from_json(text: str) -> Grant:
    """The grant that `canonical` wrote."""
    found = json.loads(text)
    return Grant(
        citation=Citation(**found.pop("citation")),
        fields=frozenset(found.pop("fields")),
        roles=frozenset(found.pop("roles")),
        purpose=Purpose(found.pop("purpose")),
        mode=Mode(found.pop("mode")),
        relationships=frozenset(RelationshipKind(kind) for kind in found.pop("relationships")),
        begins=datetime.fromisoformat(found.pop("begins")),
        ends=datetime.fromisoformat(found.pop("ends")),
        rows=_rows(found.pop("rows")),
        obligations=tuple(found.pop("obligations")),
        **found,
    )


def _rows(found: dict[str, Any] | None) -> RowRule | ValueRule | None:
    if found is None:
        return None
    return ValueRule(**found) if "value" in found else RowRule(**found)


def hash_of(texts: Iterable[str]) -> str:
    """SHA-256 of a set of grants, given their canonical texts; order and duplicates do not matter."""
    return hashlib.sha256("\n".join(sorted(set(texts))).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"cannot write {type(value).__name__}")
