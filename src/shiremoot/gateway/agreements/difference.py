"""What is different between two versions of an agreement, side by side. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shiremoot.gateway.agreements.file import Proposal
from shiremoot.gateway.agreements.wording import Chapter, Names, chapters


@dataclass(frozen=True)
class Piece:
    """A stretch of words, and whether the other side has it too."""

    words: str
    changed: bool


@dataclass(frozen=True)
class LineChange:
    """One line on both sides. A list is also given as what was added and what was taken out."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """A clause or section that is new, gone, or says something else."""

    place: str
    heading: str
    what: str
    lines: tuple[LineChange, ...]


def differences(old: Proposal, new: Proposal, names: Names) -> list[Change]:
    """Every clause and section that is not the same in both, in the order of the new version."""
    before = {chapter.place: chapter for chapter in chapters(old, names)}
    after = {chapter.place: chapter for chapter in chapters(new, names)}
    places = [*after, *(place for place in before if place not in after)]
    found = (_change(before.get(place), after.get(place)) for place in places)
    return [change for change in found if change is not None]


def _change(before: Chapter | None, after: Chapter | None) -> Change | None:
    chapter = after or before
    assert chapter is not None  # a place is on one side at least
    old, new = before.lines if before else {}, after.lines if after else {}
    if old == new:
        return None
    labels = [*new, *(label for label in old if label not in new)]
    lines = tuple(
        _line(label, old.get(label, ()), new.get(label, ()))
        for label in labels
        if old.get(label) != new.get(label)
    )
    what = "new" if before is None else "taken out" if after is None else "changed"
    return Change(chapter.place, chapter.heading, what, lines)


def _line(label: str, old: Sequence[str], new: Sequence[str]) -> LineChange:
    if len(old) > 1 or len(new) > 1:
        added = tuple(each for each in new if each not in old)
        removed = tuple(each for each in old if each not in new)
        return LineChange(label, _listed(old, removed), _listed(new, added), added, removed)
    before, after = pieces(" ".join(old), " ".join(new))
    return LineChange(label, before, after)


def _listed(all_of_them: Sequence[str], changed: Sequence[str]) -> tuple[Piece, ...]:
    return tuple(Piece(each, each in changed) for each in all_of_them)


def pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts cut into stretches that both have and that only one has; joined, they are the texts."""
    old, new = _tokens(before), _tokens(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changed = tag != "equal"
        left += [Piece("".join(old[i1:i2]), changed)] if i2 > i1 else []
        right += [Piece("".join(new[j1:j2]), changed)] if j2 > j1 else []
    return tuple(left), tuple(right)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
