"""Whose family somebody is, one step away: what ties say, and who has parental responsibility. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shiremoot.access.openings import Member
from shiremoot.access.reading import Block
from shiremoot.decisions.grants import Grant
from shiremoot.portal.people import Headline, headline

_OF_AGE = 18
_RESPONSIBLE = "tie.parental_responsibility"


@dataclass(frozen=True)
class Tie:
    """What one other person is to this one. `other`: their identifier; empty where it is not shown."""

    other: str
    kind: str
    responsible: bool


@dataclass(frozen=True)
class FamilyLine:
    """Without a candidate there is nobody whom this role may see and open."""

    candidate: UUID | None
    who: Headline | None
    kind: str
    responsible: bool
    lives_here: bool

    @property
    def name(self) -> str:
        return self.who.name if self.who else "Name not shown"

    @property
    def words(self) -> str:
        """*mother, has parental responsibility, lives at this address*"""
        has = "has parental responsibility" if self.responsible else ""
        lives = "recorded at this address" if self.lives_here else ""
        return ", ".join(filter(None, (self.kind.lower(), has, lives)))


@dataclass(frozen=True)
class Family:
    """`responsibility` is a sentence; empty of adults, and where nothing about it is shown."""

    lines: tuple[FamilyLine, ...]
    responsibility: str
    flows: tuple[Grant, ...]
    """Those that show the ties."""


def ties(blocks: Iterable[Block]) -> list[Tie]:
    """Everybody who is named once, with all that records say they are; whoever is not, as often as said."""
    named: dict[str, list[Tie]] = {}
    unnamed = []
    for block in blocks:
        for row in block.rows if block.entity == "tie" else ():
            kind, responsible = row.values.get("tie.kind", ""), row.values.get(_RESPONSIBLE) == "true"
            tie = Tie(row.other_person_id, kind, responsible)
            if tie.other:
                named.setdefault(tie.other, []).append(tie)
            else:
                unnamed.append(tie)
    return [_one(found) for found in named.values()] + unnamed


def _one(found: Sequence[Tie]) -> Tie:
    kinds = dict.fromkeys(tie.kind for tie in found if tie.kind)
    return Tie(found[0].other, " and ".join(kinds), any(tie.responsible for tie in found))


def family(
    blocks: Sequence[Block],
    members: Iterable[Member],
    household: Collection[str],
    age: int | None,
    today: date,
) -> Family:
    """What the ties on the page of somebody of this age say. `household`: who else is recorded there.

    Those with parental responsibility first, then the eldest. It ends at 18, whatever a record still says.
    """
    known = {member.person_id: member for member in members}
    of_age = age is not None and age >= _OF_AGE
    lines = [
        FamilyLine(
            candidate=known[tie.other].candidate if tie.other in known else None,
            who=headline(known[tie.other].blocks, today) if tie.other in known else None,
            kind=tie.kind,
            responsible=tie.responsible and not of_age,
            lives_here=tie.other in household,
        )
        for tie in ties(blocks)
    ]
    lines.sort(key=lambda line: (not line.responsible, (line.who and line.who.born) or "9999", line.name))
    of_ties = [block for block in blocks if block.entity == "tie"]
    is_told = any(_RESPONSIBLE in row.values for block in of_ties for row in block.rows)
    flows = {grant.flow: grant for block in of_ties for row in block.rows for grant in block.flows_of(row)}
    return Family(
        lines=tuple(lines),
        responsibility=_responsibility(lines) if is_told and not of_age else "",
        flows=tuple(flows[name] for name in sorted(flows)),
    )


def _responsibility(lines: Iterable[FamilyLine]) -> str:
    names = [line.name for line in lines if line.responsible]
    if not names:
        return "Nobody shown here is recorded as having parental responsibility. Somebody else may have it."
    *others, last = names
    who = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    return f"{who} recorded as having parental responsibility. Others may have it too."
