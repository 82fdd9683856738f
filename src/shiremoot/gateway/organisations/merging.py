"""Two people edit one form at once: the second sees what the first changed, and loses nothing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Merged:
    """What the form holds now; what somebody else changed: field → what it now says, and what was typed."""

    values: Mapping[str, str]
    changed: Mapping[str, tuple[str, str]]


def merge(was: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merged:
    """`was`: what both began with. What one alone changed is taken; where both did, mine stays typed."""
    values, changed = {}, {}
    for name, typed in mine.items():
        before, now = was.get(name, ""), theirs.get(name, "")
        values[name] = now if typed == before else typed
        if now not in (before, typed):
            changed[name] = (now, values[name])
    return Merged(values, changed)
